"""What names can be seen where: range items, scopes, and looking a name up in them.

This follows PostgreSQL's parse analysis: a query level is a :class:`Scope`, each thing in its FROM clause a
:class:`RangeItem`, with two kinds of visibility. An unaliased join hides its inputs' bare column names but not their aliases;
an aliased one hides both (manual, 7.2.1). Looking up never reports: it returns what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.clause import Clause
from xref.resolve.described import Bound, Capture, Place
from xref.schema.catalog import RelationName
from xref.schema.types import SqlType
from xref.source import Span

SYSTEM_COLUMNS = {
    "tableoid": SqlType("oid"),
    "xmin": SqlType("xid"),
    "cmin": SqlType("cid"),
    "xmax": SqlType("xid"),
    "cmax": SqlType("cid"),
    "ctid": SqlType("tid"),
}


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A column that a range item or a query offers.

    ``type`` is canonical, UNKNOWN for an output that nothing has decided, None when it is not known; ``origin`` is the
    attribute that it is; ``nullable`` is False when it is never NULL, None when that is not worked out.
    """

    name: str
    type: SqlType | None = None
    origin: Bound | None = None
    nullable: bool | None = None


@dataclass(slots=True)
class Rows:
    """The columns of a query, table or function. ``open`` says why there may be more than are listed; None: these are all.

    ``silent``: they are not known because of an error that is reported already, so what hangs on them is not a gap.
    ``relation`` is the one whose rows they are. The columns stay what they are: :meth:`named` keeps them by name, once for all
    statements where the rows are a relation's.
    """

    columns: Sequence[OutputColumn] = ()
    open: Reason | None = None
    silent: bool = False
    relation: RelationName | None = None
    _by_name: dict[str, list[OutputColumn]] | None = field(default=None, init=False, repr=False, compare=False)

    def named(self, name: str) -> Sequence[OutputColumn]:
        """The columns of this name: none, one, or several when a join or subquery has it twice."""
        if self._by_name is None:
            self._by_name = {}
            for column in self.columns:
                self._by_name.setdefault(column.name, []).append(column)
        return self._by_name.get(name, ())


@dataclass(slots=True, eq=False)
class RangeItem:
    """One thing in a FROM clause, a target table, or EXCLUDED. ``alias`` is the name to qualify with, "" for none.

    ``relation`` is set for a table or view; ``aliased`` when another name hides the relation's own. ``lateral_only`` items
    can be seen from LATERAL parts alone, while the FROM clause is being read. ``scalar`` is the type of a function's single
    value, which its alias then means as a whole. ``span`` is the token that gives the item its name. ``nulled``: an outer
    join may give NULL for all of its columns. ``merged`` says of each column of a join what it is made of: the items and
    columns of its inputs (two where a FULL JOIN merges them). ``recursive``: a WITH query that refers to itself, seen from
    inside. ``computed``: a function, whose columns are no attributes of a relation even where its rows have a relation's
    type. ``joined``: it stands in a join without an alias, so its columns are that join's.
    """

    alias: str
    rows: Rows
    relation: RelationName | None = None
    aliased: bool = False
    qualifies: bool = True
    bare: bool = True
    lateral_only: bool = False
    lateral_ok: bool = True
    system_columns: bool = False
    is_cte: str | None = None
    scalar: SqlType | None = None
    span: Span = Span(0, 0)
    nulled: bool = False
    merged: Sequence[tuple[tuple[RangeItem, OutputColumn], ...]] | None = None
    recursive: bool = False
    computed: bool = False
    joined: bool = False

    def columns_named(self, name: str) -> Sequence[OutputColumn]:
        """The columns of this name, a table's system columns too."""
        found = self.rows.named(name)
        if not found and self.system_columns and name in SYSTEM_COLUMNS:
            return [OutputColumn(name, SYSTEM_COLUMNS[name], Bound(self.relation, name) if self.relation else None)]
        return found


@dataclass(slots=True, eq=False)
class CommonTable:
    """A WITH query. Its rows are worked out when it is first asked for, since a recursive WITH may look ahead.

    ``recursing``: its recursive term is being resolved, so a reference to it is one to itself. ``returns_nothing``: it
    writes, without RETURNING.
    """

    name: str
    load: Callable[[], Rows]
    recursing: bool = False
    returns_nothing: bool = False

    def rows(self) -> Rows:
        """The columns that the WITH query offers."""
        return self.load()


