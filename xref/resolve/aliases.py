"""Column names that an alias gives: ``t (a, b)`` (manual, 7.2.1.2; buildRelationAliases)."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from xref.resolve.context import Context
from xref.resolve.names import span_of, stored_name
from xref.resolve.scopes import OutputColumn, Rows


def renamed(context: Context, rows: Rows, alias: exp.Expr | None, kind: str = "table") -> Rows:
    """The first columns renamed by an alias's column list (42P10 when it is too long); ``kind`` is the item in words."""
    names = [c for c in (alias.args.get("columns") or () if alias is not None else ()) if isinstance(c, exp.Identifier)]
    if not names or alias is None:
        return rows
    columns = list(rows.columns)
    if len(names) > len(columns) and rows.open is None:
        extra = names[len(columns)]
        has = "has" if kind != "VALUES lists" else "have"
        message = (
            f'{kind} "{stored_name(alias.this)}" {has} {len(columns)} columns available but {len(names)} columns specified'
        )
        context.fail("column-count", "42P10", message, span_of(extra), None, name=stored_name(extra))
    named = [
        replace(columns[index], name=stored_name(name)) if index < len(columns) else OutputColumn(stored_name(name))
        for index, name in enumerate(names)
    ]
    # A list that names every column leaves none of them unknown in name, as far as anyone can refer to them.
    return Rows([*named, *columns[len(names) :]], rows.open, rows.silent, rows.relation)
