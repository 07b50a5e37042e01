"""The state of an interpretation: what each name's value is at a point of the code, and what is known to hold there."""

from __future__ import annotations

import re
from bisect import bisect_left
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol

from tree_sitter import QueryCursor

from xref.extract.assumptions import NOTHING, Assumptions, under
from xref.extract.changes import NAMED_FUNCTION, changed_content, function_named, lent, uses_of_name, written_name
from xref.extract.declarations import FUNCTIONS, bound_names
from xref.extract.pieces import Gap
from xref.extract.relevance import NO_USES, Slice, Uses, relevant_names, uses_of
from xref.extract.values import Code, Items, Record, Value, opaque, transform, union
from xref.syntax import query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tree_sitter import Node

    from xref.extract.declarations import Declarations, Import
    from xref.extract.receivers import Receivers
    from xref.extract.sent_values import Sent
    from xref.extract.sinks import Tag
    from xref.extract.values import Place
    from xref.extract.worlds import World
    from xref.source import Span
    from xref.syntax import SyntaxTree

    Apply = Callable[[Code, Sequence["Passed"], "Frame"], Value]

MAX_STEPS = 200_000
"""How many nodes of one file are interpreted at most; what lies beyond is not known."""

MAX_FOLLOWED = 4_000
"""How many nodes of one function are interpreted at most in calls and rounds of loops that are followed."""

MAX_LEARNT = 8
"""How many assumptions together may be kept of ways that meet; more would cost more than they tell."""

MAX_DEPTH = 120
"""How deep expressions and statements are followed."""

_MUTATED = re.compile(r"(?<![\w$.])([\w$]+(?:\.[\w$]+)*)\.(push|unshift|splice|pop|shift|sort|reverse|fill|append)\(")
_TELLING = ("definition", "pattern", "assignment", "augmentation", "parameter", "handed")
_MAX_INDIRECT = 3
_ASKS_LENGTH = re.compile(r"\.(?:length|size)\s*(?:[=!]==?|[<>]|\?|\)|&&|\|\||;)|!\s*[\w$.?]+\.(?:length|size)\b")


@dataclass(frozen=True, slots=True)
class Passed:
    """An argument of a call that is followed: its value, how conditions speak of it, the caller's name for it if it has one."""

    value: Value
    written: str | None = None
    name: str | None = None


class Elsewhere(Protocol):
    """The project's other files, where they are at hand."""

    def value(self, path: str, meant: Import, user: Session, evaluate: Callable[[Node, Frame], Value]) -> Value | None:
        """What an import of the file ``path`` is, computed on behalf of ``user``; None when that is not known."""

    def is_wrapper(self, path: str, meant: Import) -> bool:
        """Whether an import of the file ``path`` is a wrapper."""


