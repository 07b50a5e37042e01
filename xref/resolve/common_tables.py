"""WITH: which query sees which, and the columns that each offers (manual, 7.8; parse_cte.c)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.context import Context
from xref.resolve.cycles import added_columns, check_search_and_cycle, resolve_cycle_mark
from xref.resolve.described import Role
from xref.resolve.names import span_of, stored_name
from xref.resolve.recursion import check_recursion, name_of, refers_to_itself
from xref.resolve.scopes import CommonTable, OutputColumn, Rows, Scope
from xref.resolve.typing.types import TEXT, UNKNOWN
from xref.schema.types import SqlType

_WRITES = (exp.Insert, exp.Update, exp.Delete, exp.Merge)


def resolve_with(context: Context, scope: Scope, node: exp.Expr | None) -> None:
    """Resolve the WITH queries of a statement and let ``scope`` see them.

    Without RECURSIVE each sees those before it; with it, all see each other and themselves.
    """
    if node is None:
        return
    role, context.role = context.role, Role.READS
    recursive = bool(node.args.get("recursive"))
    loaders = []
    if recursive:
        check_recursion(context, node.expressions)
    for cte in node.expressions:
        _refuse_nested_write(context, scope, cte)
        loader = _Loader(context, scope, cte, recursive=recursive and refers_to_itself(cte))
        name = _declare(context, scope, cte)
        loaders.append(loader)
        if not recursive:
            loader.load()
        scope.common_tables[name] = loader.table
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


def _refuse_nested_write(context: Context, scope: Scope, cte: exp.Expr) -> None:
    if scope.parent is not None and isinstance(cte.this, _WRITES):
        span = span_of(cte.args["alias"].this)
        message = "WITH clause containing a data-modifying statement must be at the top level"
        context.fail("syntax-error", "0A000", message, span, span.start)


def refuse_without_returning(context: Context, scope: Scope, node: exp.Expr) -> None:
    """Refuse a reference to a data-modifying WITH query that returns nothing (0A000, addRangeTableEntryForCTE)."""
    name = stored_name(node.this)
    common = scope.common_table(name)
    if common is not None and common.returns_nothing:
        span = span_of(node.this)
        message = f'WITH query "{name}" does not have a RETURNING clause'
        context.fail("syntax-error", "0A000", message, span, span.start, name=name)


class _Loader:
    """Works out one WITH query's columns, once. Asked for while it is at work, it gives its non-recursive term's."""

    def __init__(self, context: Context, scope: Scope, cte: exp.Expr, *, recursive: bool) -> None:
        self._context = context
        self._scope = scope
        self._cte = cte
        self._recursive = recursive
        self._rows: Rows | None = None
        self._at_work = False
        query = cte.this
        self.table = CommonTable(name_of(cte), self.load)
        self.table.returns_nothing = isinstance(query, _WRITES) and query.args.get("returning") is None

    def load(self) -> Rows:
        """The columns, renamed by the alias's list, with those that SEARCH and CYCLE add."""
        if self._rows is not None:
            return self._rows
        if self._at_work:
            return Rows(open=Reason.UNKNOWN_ROW_TYPE, silent=True)
        self._at_work = True
        mark = resolve_cycle_mark(self._context, self._scope, self._cte)
        query = self._cte.this
        while isinstance(query, exp.Subquery) and not query.args.get("with_"):
            query = query.this
        if self._recursive and isinstance(query, exp.SetOperation):
            self._scope.after_left = lambda rows: self._offer(rows, mark)
        rows = self._context.query(self._context, self._cte.this, self._scope)
        self._scope.after_left = None
        offered = self._rows
        self.table.recursing = False
        if offered is not None:
            self._compare(offered.columns, rows)
            check_search_and_cycle(self._context, self._cte, offered.columns, recursive=True)
            return offered
        named = self._named(rows)
        check_search_and_cycle(self._context, self._cte, named.columns, recursive=self._recursive)
        self._rows = self._with_added(named, mark)
        return self._rows

    def _offer(self, rows: Rows, mark: SqlType | None) -> None:
        """Let the recursive term see the columns of the other one, literals that nothing decided as text."""
        columns = [replace(column, type=TEXT) if column.type == UNKNOWN else column for column in rows.columns]
        named = self._named(Rows([replace(c, origin=None, nullable=None) for c in columns], rows.open, rows.silent))
        self._rows = self._with_added(named, mark)
        self.table.recursing = True

    def _named(self, rows: Rows) -> Rows:
        names = [c for c in self._cte.args["alias"].args.get("columns") or () if isinstance(c, exp.Identifier)]
        columns = list(rows.columns)
        if len(names) > len(columns) and rows.open is None:
            span, name = span_of(self._cte.args["alias"].this), name_of(self._cte)
            message = f'WITH query "{name}" has {len(columns)} columns available but {len(names)} columns specified'
            self._context.fail("column-count", "42P10", message, span, span.start, name=name)
        for index, identifier in enumerate(names):
            if index < len(columns):
                columns[index] = replace(columns[index], name=stored_name(identifier))
            else:
                columns.append(OutputColumn(stored_name(identifier)))
        return Rows(columns, rows.open, rows.silent)

    def _with_added(self, rows: Rows, mark: SqlType | None) -> Rows:
        return Rows([*rows.columns, *added_columns(self._context, self._cte, mark)], rows.open, rows.silent)

    def _compare(self, offered: Sequence[OutputColumn], rows: Rows) -> None:
        """The types that the recursive term saw have to be those of the whole (42804)."""
        nodes = _first_outputs(self._cte.this)
        types = self._context.types
        for index, (seen, column) in enumerate(zip(offered, rows.columns, strict=False)):
            if seen.type is None or column.type is None or seen.type == column.type:
                continue
            term, overall = (types.spelled_with_modifiers(type_) for type_ in (seen.type, column.type))
            message = (
                f'recursive query "{name_of(self._cte)}" column {index + 1} has type {term} in non-recursive term '
                f"but type {overall} overall"
            )
            node = nodes[index] if index < len(nodes) else self._cte.args["alias"].this
            hint = "Cast the output of the non-recursive term to the correct type."
            at = node.meta.get("at", node.meta["start"]) if index < len(nodes) else None
            self._context.fail("datatype-mismatch", "42804", message, span_of(node), at, hint=hint)
            return


def _first_outputs(query: exp.Expr) -> list[exp.Expr]:
    """The select list of a set operation's first query, as long as it is one expression a column."""
    while isinstance(query, exp.Subquery | exp.SetOperation):
        query = query.this
    if not isinstance(query, exp.Select):
        return []
    items = [item.this if isinstance(item, exp.Alias) else item for item in query.expressions]
    return [] if any(isinstance(item, exp.Star) or isinstance(item.this, exp.Star) for item in items) else items
