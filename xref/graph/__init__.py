"""The reference graph: where code meets schema."""

from xref.graph.reference_graph import ReferenceGraph, TableUse

__all__ = ["ReferenceGraph", "TableUse"]
