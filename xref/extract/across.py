"""Interpretation across files: constants and functions of other files are computed where they are declared.

Extraction of a file alone takes what it imports for texts that linking puts in. Where more is done with an import (its members
are listed, a function of it is called), the file is interpreted once more with :class:`Others` at hand.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xref.extract.declarations import FUNCTIONS, Import
from xref.extract.frame import Frame, Passed
from xref.extract.lookup import constant
from xref.extract.values import Alternative, Code, Items, Opaque, Record, Value, single

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tree_sitter import Node

    from xref.extract.frame import Session
    from xref.extract.places import Place
    from xref.extract.references import Known, References

    Evaluate = Callable[[Node, Frame], Value]

_SHARED = ("calling", "returns", "breaks", "continues", "iterations", "lists", "lengths", "tested", "world")
"""What an interpretation goes on with in another file."""

_COUNTED = ("steps", "depth", "versions")
"""What it counts on."""

_OWN = (
    "region",
    "last_byte",
    "changes",
    "declared",
    "asks_length",
    "followed",
    "targets",
    "target_offsets",
    "before",
    "relevant",
)
"""What belongs to the place in a file that is interpreted."""

_MAX_DEPTH = 4
_MAX_KEPT = 200
_MAX_NESTED = 12


@dataclass
class Others:
    """The project's files, for the interpretation of one of them. ``open_file`` gives the session of a file by its path."""

    references: References
    open_file: Callable[[str], Session | None]
    _sessions: dict[str, Session | None] = field(default_factory=dict)
    _values: dict[tuple[str, Import], Value | None] = field(default_factory=dict)
    _open: int = 0

    def value(self, path: str, meant: Import, user: Session, evaluate: Evaluate) -> Value | None:
        """What an import of the file ``path`` is, computed on behalf of ``user``; None when that is not known."""
        key = (path, meant)
        if key not in self._values:
            self._values[key] = None  # met again while it is computed: it refers to itself
            if self._open < _MAX_NESTED:
                self._open += 1
                self._values[key] = self.references.find(path, meant, lambda known, at: self._at(known, at, user, evaluate))
                self._open -= 1
        return self._values[key]

    def is_wrapper(self, path: str, meant: Import) -> bool:
        """Whether an import of the file ``path`` is a wrapper."""
        return self.references.wrapper(path, meant) is not None

    def _at(self, known: Known, place: Place, user: Session, evaluate: Evaluate) -> Value | None:
        home = self._session(known.file.path)
        node = home.declarations.nodes.get(place[0]) if home is not None else None
        if home is None or node is None or place[0] in home.declarations.imports:
            return None
        with visiting(home, node, user):
            value = _declared(place[0], node, home, evaluate)
        for step in place[1:]:
            value = _member(value, step)
        return owned(value, home) if value is not None else None

    def _session(self, path: str) -> Session | None:
        if path not in self._sessions:
            if len(self._sessions) >= _MAX_KEPT:
                self._sessions.clear()
                self._values.clear()
            session = self.open_file(path)
            if session is not None:
                session.others = self
            self._sessions[path] = session
        return self._sessions[path]


def _declared(name: str, node: Node, home: Session, evaluate: Evaluate) -> Value | None:
    value = node.child_by_field_name("value") if node.type == "variable_declarator" else None
    if node.type in FUNCTIONS or (value is not None and value.type in FUNCTIONS):
        return single(Code(value or node))
    if node.type in ("variable_declarator", "enum_declaration"):
        found = constant(name, node, Frame(home), evaluate)
    else:
        found = evaluate(node, Frame(home))
    return None if all(isinstance(each.content, Opaque) for each in found.alternatives) else found


def _member(value: Value | None, name: str) -> Value | None:
    content = value.only if value is not None else None
    return content.field(name) if isinstance(content, Record) else None


def owned(value: Value, home: Session, around: Frame | None = None, depth: int = 0) -> Value:
    """``value`` with its functions known as those of a file (and of a state in it), so that they can be handed to another."""
    if depth > _MAX_DEPTH:
        return value
    changed = tuple(_owned(each, home, around, depth) for each in value.alternatives)
    return value if all(a is b for a, b in zip(changed, value.alternatives, strict=True)) else Value(changed, value.truncated)


def _owned(each: Alternative, home: Session, around: Frame | None, depth: int) -> Alternative:
    content = each.content
    if isinstance(content, Code) and content.home is None:
        return Alternative(replace(content, home=home, around=around), each.assumptions)
    if isinstance(content, Record):
        fields = tuple((name, owned(held, home, around, depth + 1)) for name, held in content.fields)
        if any(new is not old for (_, new), (_, old) in zip(fields, content.fields, strict=True)):
            return Alternative(replace(content, fields=fields), each.assumptions)
    if isinstance(content, Items) and any(isinstance(element, Code) for element in content.elements):
        elements = tuple(
            replace(element, home=home, around=around) if isinstance(element, Code) and element.home is None else element
            for element in content.elements
        )
        return Alternative(replace(content, elements=elements), each.assumptions)
    return each


@contextmanager
def visiting(home: Session, node: Node, user: Session, *, anew: bool = True) -> Iterator[None]:
    """Go on with an interpretation at ``node`` in the file of ``home``; nothing is waited for there."""
    before = {name: getattr(home, name) for name in (*_SHARED, *_COUNTED, *_OWN)}
    for name in (*_SHARED, *_COUNTED):
        setattr(home, name, getattr(user, name))
    if anew:
        home.await_calls({})
        home.enter_region(node)
    try:
        yield
    finally:
        for name in _COUNTED:
            setattr(user, name, getattr(home, name))
        for name, value in before.items():
            if name != "versions":
                setattr(home, name, value)


def _versions(frame: Frame, home: Session) -> dict[str, int]:
    """The caller's names, of which arguments' conditions speak, as far as the other file has none of the same name."""
    own = home.declarations
    return {
        name: version
        for name, version in frame.versions.items()
        if (root := name.split(".")[0]) not in own.nodes and root not in own.imports
    }


def apply_elsewhere(
    code: Code, arguments: Sequence[Passed], frame: Frame, apply: Callable[[Code, Sequence[Passed], Frame], Value]
) -> Value:
    """The value of a call of another file's function, or of a function that another file was handed."""
    home, user = code.home, frame.session
    assert home is not None
    around = code.around
    if around is not None:
        outer = around.fork(frame.assumptions)
    else:
        outer = Frame(home, {}, _versions(frame, home), frame.assumptions, code.owner)
    passed = []
    for index, each in enumerate(arguments):
        value = owned(each.value, user, frame)
        name = f"\0{index}" if each.name is not None else None
        if name is not None:
            outer.names[name] = value
        passed.append(Passed(value, each.written, name))
    known = dict(outer.names)
    own = replace(code, home=None, around=None)
    with visiting(home, code.node, user, anew=around is None):
        result = apply(own, passed, outer)
    for given, each in zip(passed, arguments, strict=True):
        if given.name is not None and each.name is not None and outer.names.get(given.name) is not given.value:
            frame.bind(each.name, outer.names[given.name])
    if around is not None:
        changed = [name for name, value in known.items() if name[0] != "\0" and outer.names.get(name) is not value]
        around.forget(dict.fromkeys(changed, False), code.node)
    return owned(result, home, around)
