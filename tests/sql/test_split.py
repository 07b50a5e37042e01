from __future__ import annotations

import pytest

from xref.source import Span
from xref.sql.split import split


def texts(text: str) -> list[str]:
    return [statement.text for statement in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a; b ;\n c", ["a", "b", "c"]),
        (" ;; ; ", []),
        ("a -- x;\n, b; /* c; /* d; */ */ e", ["a -- x;\n, b", "e"]),
        ("select ';', \";\", $$;$$, $x$ $$;$$ $x$, e'\\';'; b", ["select ';', \";\", $$;$$, $x$ $$;$$ $x$, e'\\';'", "b"]),
        ("COPY t (a, b) FROM stdin;\n1\t'\n2;\n\\.\n\nselect 2;", ["COPY t (a, b) FROM stdin", "select 2"]),
        ("copy t from STDIN with (format csv);\n1;2\n", ["copy t from STDIN with (format csv)"]),
        ("copy t to stdout; select stdin; b", ["copy t to stdout", "select stdin", "b"]),
        ("\\connect db\nselect 1;\n\\unrestrict x\n", ["select 1"]),
        ("select 1 \\gexec\nselect 2", ["select 1", "select 2"]),
        ("create rule r as on insert to t do also (a; b); c", ["create rule r as on insert to t do also (a; b)", "c"]),
        ("create table t (a int; create table u (b int)", ["create table t (a int", "create table u (b int)"]),
        (
            "create function f() returns int begin atomic select case when x then 1 end; select 2; end; b",
            ["create function f() returns int begin atomic select case when x then 1 end; select 2; end", "b"],
        ),
        (
            "create or replace procedure p() language sql begin atomic insert into t values (1); end; b",
            ["create or replace procedure p() language sql begin atomic insert into t values (1); end", "b"],
        ),
        ("begin; insert into t values (1); end; b", ["begin", "insert into t values (1)", "end", "b"]),
        (
            "create function f() as $$ begin x; end $$ language plpgsql; b",
            ["create function f() as $$ begin x; end $$ language plpgsql", "b"],
        ),
        ("select 'never closed; b", ["select 'never closed; b"]),
    ],
)
def test_statements(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_spans_are_those_of_the_whole_text() -> None:
    text = "  -- first\n select é ;\n\tinsert into t values (1) ;"
    statements = split(text)
    assert [statement.span for statement in statements] == [Span(12, 20), Span(24, 48)]
    assert all(text[s.span.start : s.span.end] == s.text for s in statements)
