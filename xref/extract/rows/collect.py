"""One file's row reads: where its results start, and what is left when they have been followed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xref.extract.candidates import named_calls
from xref.extract.declarations import FUNCTIONS, is_own_module
from xref.extract.row_reads import Access, Called, FileRows, Origin, Returned, Sent, Steps
from xref.extract.rows.follow import follow
from xref.extract.rows.renaming import renames
from xref.extract.rows.results import result_steps
from xref.extract.rows.trace import MAX_FLOWS, Flow, Trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from xref.extract.candidates import Site
    from xref.extract.extraction import Extraction
    from xref.source import Span

_TAKEN = re.compile(r"(?:(?<![\w$])(?:await|return|of)|=>|[\[(,?:=.])\s*$")
_NOTHING = frozenset({"null", "undefined", "string", "number", "true", "false", "template_string"})
_INNER = frozenset(
    {"await_expression", "parenthesized_expression", "non_null_expression", "satisfies_expression", "as_expression"}
)
_UNKNOWN_MEMBERS = frozenset(
    {"constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf"}
) | {"length", "then", "catch", "finally", "prototype", "__proto__"}
"""Members that values have which are no rows, or which every object has."""


def collect(work: Extraction) -> FileRows:
    """What the file of a finished extraction reads of rows."""
    sites = {id_: site for id_, site in work.sites.items() if site.awaits is None}
    drafted = {draft.call for draft in work.drafts.values()}
    origins: dict[int, Origin] = {id_: Sent(work.tree.span(site.call)) for id_, site in sites.items()}
    statements = {id_: origin for id_, origin in origins.items() if origin.call in drafted}
    wrapped = {origins[id_] for id_, site in sites.items() if id_ not in statements and _is_wrapped(work, site)}
    started = [site for id_, site in sites.items() if id_ in statements or origins[id_] in wrapped]
    results: dict[Origin, tuple[Steps, ...]] = {
        origins[site.call.id]: result_steps(work.tree, site) if not _is_call_of_wrapper(work, site) else () for site in started
    }
    queries = frozenset(origins[site.call.id] for site in started if site.tag is not None)
    trace = Trace(work.tree, work.declarations, results, frozenset(wrapped), statements, queries)
    for site in started:
        if results[origins[site.call.id]]:
            trace.arrive(site.call, Flow(origins[site.call.id]))
    for call, called in _calls_elsewhere(work, statements):
        trace.arrive(call, Flow(called))
    trace.run(follow)
    return _rows(trace)


def _is_call_of_wrapper(work: Extraction, site: Site) -> bool:
    function = site.call.child_by_field_name("function")
    if function is None or site.tag is not None:
        return False
    name = work.tree.text(function.child_by_field_name("property") or function)
    return any(wrapper.name == name for wrapper in work.wrappers.values()) and (
        function.type == "identifier" or name != "query" or _receiver(work, function) == "this"
    )


def _receiver(work: Extraction, function: Node) -> str:
    receiver = function.child_by_field_name("object")
    return work.tree.text(receiver) if receiver is not None else ""


def _is_wrapped(work: Extraction, site: Site) -> bool:
    """Whether a sink call that is no statement sends what a function around it was given."""
    starts = {start for _, start in work.wrappers}
    return any(node.type in FUNCTIONS and work.tree.span(node).start in starts for node in site.path)


def _calls_elsewhere(work: Extraction, statements: dict[int, Origin]) -> Iterator[tuple[Node, Called]]:
    """The calls of functions of the project's other files whose result is taken."""
    own = {name: found for name, found in work.declarations.imports.items() if is_own_module(found.module)}
    text = work.tree.file.text
    for name, _, call in named_calls(work.tree, own):
        span = work.tree.span(call)
        if call.id in statements or not _TAKEN.search(text, max(span.start - 12, 0), span.start):
            continue
        function = call.child_by_field_name("function")
        if function is None or function.type not in ("identifier", "member_expression"):
            continue
        member = None
        if function.type == "member_expression":
            named, receiver = function.child_by_field_name("property"), function.child_by_field_name("object")
            if named is None or receiver is None or receiver.type != "identifier":
                continue
            member = work.tree.text(named)
        yield call, Called(span, own[name].module, own[name].name, member)


def _rows(trace: Trace) -> FileRows:
    complete = {node: all(_is_known(trace, value) for value in values) for node, values in trace.joins.items()}
    exhausted = len(trace.seen) >= MAX_FLOWS

    def decided(flow: Flow) -> bool:
        return not exhausted and flow.origin not in trace.spoiled and all(complete.get(join, False) for join in flow.joins)

    accesses = []
    for access, flow in trace.found:
        name = access.steps[-1]
        if name not in trace.given.get(access.origin, ()) and name not in _UNKNOWN_MEMBERS:
            accesses.append(access if decided(flow) else replace(access, decided=False))
    returned = []
    for summary, flow in trace.returned:
        known = summary.known | trace.given.get(summary.origin, set())
        returned.append(replace(summary, known=frozenset(known), decided=decided(flow)))
    return FileRows(
        _distinct(accesses),
        tuple(dict.fromkeys(returned)),
        _listed({origin.call: ways for origin, ways in trace.results.items()}),
        frozenset(one.call for one in trace.wrapped),
        renames(trace.tree.file.text),
    )


def _listed(results: dict[Span, tuple[Steps, ...]]) -> tuple[tuple[Span, tuple[Steps, ...]], ...]:
    return tuple((call, ways) for call, ways in results.items() if ways)


def _distinct(accesses: list[Access]) -> tuple[Access, ...]:
    return tuple(dict.fromkeys(accesses))


def _is_known(trace: Trace, value: Node | None) -> bool:
    """Whether all that a value can be is followed, or has no properties to read."""
    pending = [value]
    while pending:
        node = pending.pop()
        if node is None:
            return False
        if node.id in trace.reached or node.type in _NOTHING:
            continue
        if node.type in ("array", "object") and not node.named_children:
            continue
        if node.type == "identifier" and trace.tree.text(node) == "undefined":
            continue
        if node.type in _INNER:
            pending.append(node.named_children[0] if node.named_children else None)
        elif node.type == "ternary_expression":
            pending += [node.child_by_field_name("consequence"), node.child_by_field_name("alternative")]
        elif node.type == "binary_expression":
            pending += [node.child_by_field_name("left"), node.child_by_field_name("right")]
        else:
            return False
    return True


__all__ = ["Returned", "collect"]
