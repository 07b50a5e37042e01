"""Whatever the text: no exception, and time in proportion to its length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schema.markdown.reading import declared, merged

LINES = (
    "|--|--|\n",
    "| Column | Type |\n",
    "```mermaid\nerDiagram\n",
    "**Indexes**:\n\n",
    "| `a.b` | Actual Type (Live DB) |\n",
    "\n",
)
MARKS = (
    "# ",
    "`",
    "**",
    "|",
    "```",
    "{",
    "}",
    "(",
    ")",
    "'",
    '"',
    "- ",
    "> ",
    "\\",
    "<!--",
    "[",
    "](",
    "~~",
    "\r",
    "\t",
    "\0",
    "😀",
)
WORDS = (
    "users",
    "uuid",
    "UNIQUE",
    "FK → ",
    "DEFAULT ",
    "CHECK (",
    "**Referenced By**: ",
    "all `x` columns",
    "||--o{",
    "\u2028",
)
PIECES = st.sampled_from((*LINES, *MARKS, *WORDS))
HEAD = "# `t`\n\n| Column | Type | Default | Constraints | Notes |\n|---|---|---|---|---|\n"


@given(st.lists(PIECES, max_size=60).map("".join))
def test_nothing_is_raised(text: str) -> None:
    merged(text)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_nothing_is_raised_in_cells(text: str) -> None:
    merged(HEAD + f"| `a` | {text} | {text} | {text} | {text} |\n")


def seconds(text: str) -> float:
    best = 9e9
    for _ in range(2):
        start = time.perf_counter()
        declared(text)
        best = min(best, time.perf_counter() - start)
    return best


@pytest.mark.parametrize(
    "piece",
    ["(", "`", "[", "> ", "- ", "*", "a.", "'", "UNIQUE ", "FK → ", "CHECK(", "DEFAULT (", "tables (`", "~", "<", "#", "| "],
)
@pytest.mark.parametrize(
    "form",
    [
        HEAD + "| `a` | uuid {0} | {0} | {0} | {0} |\n",
        "{0}\n\n**Referenced By**: {0}\n\n**Indexes**:\n\n- {0}\n",
        "## {0}\n",
        "```mermaid\nerDiagram\n{0}\n a {{\n{0}\n",
        "```sql\nALTER TABLE {0}\n",
    ],
)
def test_time_is_linear(form: str, piece: str) -> None:
    """Sixteen times the text may take sixteen times as long, with room for a busy machine, not 256 times."""
    short, long = (form.format(piece * (size // len(piece))) for size in (4_000, 64_000))
    declared(short)
    assert seconds(long) < 64 * max(seconds(short), 0.002)


def test_a_large_registry() -> None:
    rows = "".join(f"| `c{index}` | uuid | 'x' | UNIQUE | note |\n" for index in range(3_000))
    diagram = "".join(f"    uuid c{index} PK\n" for index in range(3_000))
    result = merged(f"{HEAD}{rows}\n```mermaid\nerDiagram\nt {{\n{diagram}")
    found = result.catalog.relation("t")
    assert found
    assert len(found.attributes) == 3_000