@dataclass(slots=True, eq=False)
class Scope:
    """One query level. ``items`` can be seen now, ``ranged`` are all of the level, also those that cannot be seen (yet).

    ``open`` says why the FROM clause may hold more than is known (a hole in it). ``lateral`` is True while a LATERAL part of
    the FROM clause is resolved: then ``lateral_only`` items count. ``after_left`` is to be told the columns of the first
    term of the set operation that is resolved next: a recursive WITH query refers to them from its second term.
    ``read`` counts the references to this level's columns, ``outward`` those to levels around it, ``bare_outward`` those of
    them that are not qualified; ``captures`` are those of the latter that look unmeant.

    ``clause`` is where the expression stands that is being resolved; ``last_set`` the last call that returned a set.
    ``aggregates`` and ``window_calls`` are the calls that belong to this level, in the order in which they were met;
    ``overs`` what follows OVER. ``aggregates_undecided``: some aggregate may belong to this level or to another one.
    """

    parent: Scope | None = None
    items: list[RangeItem] = field(default_factory=list)
    ranged: list[RangeItem] = field(default_factory=list)
    common_tables: dict[str, CommonTable] = field(default_factory=dict)
    windows: dict[str, object] = field(default_factory=dict)
    open: Reason | None = None
    lateral: bool = False
    after_left: Callable[[Rows], None] | None = None
    outward: int = 0
    bare_outward: int = 0
    read: int = 0
    captures: list[tuple[Capture, Place]] = field(default_factory=list)
    clause: Clause = Clause.OTHER
    last_set: exp.Expr | None = None
    aggregates: list[exp.Expr] = field(default_factory=list)
    window_calls: list[exp.Expr] = field(default_factory=list)
    overs: list[exp.Expr] = field(default_factory=list)
    aggregates_undecided: bool = False

    def note_read(self, depth: int) -> None:
        """Count a reference from here to a column ``depth`` levels out."""
        level: Scope | None = self
        for _ in range(depth):
            level = level.parent if level is not None else None
        if level is not None:
            level.read += 1
        if depth:
            self.outward += 1

    def levels(self) -> Iterator[Scope]:
        """This level and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def common_table(self, name: str) -> CommonTable | None:
        """The WITH query of this name that can be seen from here."""
        for level in self.levels():
            found = level.common_tables.get(name)
            if found is not None:
                return found
        return None


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A bare or qualified name meant this column of this item, ``depth`` levels out."""

    item: RangeItem
    column: OutputColumn
    depth: int


@dataclass(frozen=True, slots=True)
class Several:
    """More than one candidate at the same level."""

    items: tuple[RangeItem, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Something on the way may have it: ``reason`` says what; ``silent`` as in :class:`Rows`."""

    reason: Reason
    silent: bool


@dataclass(frozen=True, slots=True)
class Hidden:
    """It is there, but a part of the query that is not LATERAL (or the wrong side of an outer join) may not see it."""

    item: RangeItem


ColumnLookup = FoundColumn | Several | Undecided | Hidden | None
ItemLookup = tuple[RangeItem, int] | Several | Hidden | None


def find_bare(scope: Scope, name: str, *, local: bool = False) -> ColumnLookup:
    """What an unqualified column name means from ``scope`` (None: nothing). ``local`` looks at this level only.

    PostgreSQL's colNameToVar: the innermost level that has the name decides; two items that have it there are ambiguous.
    """
    for depth, level in enumerate(scope.levels()):
        found = _find_at(level, name, depth)
        if found is not None:
            return found
        if local:
            return None
    return None


def _find_at(level: Scope, name: str, depth: int) -> ColumnLookup:
    hit: FoundColumn | None = None
    undecided: Undecided | None = None
    for item in level.items:
        if not item.bare or (item.lateral_only and not level.lateral):
            continue
        columns = item.columns_named(name)
        if len(columns) > 1:
            return Several((item, item))
        if columns:
            if hit is not None:
                return Several((hit.item, item))
            if item.lateral_only and not item.lateral_ok:
                return Hidden(item)
            hit = FoundColumn(item, columns[0], depth)
        elif item.rows.open is not None and undecided is None:
            undecided = Undecided(item.rows.open, item.rows.silent)
    if hit is not None:
        return hit
    if undecided is None and level.open is not None:
        undecided = Undecided(level.open, silent=False)
    return undecided


def find_item(scope: Scope, alias: str, relation: RelationName | None = None) -> ItemLookup:
    """The item that a qualifier means, and how many levels out (PostgreSQL's refnameNamespaceItem).

    With ``relation`` the qualifier was schema.table: only an item of that relation without an alias of its own matches.
    """
    for depth, level in enumerate(scope.levels()):
        hit: RangeItem | None = None
        for item in level.items:
            if not item.qualifies or (item.lateral_only and not level.lateral):
                continue
            matches = item.alias == alias if relation is None else item.relation == relation and not item.aliased
            if not matches:
                continue
            if hit is not None:
                return Several((hit, item))
            if item.lateral_only and not item.lateral_ok:
                return Hidden(item)
            hit = item
        if hit is not None:
            return hit, depth
    return None


def ranged_item(scope: Scope, name: str, relation: RelationName | None) -> RangeItem | None:
    """An item of any level, visible or not, whose alias or relation is meant: to say what is wrong with a qualifier."""
    for level in scope.levels():
        for item in level.ranged:
            same_relation = relation is not None and item.relation == relation
            if same_relation or item.alias == name or item.is_cte == name:
                return item
    return None


def openness(scope: Scope) -> Reason | None:
    """Why some level's FROM clause may hold items that are not known; None when all are."""
    for level in scope.levels():
        if level.open is not None:
            return level.open
    return None


def bare_names(scope: Scope) -> Iterator[str]:
    """Every column name that could be written bare from here."""
    for level in scope.levels():
        for item in level.items:
            if item.bare:
                yield from (column.name for column in item.rows.columns)


def aliases(scope: Scope) -> Iterator[str]:
    """Every qualifier that can be used from here."""
    for level in scope.levels():
        yield from (item.alias for item in level.items if item.qualifies and item.alias)
