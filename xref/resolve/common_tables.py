"""WITH: which query sees which, and the columns that each offers (manual, 7.8; parse_cte.c)."""

from __future__ import annotations

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.context import Context
from xref.resolve.described import Role
from xref.resolve.from_clause import renamed
from xref.resolve.names import span_of, stored_name
from xref.resolve.scopes import CommonTable, OutputColumn, Rows, Scope


def resolve_with(context: Context, scope: Scope, node: exp.Expr | None) -> None:
    """Resolve the WITH queries of a statement and let ``scope`` see them.

    Without RECURSIVE each sees those before it; with it, all see each other and themselves.
    """
    if node is None:
        return
    role, context.role = context.role, Role.READS
    recursive = bool(node.args.get("recursive"))
    loaders = []
    for cte in node.expressions:
        loader = _Loader(context, scope, cte)
        name = _declare(context, scope, cte)
        loaders.append(loader)
        if not recursive:
            loader.load()
        scope.common_tables[name] = CommonTable(name, loader.load)
    for loader in loaders:
        loader.load()
    context.role = role


def _declare(context: Context, scope: Scope, cte: exp.Expr) -> str:
    identifier = cte.args["alias"].this
    name = stored_name(identifier)
    if name in scope.common_tables:
        span = span_of(identifier)
        message = f'WITH query name "{name}" specified more than once'
        context.fail("duplicate-alias", "42712", message, span, span.start, subject=name, name=name)
    return name


class _Loader:
    """Works out one WITH query's columns, once. Asked for while it is at work, it gives its non-recursive term's."""

    def __init__(self, context: Context, scope: Scope, cte: exp.Expr) -> None:
        self._context = context
        self._scope = scope
        self._cte = cte
        self._rows: Rows | None = None
        self._at_work = False

    def load(self) -> Rows:
        """The columns, renamed by the alias's list, with those that SEARCH and CYCLE add."""
        if self._rows is not None:
            return self._rows
        if self._at_work:
            return Rows(open=Reason.UNKNOWN_ROW_TYPE, silent=True)
        self._at_work = True
        query = self._cte.this
        if isinstance(query, exp.SetOperation):
            self._scope.after_left = self._offer
        rows = self._context.query(self._context, query, self._scope)
        self._scope.after_left = None
        self._offer(rows)
        return self._named(rows)

    def _offer(self, rows: Rows) -> None:
        self._rows = self._named(rows)

    def _named(self, rows: Rows) -> Rows:
        alias = self._cte.args["alias"]
        columns = list(renamed(rows, alias).columns)
        for key in ("search_column", "cycle_mark", "cycle_path"):
            added = self._cte.args.get(key)
            if added is not None:
                columns.append(OutputColumn(stored_name(added)))
        return Rows(columns, rows.open, rows.silent)
