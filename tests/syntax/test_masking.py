"""Type arguments of calls and tags: hidden where the grammar stumbles, left alone anywhere else."""

from __future__ import annotations

import pytest

from xref.source import SourceFile
from xref.syntax import parse
from xref.syntax.masking import mask_type_arguments


@pytest.mark.parametrize(
    "text",
    [
        "const r = await sql<Row[]>`select ${x}`;",
        "return sql<Row[]>`select 1`",
        "f([sql<{ id: string; kind: 'a' | 'b' }[]>`select 1`, x])",
        "const x = (a, sql.typed<Map<string, Foo>>`select 1`)",
        "for (const { id } of await sql<{ id: (a: string) => number }[]>`select 1`) {}",
        "f(await sql<A, B>`select 1`)",
        "await pool.query<{ id: string }>('select 1');",
        "const [a] = await sql<\n  {\n    é: string;\n  }[]\n>`select 1`;",
    ],
)
def test_calls_with_type_arguments_are_calls(text: str) -> None:
    masked = mask_type_arguments(text)
    assert len(masked.encode()) == len(text.encode())
    tree = parse(SourceFile("a.ts", text))
    assert not tree.errors()
    node = tree.node_at(text.index("select"))
    path = tree.path_to(node) if node is not None else None
    assert path is not None
    call = [step for step in path if step.type == "call_expression"][-1]
    function = call.child_by_field_name("function")
    assert function is not None
    assert function.type in ("identifier", "member_expression")


@pytest.mark.parametrize(
    "text",
    [
        "const a = b < c && d > `x`;",
        "const a = `<b>text`;",
        "const a = '<b>' + `x`;",
        "const a = (x: number) => `x`;",
        "for (i = 0; i<n; i++) await f(a>(b));",
        "const a = `${x<y}>`;",
        "x>`",
    ],
)
def test_what_are_no_type_arguments_stays(text: str) -> None:
    assert mask_type_arguments(text) == text
