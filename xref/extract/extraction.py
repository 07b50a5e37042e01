"""One file's extraction: sites found, regions with sites interpreted, drafts made of what reaches each site."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xref.extract.calls import apply
from xref.extract.candidates import Site, arguments_of, function_sites, method_sites, tagged_sites
from xref.extract.context import function_name, is_guarded, is_test
from xref.extract.declarations import CLASSES, FUNCTIONS, Declarations, load_declarations
from xref.extract.evaluate import evaluate
from xref.extract.extracted import Draft, DraftVariant, Waiting, Wrapper, around
from xref.extract.flow import execute_all, run_function
from xref.extract.frame import Frame, Session
from xref.extract.given import how_given, of_object
from xref.extract.lists import seen_elements_of
from xref.extract.mappings import layer_of, mappings_of
from xref.extract.origins import origin_of
from xref.extract.overflow import Overflow
from xref.extract.pieces import Argument, Gap, Imported, Piece, Pieces, known_start
from xref.extract.receivers import Receivers
from xref.extract.sinks import SinkSettings, package_kind, starts_as_sql
from xref.extract.tagged import tagged_template
from xref.extract.values import Items, Opaque, Tagged, Value, single
from xref.extract.variants import variants_of, written_values
from xref.extract.wrappers import awaiting_sites, made_wrapper, wrapper_sites
from xref.reason import Reason
from xref.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tree_sitter import Node

    from xref.extract.values import Content
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
    regions: set[int] = field(default_factory=set)
    origins: dict[Span, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.declarations = load_declarations(self.tree)
        self.receivers = Receivers(self.tree, self.declarations, self.settings)
        self._configured_mapping = self.settings.naming(self.tree.file.path) if self.settings.naming is not None else None
        kinds = (package_kind(imported.module) for imported in self.declarations.imports.values())
        self.mappings = mappings_of(self.tree.file.text, [kind for kind in kinds if kind is not None])
        self.session = Session(
            self.tree, self.declarations, self._reached, self._enter, self.receivers, Span(0, len(self.tree.file.text))
        )
        self.session.apply = apply
        self.overflow = Overflow(self.session, self.settings.max_variants, self._keep)

    def run(self) -> None:
        """Find and interpret the sinks, then the calls of the wrappers that were found, and theirs."""
        found = [
            *method_sites(self.tree, self.receivers, self.settings, self.too_deep),
            *tagged_sites(self.tree, self.receivers, self.settings),
            *function_sites(self.tree, self.receivers),
            *(site for site in awaiting_sites(self.tree, self.receivers) if self._may_be_wrapper(site)),
        ]
        for _ in range(_MAX_ROUNDS):
            self._interpret(found)
            calls = wrapper_sites(self.tree, self.wrappers.values(), self.receivers)
            found = [site for site in calls if site.call.id not in self.sites or self.sites[site.call.id].awaits is not None]
            if not found:
                break
        self.session.await_calls({})
        for span in self.session.consumed:
            self.drafts.pop(span, None)

    def _may_be_wrapper(self, site: Site) -> bool:
        """Whether what a call waits for may turn out to be a wrapper: of other files at hand that is known."""
        others, origin = self.session.others, site.origin
        return others is None or origin is None or others.is_wrapper(self.tree.file.path, origin)

    def _interpret(self, found: Iterable[Site]) -> None:
        waiting = []
        self.regions.clear()
        for site in found:
            if site.call.id not in self.sites or (site.awaits is None and self.sites[site.call.id].awaits is not None):
                self.done.discard(site.call.id)
                self.sites[site.call.id] = site
                if site.tag is not None:
                    self.session.templates.add(self.tree.span(site.call.child_by_field_name("arguments") or site.text))
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
                    self._variants(
                        evaluate(site.text, Frame(self.session)),
                        written_values(site.values, self.tree),
                        site,
                        Frame(self.session),
                    ),
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
        """Interpret the outermost function around a site, or the file's top level, once."""
        index = next((depth for depth, node in enumerate(site.path) if node.type in FUNCTIONS), None)
        frame = Frame(self.session)
        region = self.tree.root if index is None else site.path[index]
        if region.id in self.regions:
            return  # gone through, and this site was not met
        self.regions.add(region.id)
        if index is None:
            self.session.enter_region(self.tree.root)
            execute_all(self.tree.root.named_children, frame)
            self.overflow.go_through(
                self.tree.root, Frame(self.session), lambda state: execute_all(self.tree.root.named_children, state)
            )
            return
        frame.owner = next((node for node in reversed(site.path[:index]) if node.type in CLASSES), None)
        self.session.enter_region(site.path[index])
        self._enter(site.path[index], frame)

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
            self._offer(site, value, None, frame)
            return value
        value, counts = of_object(evaluate(site.text, frame), self._counts(site, frame))
        if self._is_template(value):
            return unknown  # a site of its own
        made = made_wrapper(self.tree, site, value, counts)
        if made is not None:
            self.wrappers[(made[1].name, made[0])] = made[1]
        else:
            self._offer(site, value, counts, frame)
        return unknown

    def _is_template(self, value: Value) -> bool:
        contents = [each.content for each in value.alternatives]
        return bool(contents) and all(isinstance(each, Tagged) and each.origin in self.session.templates for each in contents)

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
        return seen_elements_of(site.values, frame, evaluate) if site.values is not None else None

    def _variants(self, value: Value, counts: Value | None, site: Site, frame: Frame) -> tuple[DraftVariant, ...]:
        found = variants_of(value, counts, site, frame, self.settings.max_variants)
        return around(site.around, found) if site.around else found

    def _keep(self, site: Site, variants: tuple[DraftVariant, ...]) -> None:
        """Take what was found of a site one way at a time for what it has."""
        self.drafts.pop(self._span(site), None)
        self._add(site, variants, truncated=True)

    def _enter(self, function: Node, frame: Frame) -> None:
        """Interpret a function, again one way at a time where there are too many."""
        start = frame.fork()
        run_function(function, frame)
        self.overflow.go_through(function, start, lambda state: run_function(function, state))

    def _offer(self, site: Site, value: Value, counts: Value | None, frame: Frame) -> None:
        """Keep what reaches a site; where it is too much for now, it is gone through again."""
        variants = self._variants(value, counts, site, frame)
        if self.session.world is not None:
            self.overflow.add(site, variants)
            return
        truncated = value.truncated or len(value.alternatives) > self.settings.max_variants
        if truncated:
            self.overflow.lost[site.call.id] = site
        self._add(site, variants, truncated=truncated)

    def _told(self, variant: DraftVariant) -> DraftVariant:
        """A variant whose gaps say where their text comes from."""
        if not any(isinstance(piece, Gap | Argument) for piece in variant.pieces):
            return variant
        return replace(variant, pieces=tuple(self._with_origin(piece) for piece in variant.pieces))

    def _with_origin(self, piece: Piece) -> Piece:
        if not isinstance(piece, Gap | Argument) or piece.path != self.tree.file.path:
            return piece
        if piece.source not in self.origins:
            self.origins[piece.source] = origin_of(self.tree, self.declarations, piece.source)
        origin = self.origins[piece.source]
        return Gap(piece.path, piece.source, origin) if origin is not None else piece

    def _span(self, site: Site) -> Span:
        return (
            self.tree.span(site.call.child_by_field_name("arguments") or site.text) if site.tag else self.tree.span(site.text)
        )

    def _add(self, site: Site, variants: Sequence[DraftVariant], reason: Reason | None = None, truncated: bool = False) -> None:
        span = self._span(site)
        kept = tuple(self._told(variant) for variant in variants if may_be_sql(variant.pieces))
        if variants and not kept:
            return
        known = self.drafts.get(span)
        if known is not None:
            kept = tuple(dict.fromkeys((*known.variants, *kept)))
            truncated = truncated or known.reason is Reason.TOO_MANY_VARIANTS or len(kept) > self.settings.max_variants
            kept = kept[: self.settings.max_variants]
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
            how_given(self.tree, site.kind, site.values),
            self._configured_mapping or layer_of(site.kind, self.mappings),
            method=site.method,
            database=site.database,
            driver=site.driver,
        )
        if site.awaits is None:
            self.drafts[span] = draft
            self.waiting.pop(span, None)
        elif site.origin is not None and kept:
            self.waiting[span] = Waiting(site.origin, site.awaits, site.takes_values, draft)


def may_be_sql(pieces: Pieces) -> bool:
    """Whether a text starts as SQL, or may once what another file has is put in."""
    if any(isinstance(piece, Imported) for piece in pieces[:3]):
        return True
    start = known_start(pieces, _GATE)
    return starts_as_sql(start) or not start.strip("\ufffc \t\n\r(")