@dataclass
class Session:
    """What one interpretation of a file shares: its tree, the calls that are waited for, and the budget."""

    tree: SyntaxTree
    declarations: Declarations
    reached: Callable[[Node, Frame], Value]
    enter: Callable[[Node, Frame], None]
    receivers: Receivers
    region: Span
    last_byte: int = 0
    targets: dict[int, Node] = field(default_factory=dict)
    target_offsets: list[int] = field(default_factory=list)
    changes: list[tuple[int, str, bool]] = field(default_factory=list)
    declared: list[tuple[int, str]] = field(default_factory=list)
    steps: int = 0
    depth: int = 0
    constants: dict[str, Value | None] = field(default_factory=dict)
    breaks: list[list[Frame]] = field(default_factory=list)
    versions: int = 0
    consumed: set[Span] = field(default_factory=set)
    before: str = ""
    templates: set[Span] = field(default_factory=set)
    apply: Apply | None = None
    calling: list[int] = field(default_factory=list)
    returns: list[list[tuple[Frame, Value]]] = field(default_factory=list)
    continues: list[list[Frame]] = field(default_factory=list)
    iterations: list[str] = field(default_factory=list)
    lists: set[str] = field(default_factory=set)
    lengths: set[str] = field(default_factory=set)
    tested: set[str] = field(default_factory=set)
    asks_length: bool = False
    world: World | None = None
    followed: set[int] = field(default_factory=set)
    spent: int = 0
    following: int = -1
    uses: Uses = NO_USES
    known_uses: dict[str, set[str]] = field(default_factory=dict)
    relevant: Slice | None = None
    others: Elsewhere | None = None
    wants_others: bool = False
    sent: dict[Place, Sent] = field(default_factory=dict)

    def await_calls(self, targets: dict[int, Node]) -> None:
        """Begin to wait for other calls than before."""
        self.targets = targets
        self.target_offsets = sorted(node.start_byte for node in targets.values())

    @contextmanager
    def awaiting_nothing(self) -> Iterator[None]:
        """While a constant is computed: the functions in it are not run."""
        targets, relevant = self.targets, self.relevant
        self.relevant = None
        self.await_calls({})
        try:
            yield
        finally:
            self.await_calls(targets)
            self.relevant = relevant

    def enter_region(self, node: Node) -> None:
        """Begin to interpret ``node``: look up where names are declared and changed in it."""
        self.region = self.tree.span(node)
        self.last_byte = node.end_byte
        self.changes = []
        found = QueryCursor(query(self.tree.grammar, "locals")).captures(node)
        self.declared = sorted((name.start_byte, self.tree.text(name)) for name in found.get("local.definition", ()))
        for target in found.get("local.assignment", ()):
            names = (
                bound_names(self.tree, target) if target.type.endswith("_pattern") else [written_name(self.tree.text(target))]
            )
            self.changes += [(target.start_byte, name, False) for name in names]
        for target in found.get("local.augmentation", ()):
            appending = target.next_sibling is not None and target.next_sibling.type == "+="
            self.changes.append((target.start_byte, written_name(self.tree.text(target)), appending))
        for match in _MUTATED.finditer(self.tree.file.text, self.region.start, self.region.end):
            self.changes.append((self.tree.offsets.byte(match.start()), written_name(match[1]), match[2] == "push"))
        self.changes.sort()
        self._follow_calls()
        self.spent = 0
        self.uses = self._uses(found)
        for name, used in self.uses.names.items():
            self.known_uses.setdefault(name, set()).update(used)
        self.relevant = self._relevant(node)
        self.asks_length = _ASKS_LENGTH.search(self.tree.file.text, self.region.start, self.region.end) is not None

    def look_only_at(self, node: Node) -> None:
        """From now on only what the calls that are waited for in ``node`` can hang on is followed."""
        self.relevant = self._relevant(node)

    def _relevant(self, node: Node) -> Slice | None:
        """What of a function something sent in it can hang on; None where nothing is sent, but asked for by others."""
        inside = [target for target in self.targets.values() if node.start_byte <= target.start_byte < node.end_byte]
        return Slice.of(self.tree, self.region, self.uses, relevant_names(self.tree, self.uses, inside)) if inside else None

    def _uses(self, found: Mapping[str, Sequence[Node]]) -> Uses:
        """What the values of the region's names hang on."""
        changing = [each for capture in _TELLING for each in found.get(f"local.{capture}", ())]
        text, region = self.tree.file.text, self.region
        own = {match[1] or match[2] for match in NAMED_FUNCTION.finditer(text, region.start, region.end)}
        changing += [each for each in found.get("local.called", ()) if self.tree.text(each) in own]
        mutated = (self.tree.node_at(match.start(1)) for match in _MUTATED.finditer(text, region.start, region.end))
        return uses_of(self.tree, [*changing, *(named for named in mutated if named is not None)])

    def _follow_calls(self) -> None:
        """Take a call of a function of the region for a change of what that function changes.

        A function that is only ever called by its name changes nothing where it stands: its calls are followed.
        """
        text = self.tree.file.text
        for _ in range(_MAX_INDIRECT):
            added: set[tuple[int, str, bool]] = set()
            for match in NAMED_FUNCTION.finditer(text, self.region.start, self.region.end):
                name = match[1] or match[2]
                function = function_named(self.tree.node_at(match.start(1 if match[1] else 2)))
                changed = self.changed_in(function.start_byte, function.end_byte) if function is not None else {}
                if function is None or not changed:
                    continue
                uses = [
                    use for use in uses_of_name(name, text, self.region) if use.start() not in (match.start(1), match.start(2))
                ]
                if all(use[1] for use in uses):
                    self.followed.add(function.id)
                offsets = [self.tree.offsets.byte(use.start()) for use in uses if use[1]]
                added |= {(offset, changed_name, appended) for offset in offsets for changed_name, appended in changed.items()}
            known = set(self.changes)
            if added <= known:
                return
            self.changes = sorted(known | added)

    def may_call(self, name: str, frame: Frame) -> bool:
        """Whether a name is that of a function of this file, or may be one of another file at hand."""
        held = frame.names.get(name)
        if held is not None:
            return any(isinstance(each.content, Code) for each in held.alternatives)
        if name in self.declarations.imports:
            self.wants_others = True
            return self.others is not None
        declared = self.declarations.nodes.get(name)
        value = declared.child_by_field_name("value") if declared is not None and declared.type not in FUNCTIONS else declared
        return value is not None and value.type in FUNCTIONS

    def is_idle(self, node: Node) -> bool:
        """Whether nothing that is sent can hang on a statement: none of the names that matter stands in it or is changed."""
        relevant, start, end = self.relevant, node.start_byte, node.end_byte
        if relevant is None or self.calling or self.holds_target(node) or relevant.hangs_on(start, end):
            return False
        return all(name.split(".")[0] not in relevant.names for name in self.changed_in(start, end))

    def matters(self, name: str) -> bool:
        """Whether something that is sent can hang on a name."""
        return self.relevant is None or bool(self.calling) or name in self.relevant.names or name[0] == "*"

    def is_past(self, node: Node) -> bool:
        """Whether a statement stands after all calls that are waited for, so that nothing hangs on it."""
        return bool(self.target_offsets) and not self.calling and node.start_byte > self.target_offsets[-1]

    @property
    def may_follow(self) -> bool:
        """Whether calls and rounds of loops are followed still."""
        since = self.steps - self.following if self.following >= 0 else 0
        return self.spent + since < MAX_FOLLOWED and not self.exhausted

    @contextmanager
    def following_on(self) -> Iterator[None]:
        """While a call or the elements of an array are followed: what that takes is counted, once for all that is inside."""
        outermost = self.following < 0
        if outermost:
            self.following = self.steps
        try:
            yield
        finally:
            if outermost:
                self.spent += self.steps - self.following
                self.following = -1

    @property
    def exhausted(self) -> bool:
        """Whether the budget is used up."""
        return self.steps > MAX_STEPS

    def holds_target(self, node: Node) -> bool:
        """Whether a call that is waited for starts inside ``node``."""
        index = bisect_left(self.target_offsets, node.start_byte)
        return index < len(self.target_offsets) and self.target_offsets[index] < node.end_byte

    def changed_in(self, start: int, end: int) -> dict[str, bool]:
        """The names (and members, ``a.b``) that may change between two bytes, and whether only at their value's end."""
        first, last = (bisect_left(self.changes, offset, key=lambda change: change[0]) for offset in (start, end))
        found: dict[str, bool] = {}
        for _, name, appended in self.changes[first:last]:
            found[name] = appended and found.get(name, True)
        if found:
            first, last = (bisect_left(self.declared, (offset, "")) for offset in (start, end))
            own = {name for _, name in self.declared[first:last]}
            return {name: appended for name, appended in found.items() if name.split(".")[0] not in own}
        return found

    def tag_of(self, call: Node) -> Tag | None:
        """What the tag of a tagged template makes of it; None when it is not one of a database library."""
        function = call.child_by_field_name("function")
        path = self.tree.path_to(call)
        return self.receivers.tag(function, path) if function is not None and path is not None else None

    def is_quiet(self, node: Node) -> bool:
        """Whether running ``node`` neither reaches a call nor changes a value."""
        if self.holds_target(node):
            return False
        index = bisect_left(self.changes, node.start_byte, key=lambda change: change[0])
        return index >= len(self.changes) or self.changes[index][0] >= node.end_byte

    def note_tested(self, holds: Sequence[Assumptions], fails: Sequence[Assumptions]) -> None:
        """Remember the arrays that a test tells the empty one of from others."""
        if self.lists:
            told = [{key: outcome for way in ways for key, outcome in _lists_told(way, self.lists)} for ways in (holds, fails)]
            both = told[0].keys() & told[1].keys()
            self.tested.update(key for key in both if told[0][key] != told[1][key])

    def next_version(self) -> int:
        """A number that no variable had as its version."""
        self.versions += 1
        return self.versions


