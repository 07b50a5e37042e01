"""The cross-reference as a graph of files, functions, queries, tables and columns (networkx), asked in questions.

Nodes are tuples whose first member is their kind: ``("file", path)``, ``("function", path, name)``, ``("query", path, line,
column)``, ``("table", "schema.name")``, ``("column", "schema.name.column")``. Edges carry a ``kind``: contains, reads, writes,
filters, joins, returns, references (a foreign key).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xref.resolve.described import Bound, DescribedStatement, Kind, Reference, Unknown
from xref.resolve.statement import ResolvedStatement
from xref.schema.catalog import Catalog, Relation
from xref.source import Location, SourceFile

if TYPE_CHECKING:
    import networkx

Node = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class TableUse:
    """A query that names a table: where, and what it does with it (reads or writes)."""

    query: Node
    kind: str
    location: Location


class ReferenceGraph:
    """Questions about what refers to what. Built once; never changed after."""

    def __init__(self, graph: networkx.MultiDiGraph[Node]) -> None:
        self._graph = graph

    @classmethod
    def build(
        cls, statements: Iterable[ResolvedStatement], catalog: Catalog, files: Mapping[str, SourceFile]
    ) -> ReferenceGraph:
        """The graph of these statements over this catalog; ``files`` has the files that they stand in."""
        import networkx

        graph: networkx.MultiDiGraph[Node] = networkx.MultiDiGraph()
        for relation in catalog.relations.values():
            _add_relation(graph, relation)
        for statement in statements:
            _add_statement(graph, statement, files)
        return cls(graph)

    # questions

    def nodes(self, kind: str) -> list[Node]:
        """All nodes of one kind, sorted."""
        return sorted((node for node in self._graph if node[0] == kind), key=_key)

    def uses_of(self, table: str) -> list[TableUse]:
        """The uses of a table (``schema.name``) by queries, in order of place."""
        return self._uses(("table", table))

    def uses_of_column(self, column: str) -> list[TableUse]:
        """The uses of a column (``schema.name.column``) by queries, in order of place."""
        return self._uses(("column", column))

    def tables_of(self, query: Node) -> dict[str, set[str]]:
        """The tables that a query names, each with what it does with them."""
        return self._targets(query, "table")

    def columns_of(self, query: Node) -> dict[str, set[str]]:
        """The columns that a query names, each with what it does with them."""
        return self._targets(query, "column")

    def queries_in(self, path: str) -> list[Node]:
        """The queries of a file, in order of place."""
        file: Node = ("file", path)
        if file not in self._graph:
            return []
        inner = list(self._graph.successors(file))
        direct = [node for node in inner if node[0] == "query"]
        nested = [q for function in inner if function[0] == "function" for q in self._graph.successors(function)]
        return sorted({*direct, *nested}, key=_key)

    def unknown_tables(self) -> list[str]:
        """The tables that queries name and that the catalog does not have, sorted."""
        return sorted(
            str(node[1]) for node, facts in self._graph.nodes(data=True) if node[0] == "table" and facts.get("unknown")
        )

    def unused_tables(self) -> list[str]:
        """The tables that no query names, sorted."""
        return [str(node[1]) for node in self.nodes("table") if not self._uses(node)]

    def references(self, table: str) -> list[str]:
        """The tables that a table's foreign keys refer to, sorted."""
        return sorted(self._targets(("table", table), "table"))

    def referenced_by(self, table: str) -> list[str]:
        """The tables whose foreign keys refer to a table, sorted."""
        edges = self._graph.in_edges(("table", table), data=True)
        return sorted({str(one[1]) for one, _, facts in edges if facts["kind"] == "references"})

    def edges(self) -> Iterator[tuple[Node, Node, str]]:
        """All edges with their kind, each once, sorted."""
        unique = {(one, other, str(facts["kind"])) for one, other, facts in self._graph.edges(data=True)}
        yield from sorted(unique, key=lambda edge: (_key(edge[0]), _key(edge[1]), edge[2]))

    def _uses(self, node: Node) -> list[TableUse]:
        if node not in self._graph:
            return []
        uses = {
            TableUse(one, facts["kind"], facts["location"])
            for one, _, facts in self._graph.in_edges(node, data=True)
            if one[0] == "query"
        }
        return sorted(uses, key=lambda use: (use.location, use.kind))

    def _targets(self, node: Node, kind: str) -> dict[str, set[str]]:
        targets: dict[str, set[str]] = {}
        if node in self._graph:
            for _, other, facts in self._graph.out_edges(node, data=True):
                if other[0] == kind:
                    targets.setdefault(str(other[1]), set()).add(str(facts["kind"]))
        return targets


def _key(node: Node) -> tuple[str, ...]:
    return tuple(f"{part:09d}" if isinstance(part, int) else part for part in node)


def _add_relation(graph: Any, relation: Relation) -> None:
    table = ("table", str(relation.name))
    graph.add_node(table)
    for attribute in relation.attributes:
        graph.add_edge(table, ("column", f"{relation.name}.{attribute.name}"), kind="contains")
    for key in relation.foreign_keys:
        graph.add_edge(table, ("table", str(key.target)), kind="references")


def _add_statement(graph: Any, statement: ResolvedStatement, files: Mapping[str, SourceFile]) -> None:
    embedded = statement.embedded
    start = files[embedded.path].position(embedded.span.start)
    query = ("query", embedded.path, start.line, start.column)
    owner: Node = ("file", embedded.path)
    if embedded.function is not None:
        function = ("function", embedded.path, embedded.function)
        graph.add_edge(owner, function, kind="contains", key="contains")
        owner = function
    graph.add_edge(owner, query, kind="contains", key="contains")
    for variant, described in statement.described():
        for reference in _named(described):
            path, span = variant.source_map.origin(reference.span)
            node = ("table" if reference.kind is Kind.RELATION else "column", reference.subject)
            location = files[path].location(span)
            graph.add_edge(query, node, kind=str(reference.role), location=location)
            if isinstance(reference.binding, Unknown):
                graph.nodes[node]["unknown"] = True


def _named(described: DescribedStatement) -> Iterator[Reference]:
    """The references that mean something outside of the statement."""
    for reference in described.references:
        known = isinstance(reference.binding, Bound)
        unknown = isinstance(reference.binding, Unknown) and reference.kind is Kind.RELATION
        if reference.subject is not None and (known or unknown):
            yield reference
