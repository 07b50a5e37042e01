"""Following values: from a result through the expressions, names and functions that hand it on, to what is read of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from xref.extract.row_reads import Access, Called, Origin, Returned, Sent, Steps, after, leads_to, meets
from xref.extract.rows.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tree_sitter import Node

    from xref.extract.declarations import Declarations
    from xref.extract.row_reads import Step
    from xref.syntax import SyntaxTree

MAX_FLOWS = 30_000
"""How many values of one file are followed at most; what lies beyond is not known."""

_MAX_STEPS = 5
_RETURN = re.compile(r"(?<![\w$.])return(?![\w$])")


@dataclass(frozen=True, slots=True)
class Flow:
    """What a node's value is: it has, under the steps ``inside``, what ``steps`` lead to of ``origin``.

    ``joins`` are the nodes where it met other values; ``known`` the properties that the code gave it; ``entered`` the functions
    that it is inside of as an argument, innermost first, each with the call and the joins before it.
    """

    origin: Origin
    steps: Steps = ()
    inside: Steps = ()
    joins: frozenset[int] = frozenset()
    known: frozenset[str] = frozenset()
    entered: tuple[tuple[int, int, frozenset[int]], ...] = ()

    def joined(self, node: Node) -> Flow:
        """The same after it met other values at ``node``."""
        return replace(self, joins=self.joins | {node.id})

    def within(self, step: Step) -> Flow | None:
        """The value that has this one under ``step``; None where that leads too deep (a function that wraps its own result)."""
        return replace(self, inside=(step, *self.inside)) if len(self.inside) < _MAX_STEPS else None

    def knowing(self, names: frozenset[str]) -> Flow:
        """The same with more properties."""
        return replace(self, known=self.known | names) if names else self


@dataclass
class Trace:
    """The state of following one file's values.

    ``results`` has the ways to a row for each sink call; ``wrapped`` are those that send what a function was given, ``queries``
    those that are templates, sent by a method that takes them; ``statements`` has the others by their call. ``reached`` are the
    nodes whose value is followed, ``joins`` the values that meet at a node, ``given`` the properties that the code gives the
    rows of an origin, ``spoiled`` the origins whose rows something unknown may have changed, ``entered`` the calls that flows
    are inside of, ``values`` what functions return.
    """

    tree: SyntaxTree
    declarations: Declarations
    results: dict[Origin, tuple[Steps, ...]]
    wrapped: frozenset[Origin]
    statements: Mapping[int, Origin]
    queries: frozenset[Origin]
    names: Names = field(init=False)
    pending: list[tuple[Node, Flow]] = field(default_factory=list)
    seen: set[tuple[int, Flow]] = field(default_factory=set)
    reached: set[int] = field(default_factory=set)
    joins: dict[int, list[Node | None]] = field(default_factory=dict)
    given: dict[Origin, set[str]] = field(default_factory=dict)
    spoiled: set[Origin] = field(default_factory=set)
    entered: dict[int, Node] = field(default_factory=dict)
    values: dict[int, list[Node | None]] = field(default_factory=dict)
    found: list[tuple[Access, Flow]] = field(default_factory=list)
    returned: list[tuple[Returned, Flow]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = Names(self.tree)

    @cached_property
    def returns(self) -> list[int]:
        """The offsets of the return statements, in order."""
        return [match.start() for match in _RETURN.finditer(self.tree.file.text)]

    def arrive(self, node: Node | None, flow: Flow | None) -> None:
        """``node`` has this value."""
        if node is None or flow is None or (node.id, flow) in self.seen or len(self.seen) >= MAX_FLOWS:
            return
        self.seen.add((node.id, flow))
        self.reached.add(node.id)
        self.pending.append((node, flow))

    def run(self, follow: Callable[[Trace, Node, Flow], None]) -> None:
        """Follow every value to its end."""
        while self.pending:
            follow(self, *self.pending.pop())

    def step(self, flow: Flow, step: Step) -> Flow | None:
        """The value that one step leads to; None when no row is to be found that way."""
        if flow.inside:
            return replace(flow, inside=flow.inside[1:]) if meets(step, flow.inside[0]) else None
        steps = (*flow.steps, step)
        wanted = self.results.get(flow.origin)
        leads = len(steps) <= _MAX_STEPS if wanted is None else any(leads_to(steps, way) for way in wanted)
        return replace(flow, steps=steps) if leads else None

    def is_row(self, flow: Flow) -> bool:
        """Whether the value is a row as far as is known: one of a result of another file's function may be."""
        if flow.inside:
            return False
        wanted = self.results.get(flow.origin)
        return wanted is None or any(after(flow.steps, way) == () for way in wanted)

    def read(self, flow: Flow, name: str, node: Node, instead: frozenset[str] = frozenset()) -> Flow | None:
        """The value of a property, whose name stands at ``node``; the read is kept."""
        if self.is_row(flow) and name not in flow.known:
            span = self.tree.span(node)
            if node.type == "string":
                span = replace(span, start=span.start + 1, end=span.end - 1)
            access = Access(span, flow.origin, (*flow.steps, name), flow.known, instead)
            self.found.append((access, flow))
        return self.step(flow, name)

    def give(self, flow: Flow, name: str) -> None:
        """The code gives the value a property."""
        if not flow.inside:
            self.given.setdefault(flow.origin, set()).add(name)

    def join(self, node: Node, *values: Node | None) -> None:
        """Values that meet at ``node``; None is one that is not known."""
        self.joins.setdefault(node.id, list(values))

    def call_of(self, call: Node, flow: Flow) -> Flow:
        """A value that a function returns, at one of its calls: of a wrapper's call, the rows are those of its statement."""
        own = self.statements.get(call.id)
        if own is None or flow.origin not in self.wrapped:
            return flow
        ways = self.results.get(flow.origin, ())
        left = [(*flow.inside, *way[len(flow.steps) :]) for way in ways if leads_to(flow.steps, way)]
        self.results[own] = tuple(dict.fromkeys((*self.results.get(own, ()), *left)))
        return Flow(own, joins=flow.joins, known=flow.known)


__all__ = ["Called", "Flow", "Sent", "Trace"]
