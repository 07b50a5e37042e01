"""One file's extraction: sites found, regions with sites interpreted, drafts made of what reaches each site."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING

from xref.extract.assumptions import Assumptions
from xref.extract.candidates import Site, arguments_of, awaiting_sites, function_sites, method_sites, named_calls, tagged_sites
from xref.extract.context import function_name, is_guarded, is_test, name_of_function
from xref.extract.declarations import CLASSES, FUNCTIONS, Declarations, is_own_module, load_declarations
from xref.extract.evaluate import evaluate
from xref.extract.extracted import Draft, DraftVariant, Waiting, Wrapper
from xref.extract.flow import execute_all, run_function
from xref.extract.frame import Frame, Session
from xref.extract.pieces import Argument, Imported, Pieces, known_start
from xref.extract.receivers import Receivers
from xref.extract.sinks import SinkSettings, starts_as_sql
from xref.extract.tagged import tagged_template
from xref.extract.values import MAX_SAMPLE, Items, Opaque, Tagged, Text, Value, as_pieces, covering, given, single
from xref.reason import Reason
from xref.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tree_sitter import Node

    from xref.extract.values import Alternative, Content
    from xref.syntax import SyntaxTree

_GATE = 2_000
_MAX_ROUNDS = 4


@dataclass
class Extraction:
    """The state of one file's extraction."""

    tree: SyntaxTree
    settings: SinkSettings
    declarations: Declarations = field(init=False)
    receivers: Receivers = field(init=False)
    drafts: dict[Span, Draft] = field(default_factory=dict)
    wrappers: dict[tuple[str, int], Wrapper] = field(default_factory=dict)
    sites: dict[int, Site] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)
    waiting: dict[Span, Waiting] = field(default_factory=dict)
    too_deep: list[int] = field(default_factory=list)
    plain: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.declarations = load_declarations(self.tree)
        self.receivers = Receivers(self.tree, self.declarations, self.settings)
        self.session = Session(
            self.tree, self.declarations, self._reached, run_function, self.receivers, Span(0, len(self.tree.file.text))
        )

    def run(self) -> None:
        """Find and interpret the sinks, then the calls of the wrappers that were found, and theirs."""
        own = {name: found for name, found in self.declarations.imports.items() if is_own_module(found.module)}
        found = [
            *method_sites(self.tree, self.receivers, self.settings, self.too_deep),
            *tagged_sites(self.tree, self.receivers, self.settings),
            *function_sites(self.tree, self.receivers),
            *awaiting_sites(self.tree, own),
        ]
        for _ in range(_MAX_ROUNDS):
            self._interpret(found)
            found = list(self._wrapper_sites())
            if not found:
                break
        self.session.await_calls({})
        for span in self.session.consumed:
            self.drafts.pop(span, None)

    def _interpret(self, found: Iterable[Site]) -> None:
        waiting = []
        for site in found:
            if site.call.id not in self.sites or (site.awaits is None and self.sites[site.call.id].awaits is not None):
                self.done.discard(site.call.id)
                self.sites[site.call.id] = site
                waiting.append(site)
        self.session.await_calls({site.call.id: site.call for site in waiting})
        for site in waiting:
            if site.call.id in self.done:
                continue
            if self._is_plain(site):
                self.done.add(site.call.id)
                self.plain.add(site.call.id)
                self._add(
                    site,
                    self._variants(evaluate(site.text, Frame(self.session)), _written(site.values), site, Frame(self.session)),
                )
            else:
                self._run_region(site)
            if site.call.id not in self.done:
                self._add(site, (), Reason.UNKNOWN_TEXT)

    def _is_plain(self, site: Site) -> bool:
        """Whether a site's text and values can be read where they stand."""
        if site.tag is not None or site.text.type not in ("string", "template_string"):
            return False
        if any(child.type == "template_substitution" for child in site.text.named_children):
            return False
        values = site.values
        return values is None or values.type == "array" or values.type not in ("identifier", "member_expression")

    def _run_region(self, site: Site) -> None:
        """Interpret the outermost function around a site, or the file's top level."""
        index = next((depth for depth, node in enumerate(site.path) if node.type in FUNCTIONS), None)
        frame = Frame(self.session)
        if index is None:
            self.session.enter_region(self.tree.root)
            execute_all(self.tree.root.named_children, frame)
            return
        frame.owner = next((node for node in reversed(site.path[:index]) if node.type in CLASSES), None)
        self.session.enter_region(site.path[index])
        run_function(site.path[index], frame)

    def _reached(self, call: Node, frame: Frame) -> Value:
        site = self.sites[call.id]
        listed = call.child_by_field_name("arguments")
        read = {node.id for node in (site.text, site.values) if node is not None} if call.id not in self.plain else set()
        value = frame.unknown(call) if call.id in self.plain else self._take(site, frame)
        for argument in arguments_of(listed) if listed is not None and site.tag is None else ():
            if argument.id not in read and argument.type != "object" and not frame.session.is_quiet(argument):
                evaluate(argument, frame)
        return value

    def _take(self, site: Site, frame: Frame) -> Value:
        """Read a site's text and values in a state, and keep what they are."""
        self.done.add(site.call.id)
        unknown = frame.unknown(site.call)
        if site.tag is not None:
            value = self._tagged(site, frame)
            self._add(site, self._variants(value, None, site, frame), truncated=value.truncated)
            return value
        value = evaluate(site.text, frame)
        counts = self._counts(site, frame)
        wrapper = self._wrapper(site, value, frame)
        if wrapper is None:
            self._add(site, self._variants(value, counts, site, frame), truncated=value.truncated)
        return unknown

    def _tagged(self, site: Site, frame: Frame) -> Value:
        template = site.call.child_by_field_name("arguments")
        assert template is not None
        return tagged_template(site.call, template, frame, evaluate)

    def _counts(self, site: Site, frame: Frame) -> Value | None:
        """The values that are sent, as a value of arrays; None when there is no argument for them."""
        if site.spread_values is not None:
            plain = all(argument.type != "spread_element" for argument in site.spread_values)
            elements: tuple[Content, ...] = tuple(Opaque("", self.tree.span(argument)) for argument in site.spread_values)
            return single(Items(elements, open=not plain))
        return evaluate(site.values, frame) if site.values is not None else None

    def _variants(self, value: Value, counts: Value | None, site: Site, frame: Frame) -> tuple[DraftVariant, ...]:
        found = []
        alternatives: Sequence[Alternative] = given(value, frame.assumptions, exact=True).alternatives
        if value.truncated:
            alternatives = covering(alternatives, MAX_SAMPLE)
        common = reduce(Assumptions.shared, (each.assumptions for each in alternatives)) if alternatives else frame.assumptions
        for alternative in alternatives:
            content = alternative.content
            if isinstance(content, Tagged) and site.tag is None and content.origin is not None:
                continue  # the template is a site of its own
            if isinstance(content, Text | Tagged) or (isinstance(content, Opaque) and not content.absent):
                conditions = alternative.assumptions.beyond(frame.assumptions).beyond(common).words()
                found.append(DraftVariant(as_pieces(content), conditions, _parameters(alternative, counts, site)))
        return tuple(found)

    def _wrapper(self, site: Site, value: Value, frame: Frame) -> Wrapper | None:
        """The wrapper that a site makes of the function whose parameter is its whole text."""
        content = value.only
        pieces = content.pieces if isinstance(content, Text) else ()
        if len(pieces) != 1 or not isinstance(pieces[0], Argument):
            return None
        argument = pieces[0]
        depth = next(
            (
                depth
                for depth, node in enumerate(site.path)
                if node.type in FUNCTIONS and self.tree.span(node).start == argument.function
            ),
            None,
        )
        if depth is None:
            return None
        name = name_of_function(self.tree, site.path[: depth + 1])
        if name is None:
            return None
        owner = next((node for node in reversed(site.path[:depth]) if node.type in CLASSES), None)
        named = owner.child_by_field_name("name") if owner is not None else None
        wrapper = Wrapper(
            name,
            argument.index,
            self._values_index(site, argument.function, frame),
            site.kind,
            self.tree.text(named) if named is not None else None,
        )
        self.wrappers[(name, argument.function)] = wrapper
        return wrapper

    def _values_index(self, site: Site, function: int, frame: Frame) -> int | None:
        if site.values is None:
            return None
        content = evaluate(site.values, frame).only
        pieces: Pieces = content.pieces if isinstance(content, Text) else ()
        if len(pieces) == 1 and isinstance(pieces[0], Argument) and pieces[0].function == function:
            return pieces[0].index
        return None

    def _wrapper_sites(self) -> Iterable[Site]:
        """The calls in this file of the wrappers found so far."""
        by_name = {wrapper.name: wrapper for wrapper in self.wrappers.values()}
        for name, path, call in named_calls(self.tree, by_name):
            site = self._wrapper_site(by_name[name], path, call)
            if site is not None and (call.id not in self.sites or self.sites[call.id].awaits is not None):
                yield site

    def _wrapper_site(self, wrapper: Wrapper, path: Sequence[Node], call: Node) -> Site | None:
        listed = call.child_by_field_name("arguments")
        arguments = arguments_of(listed) if listed is not None else []
        if len(arguments) <= wrapper.text or any(
            argument.type == "spread_element" for argument in arguments[: wrapper.text + 1]
        ):
            return None
        values = arguments[wrapper.values] if wrapper.values is not None and wrapper.values < len(arguments) else None
        return Site(call, tuple(path), wrapper.sink, arguments[wrapper.text], values)

    def _add(self, site: Site, variants: Sequence[DraftVariant], reason: Reason | None = None, truncated: bool = False) -> None:
        span = (
            self.tree.span(site.call.child_by_field_name("arguments") or site.text) if site.tag else self.tree.span(site.text)
        )
        kept = tuple(variant for variant in variants if may_be_sql(variant.pieces))
        if variants and not kept:
            return
        known = self.drafts.get(span)
        if known is not None:
            kept = tuple(dict.fromkeys((*known.variants, *kept)))
        draft = Draft(
            self.tree.file.path,
            span,
            self.tree.span(site.call),
            site.kind,
            kept,
            Reason.TOO_MANY_VARIANTS if truncated else reason,
            function_name(self.tree, site.path),
            is_guarded(self.tree, site.path),
            is_test(self.tree.file.path),
            site.origin,
            site.confirmed,
            site.certain,
        )
        if site.awaits is None:
            self.drafts[span] = draft
        elif site.origin is not None and kept:
            self.waiting[span] = Waiting(site.origin, site.member, site.awaits, draft)


def _written(values: Node | None) -> Value | None:
    """The values of an array literal, of which only the number matters."""
    if values is None or values.type != "array":
        return None if values is None else single(Items((), open=True))
    elements = [child for child in values.named_children if child.type != "comment"]
    spread = any(child.type == "spread_element" for child in elements)
    return single(Items(tuple(Opaque("", Span(index, index)) for index in range(len(elements))), open=spread))


def _parameters(alternative: Alternative, counts: Value | None, site: Site) -> int | None:
    """How many values go with a text: -1 stands for as many as the text has slots."""
    if site.tag is not None:
        return -1
    if counts is None:
        return 0 if site.values is None else None
    numbers = {
        len(each.content.elements) if isinstance(each.content, Items) and not each.content.open else None
        for each in counts.alternatives
        if alternative.assumptions.merged(each.assumptions) is not None
    }
    return numbers.pop() if len(numbers) == 1 else None


def may_be_sql(pieces: Pieces) -> bool:
    """Whether a text starts as SQL, or may once what another file has is put in."""
    if any(isinstance(piece, Imported) for piece in pieces[:3]):
        return True
    start = known_start(pieces, _GATE)
    return starts_as_sql(start) or not start.strip("\ufffc \t\n\r(")
