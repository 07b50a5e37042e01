"""Identifiers as PostgreSQL stores them, and where they stand in the text (manual, 4.1.1)."""

from __future__ import annotations

from sqlglot import exp

from xref.source import HOLE, Span

_MAX_BYTES = 63


def fold(name: str, *, quoted: bool) -> str:
    """The stored name: ASCII letters lowered unless quoted, cut at 63 bytes (NAMEDATALEN - 1)."""
    if not quoted:
        name = name.lower() if name.isascii() else "".join(c.lower() if c.isascii() else c for c in name)
    if len(name) <= _MAX_BYTES // 4 or len(name.encode("utf-8", "surrogatepass")) <= _MAX_BYTES:
        return name
    return name.encode("utf-8", "surrogatepass")[:_MAX_BYTES].decode("utf-8", "ignore")


def stored_name(identifier: exp.Expr) -> str:
    """The folded name of an ``exp.Identifier``; other nodes give their ``name`` folded as if not quoted."""
    return fold(identifier.name, quoted=bool(identifier.args.get("quoted")))


def is_hole(node: exp.Expr) -> bool:
    """Whether a node is a hole alone, which in a list may stand for several items."""
    while isinstance(node, exp.Paren):
        node = node.this
    return isinstance(node, exp.Column) and node.args.get("table") is None and node.name == HOLE


def span_of(node: exp.Expr) -> Span:
    """The characters that a node was written with."""
    meta = node.meta
    return Span(meta["start"], meta["end"] + 1)


def position_of(node: exp.Expr) -> int:
    """The offset at which the server points for an expression: its leftmost part, parentheses left out."""
    meta = node.meta
    at: int = meta.get("at", meta["start"])
    return at
