"""String and template literals: values checked against Node, places against the file."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.extract.reading import of, written
from xref.source import SourceFile

LITERALS = [
    r"'SELECT \'a\' \"b\" \\ \n\t\r\b\v\f\0'",
    r"'SELECT \x41\u0042\u{43}\u{1F4DE}\uD83D\uDCDE'",
    '"SELECT 1 \\\n, 2 \\\r\n, 3"',
    "`SELECT 1\r\n, 2\r, 3\n, 4`",
    "`SELECT \\`a\\` \\${b} $c {d} \\\n e`",
    r"'SELECT \q\d\😀'",
    "String.raw`SELECT '\\d+' \\n \\u0041\r\n`",
    "'SELECT 😀' + \"é\" + `x`",
]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
@pytest.mark.parametrize("literal", LITERALS)
def test_a_literal_has_its_run_time_value(literal: str) -> None:
    done = subprocess.run(
        ["node", "-e", f"console.log(JSON.stringify({literal}))"], check=True, capture_output=True, encoding="utf-8"
    )
    (statement,) = of(f"pool.query({literal})")
    assert statement.variants[0].text == json.loads(done.stdout)


def test_a_lone_surrogate_is_replaced() -> None:
    (statement,) = of(r"pool.query('SELECT \uD83D x')")
    assert statement.variants[0].text == "SELECT \ufffd x"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_places_after_escapes_and_line_ends(line_end: str) -> None:
    text = f"// é😀{line_end}db.query(`SELECT '\\u{{1F4DE}}',{line_end}  emial \\n, naïve,{line_end} phone FROM users`);"
    (statement,) = of(text)
    variant = statement.variants[0]
    for marker in ("emial", "naïve", "phone", "users"):
        assert written(variant, marker, {"calls.ts": text}) == marker
    assert written(variant, "📞", {"calls.ts": text}) == "\\u{1F4DE}"
    start = text.index("phone")
    position = SourceFile("calls.ts", text).position(start)
    assert (position.line, position.column) == (4, 2)