@dataclass
class Frame:
    """The names' values at one point.

    ``versions`` tells tests of a variable before and after it changed apart; ``owner`` is the class that ``this`` is of;
    ``given`` are the parameters that are present or absent rather than true or false; ``spelled`` is what names that stand for
    something else (an element of an array, an argument) are written as in conditions.
    """

    session: Session
    names: dict[str, Value] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    assumptions: Assumptions = NOTHING
    owner: Node | None = None
    given: frozenset[str] = frozenset()
    spelled: dict[str, str] = field(default_factory=dict)

    @property
    def tree(self) -> SyntaxTree:
        """The file's tree."""
        return self.session.tree

    def fork(self, assumptions: Assumptions | None = None) -> Frame:
        """A state that goes on from here on its own."""
        known = self.assumptions if assumptions is None else assumptions
        return Frame(self.session, dict(self.names), dict(self.versions), known, self.owner, self.given, dict(self.spelled))

    def unknown(self, node: Node) -> Value:
        """A value of which only the expression is known."""
        return opaque(self.tree.file.path, self.tree.span(node))

    def bind(self, name: str, value: Value) -> None:
        """Give a name a value: a declaration or an assignment."""
        if len(value.alternatives) > 1 and not self.session.matters(name):
            value = self._anything()
        self.names[name] = value
        self.versions[name] = self.session.next_version()
        if self.spelled:
            self.spelled.pop(name, None)

    def _anything(self) -> Value:
        """Nothing known, as nothing hangs on it."""
        return opaque(self.tree.file.path, self.session.region)

    def spell(self, name: str, value: Value, written: str | None) -> None:
        """Give a name a value that conditions speak of as ``written``."""
        self.bind(name, value)
        if written is not None:
            self.spelled[name] = written

    def lend(self, passed: Passed) -> None:
        """Take into account that a function that is not followed gets an array or object, to which it may do anything."""
        if passed.name is not None and any(isinstance(each.content, Items | Record) for each in passed.value.alternatives):
            self.bind(passed.name, transform(passed.value, lent))

    def change_member(self, name: str) -> None:
        """Take into account that a member (``a.b``) changes: tests of it before are not those after; records are given up."""
        self.versions[name] = self.session.next_version()
        root = name.split(".")[0]
        value = self.names.get(root)
        if value is not None and any(isinstance(each.content, Record) for each in value.alternatives):
            self.bind(root, opaque(self.tree.file.path, self.session.region))

    def forget(self, changed: Mapping[str, bool], node: Node) -> None:
        """Take into account that ``node``, which may run any number of times, changes names, or only what ends their value."""
        for name, appended in changed.items():
            if "." in name:
                self.change_member(name)
            elif name in self.names:
                gap = Gap(self.tree.file.path, self.tree.span(node))
                self.bind(name, transform(self.names[name], partial(changed_content, appended, gap)))

    def give_up(self, node: Node) -> None:
        """Take ``node`` as run without following it: what it changes is not known any more."""
        self.forget(dict.fromkeys(self.session.changed_in(node.start_byte, node.end_byte), False), node)

    def adopt(self, others: Sequence[tuple[Frame, Sequence[Assumptions]]]) -> None:
        """Become the state after ways that part here and meet again, each with the assumptions under which it is taken."""
        base = dict(self.names)
        owns = [(frame, frame.assumptions.beyond(self.assumptions), ways) for frame, ways in others]
        for name, value in base.items():
            version = self.versions.get(name)
            for frame, _ in others:
                if frame.names.get(name) is not value and frame.versions.get(name) != version:
                    break
            else:
                continue  # the same value, of which some of the ways may know more
            if len(others) == 1 or not self.session.matters(name):
                self.bind(name, others[0][0].names.get(name, value) if len(others) == 1 else self._anything())
                continue
            taken = [(frame, way.merged(own)) for frame, own, ways in owns for way in ways]
            cases = [(frame.names.get(name, value), known) for frame, known in taken if known is not None]
            self.bind(name, union(cases))
        if len(others) == 1:
            self.assumptions = others[0][0].assumptions
        elif any(len(own) > max(map(len, ways)) for _, own, ways in owns) and sum(len(own) for _, own, _ in owns) <= MAX_LEARNT:
            # Some of the ways were left by a return or a throw: one of those that go on was taken.
            self.assumptions = under(self.assumptions, [own for _, own, _ in owns]) or self.assumptions


def _lists_told(way: Assumptions, lists: set[str]) -> Iterator[tuple[str, bool]]:
    return ((condition.key, outcome) for condition, outcome in way if condition.key in lists)
