"""The graph for other programs and for people: JSON and Mermaid."""

from __future__ import annotations

import re
from typing import Any

from xref.graph.reference_graph import Node, ReferenceGraph


def graph_json(graph: ReferenceGraph) -> dict[str, Any]:
    """``{"version", "nodes": [{"id", "kind", ...}], "edges": [{"from", "to", "kind"}]}``, sorted."""
    kinds = ("file", "function", "query", "table", "column")
    nodes = [_node(node) for kind in kinds for node in graph.nodes(kind)]
    edges = [{"from": _identity(one), "to": _identity(other), "kind": kind} for one, other, kind in graph.edges()]
    return {"version": 1, "nodes": nodes, "edges": edges}


def _identity(node: Node) -> str:
    if node[0] == "query":
        return f"query:{node[1]}:{node[2]}:{node[3]}"
    return ":".join(str(part) for part in node)


def _node(node: Node) -> dict[str, Any]:
    kind = str(node[0])
    entry: dict[str, Any] = {"id": _identity(node), "kind": kind}
    if kind in ("table", "column"):
        entry["name"] = node[1]
    else:
        entry["path"] = node[1]
    if kind == "function":
        entry["name"] = node[2]
    if kind == "query":
        entry["line"], entry["column"] = node[2], node[3]
    return entry


def graph_mermaid(graph: ReferenceGraph) -> str:
    """A Mermaid flowchart of which files read and write which tables, and of the foreign keys between them."""
    lines = ["flowchart LR"]
    names: dict[Node, str] = {}
    used: set[tuple[Node, Node, str]] = set()
    for file in graph.nodes("file"):
        for query in graph.queries_in(str(file[1])):
            for table, kinds in graph.tables_of(query).items():
                used.update((file, ("table", table), "writes" if kind == "writes" else "reads") for kind in kinds)
    for table_node in graph.nodes("table"):
        table = str(table_node[1])
        used.update((table_node, ("table", other), "references") for other in graph.references(table))
    for one, other, _ in sorted(used, key=str):
        for node in (one, other):
            names.setdefault(node, f"n{len(names)}")
    for node, name in names.items():
        shape = ("[(", ")]") if node[0] == "table" else ("[", "]")
        lines.append(f'  {name}{shape[0]}"{_label(str(node[1]))}"{shape[1]}')
    for one, other, kind in sorted(used, key=str):
        arrow = "-.->" if kind == "references" else "-->"
        lines.append(f"  {names[one]} {arrow}|{kind}| {names[other]}")
    return "\n".join(lines) + "\n"


def _label(text: str) -> str:
    """Text as a quoted Mermaid label: every character that could end or mark it up as an entity."""
    return re.sub(r"[^\w./ -]", lambda match: f"#{ord(match[0])};", text)
