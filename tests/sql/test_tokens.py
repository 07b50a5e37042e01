"""Strings and numbers mean what they mean to the server."""

from __future__ import annotations

import pytest

from tests.support.postgres import connect
from xref.sql import parse

_STRINGS = (
    "'it''s'",
    "'back\\slash'",
    "E'a\\'b\\n\\t\\\\ \\x41\\101\\u00e9\\U0001F600 it''s \\q'",
    "'a'\n  'b' -- and\n 'c'",
    "E'a\\n'\n'b\\n'",
    "U&'d\\0061t\\+000061 \\\\'",
    "U&'d!0061t\\' UESCAPE '!'",
    "$$it's$$",
    "$q$a $$ b$q$",
    "''",
)
_NAMES = ('"a ""b"""', 'U&"d\\0061t"', "plain", "Größe", "a$1", '"Camel"')
_NUMBERS = ("1", "1_000", "0x1F", "0b101", "0o17", "1.5", ".5", "1.", "1e3", "1_0.0_1e-1_0", "2147483648")


@pytest.mark.parametrize("written", _STRINGS)
def test_strings_have_the_servers_value(written: str) -> None:
    with connect() as connection:
        row = connection.execute(f"SELECT {written}".encode()).fetchone()
    (statement,) = parse(f"SELECT {written}")
    assert statement.tree is not None
    literal = statement.tree.expressions[0]
    assert literal.is_string
    assert row == (literal.this,)


@pytest.mark.parametrize("written", _NAMES)
def test_names_are_the_servers_but_for_folding(written: str) -> None:
    with connect() as connection:
        cursor = connection.execute(f"SELECT 1 AS {written}".encode())
    assert cursor.description is not None
    (statement,) = parse(f"SELECT 1 AS {written}")
    assert statement.tree is not None
    name = statement.tree.expressions[0].args["alias"]
    assert name.quoted is ('"' in written)
    assert cursor.description[0].name == (name.this if name.quoted else name.this.replace("G", "g"))


@pytest.mark.parametrize("written", _NUMBERS)
def test_numbers_have_the_servers_value(written: str) -> None:
    (statement,) = parse(f"SELECT {written}")
    assert statement.tree is not None
    number = statement.tree.expressions[0].this
    with connect() as connection:
        assert connection.execute(f"SELECT {written} = {number}".encode()).fetchone() == (True,)
    assert "_" not in number
