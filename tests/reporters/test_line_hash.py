"""The hashes are the numbers that GitHub's upload action computes for the same file."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xref.reporters.line_hash import line_hashes

END_OF_EMPTY = "c129715d7a2bc9a3:1"


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        # Computed with the algorithm of github/codeql-action, src/fingerprints.ts, in JavaScript.
        ("", [END_OF_EMPTY]),
        ("const x = 1;\n", ["ab6d6e2388194169:1", END_OF_EMPTY]),
        ("SELECT id\r\n\tFROM t\r\n", ["ab8c4766c99d4f60:1", "7acbae7e70bd4c31:1", END_OF_EMPTY]),
        ("a\na\na", ["de1984c8f6a9eea:1", "33cec9965e7ac7bb:1", "53b5d4aabe50d64:1"]),
        ("日本 🎉\n", ["472d17562927bf8b:1", END_OF_EMPTY]),
    ],
)
def test_is_the_actions_hash(text: str, hashes: list[str]) -> None:
    assert line_hashes(text) == hashes


@given(st.text(st.sampled_from("ab \t\r\n🎉\0"), max_size=300))
def test_is_a_number_to_the_base_37(text: str) -> None:
    lines = re.split("\r\n|\r|\n", text)
    for number, found in enumerate(line_hashes(text)):
        rest = re.sub("[ \t]", "", "\n".join(lines[number:])).encode("utf-16-le")
        units = [int.from_bytes(rest[place : place + 2], "little") for place in range(0, len(rest), 2)]
        window = [*units, 0xFFFF, *[0] * 100][:100]
        value = sum(unit * 37 ** (99 - place) for place, unit in enumerate(window)) % 2**64
        assert found.split(":")[0] == f"{value:x}"
    assert len(line_hashes(text)) == len(lines)


def test_equal_lines_are_counted() -> None:
    hashes = line_hashes("same line of code\n" * 20)
    assert [found.split(":")[1] for found in hashes[:3]] == ["1", "2", "3"]
    assert len({found.split(":")[0] for found in hashes[:3]}) == 1


def test_a_hash_stays_when_lines_move_and_are_indented() -> None:
    body = "const r = await db.query('SELECT id FROM users');\n" + "x" * 100
    assert line_hashes(body)[0] in line_hashes("// new\n\n    " + body)
