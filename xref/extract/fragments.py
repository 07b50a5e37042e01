"""What calls of a library give that stand in its templates: ``sql.join(...)``, ``sql.identifier(...)``, ``Prisma.raw(...)``.

What each gives was seen with the library itself: the texts of slonik, postgres.js, Prisma, Kysely and Drizzle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xref.extract.lists import elements_of, expanded
from xref.extract.pieces import Gap, Name, Pieces, Run, Slot
from xref.extract.values import Items, Number, Opaque, Record, Tagged, Text, Value, single, transform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Content
    from xref.source import Span

    Evaluate = Callable[[Node, Frame], Value]


@dataclass(frozen=True)
class FragmentCall:
    """A call of a library's own function: ``sql.join(ids, sql.fragment`, `)``. ``before`` is the template's text before it."""

    node: Node
    arguments: Sequence[Node]
    frame: Frame
    evaluate: Evaluate
    before: str

    @property
    def path(self) -> str:
        """The file."""
        return self.frame.tree.file.path

    @property
    def span(self) -> Span:
        """The call in the file."""
        return self.frame.tree.span(self.node)

    def value(self, index: int) -> Value | None:
        """What an argument can be; None when there is no such argument."""
        return self.evaluate(self.arguments[index], self.frame) if index < len(self.arguments) else None

    def elements(self, index: int) -> Value:
        """What the array can be that an argument is, of one and of several elements where its length is not known."""
        if index >= len(self.arguments):
            return single(Items(()))
        return expanded(elements_of(self.arguments[index], self.frame, self.evaluate))

    def gap(self) -> Tagged:
        """Text that is not known."""
        return Tagged((Gap(self.path, self.span),))

    def run(self, text: str) -> Run:
        """Text that the library writes."""
        return Run(text, self.path, self.span, verbatim=False)

    def slot(self) -> Slot:
        """A value that is sent apart."""
        return Slot(self.path, self.span)

    def put(self, content: Content) -> Pieces:
        """An element as the library puts it into a template: a fragment's text, else a value."""
        if isinstance(content, Tagged):
            if content.origin is not None:
                self.frame.session.consumed.add(content.origin)
            return content.pieces
        if isinstance(content, Record) and (whole := content.field("")) is not None:
            return self.put(whole.only) if whole.only is not None else (Gap(self.path, self.span),)
        return (Slot(content.path, content.source) if isinstance(content, Opaque) else self.slot(),)

    def evaluate_all(self) -> None:
        """Compute the arguments for what they do."""
        for argument in self.arguments:
            self.evaluate(argument, self.frame)


def known_text(content: Content | None) -> str | None:
    """A text all of which is known."""
    if not isinstance(content, Text) or not all(isinstance(piece, Run) for piece in content.pieces):
        return None
    return "".join(piece.text for piece in content.pieces if isinstance(piece, Run))


def name_of(content: Content, otherwise: Span, path: str) -> Name | None:
    """The name that a literal is, with the place where it is written; None when it is not known."""
    text = known_text(content)
    if not text or not isinstance(content, Text):
        return None
    runs = [piece for piece in content.pieces if isinstance(piece, Run)]
    place = runs[0] if len(runs) == 1 else None
    return Name(text, place.path, place.source) if place is not None else Name(text, path, otherwise)


def quoted(call: FragmentCall, names: Sequence[Content], separator: str) -> Pieces | None:
    """Quoted names with a separator; None when one is not known."""
    pieces: Pieces = ()
    for index, each in enumerate(names):
        name = name_of(each, call.span, call.path)
        if name is None:
            return None
        pieces += (*((call.run(separator),) if index else ()), name)
    return pieces or None


def identifier(call: FragmentCall) -> Value:
    """``sql.identifier(['public', 'users'])``, ``sql.identifier('users')``: one name, qualified."""

    def made(content: Content) -> Content:
        names = content.elements if isinstance(content, Items) and not content.open else (content,)
        pieces = quoted(call, names, ".")
        return Tagged(pieces) if pieces is not None else call.gap()

    return transform(call.value(0) or single(call.gap()), made)


def qualified(call: FragmentCall) -> Value:
    """``sql.ref('u.name')``, ``sql.table('app.users')``: a name that is split at its dots; ``sql.id('u', 'name')``."""

    def made(content: Content) -> Content:
        text = known_text(content)
        if text is None or "." not in text:
            pieces = quoted(call, (content,), ".")
            return Tagged(pieces) if pieces is not None else call.gap()
        return Tagged(dotted(text, call.path, call.span))

    return transform(call.value(0) or single(call.gap()), made)


def dotted(text: str, path: str, place: Span) -> Pieces:
    """``"u"."name"`` of ``u.name``."""
    pieces: Pieces = ()
    for index, part in enumerate(text.split(".")):
        pieces += (*((Run(".", path, place, verbatim=False),) if index else ()), Name(part, path, place))
    return pieces


def ids(call: FragmentCall) -> Value:
    """``sql.id('u', 'name')``."""
    contents = [value.only if (value := call.value(index)) is not None else None for index in range(len(call.arguments))]
    known = [content for content in contents if content is not None]
    pieces = quoted(call, known, ".") if len(known) == len(contents) else None
    return single(Tagged(pieces) if pieces is not None else call.gap())


def as_text(call: FragmentCall) -> Value:
    """``sql.raw(text)``: the text itself."""

    def made(content: Content) -> Content:
        return Tagged(content.pieces) if isinstance(content, Text | Tagged) else call.gap()

    return transform(call.value(0) or single(call.gap()), made)


def as_value(call: FragmentCall) -> Value:
    """A value that is sent apart."""
    call.evaluate_all()
    return single(Tagged((call.slot(),)))


def cast(type_: str, start: str = "", end: str = "") -> Callable[[FragmentCall], Value]:
    """A value with what the library writes around it."""

    def made(call: FragmentCall) -> Value:
        call.evaluate_all()
        around = (call.run(start),) if start else ()
        after = f"::{type_}{end}" if type_ else end
        return single(Tagged((*around, call.slot(), *((call.run(after),) if after else ()))))

    return made


def literal(call: FragmentCall) -> Value:
    """``sql.lit(5)``, ``sql.literalValue('x')``: a literal in the text."""

    def made(content: Content) -> Content:
        if isinstance(content, Number):
            return Tagged((call.run(str(content.value)),))
        text = known_text(content)
        if text is not None:
            return Tagged((call.run("'" + text.replace("'", "''") + "'"),))
        return call.gap()

    return transform(call.value(0) or single(call.gap()), made)


def nothing(call: FragmentCall) -> Value:
    """An empty text."""
    call.evaluate_all()
    return single(Tagged(()))


def join(separator: str | None, affixes: bool = False) -> Callable[[FragmentCall], Value]:
    """``sql.join(parts, between)``; ``separator`` is what stands between them where the call does not say."""

    def joined(call: FragmentCall) -> Value:
        between = _between(call, separator)
        start, end = (_affix(call, index) for index in (2, 3)) if affixes else ((), ())
        elements = call.elements(0)
        if between is None or start is None or end is None:
            return single(call.gap())

        def made(content: Content) -> Content:
            if not isinstance(content, Items) or content.open or not _are_sure(content, between, call):
                return call.gap()
            pieces: Pieces = ()
            for index, element in enumerate(content.elements):
                pieces += (*(between if index else ()), *call.put(element))
            return Tagged((*start, *pieces, *end))

        return transform(elements, made)

    return joined


def _between(call: FragmentCall, separator: str | None) -> Pieces | None:
    given = call.value(1)
    if given is None:
        return (call.run(separator),) if separator is not None else ()
    return (
        call.put(given.only) if isinstance(given.only, Tagged) else given.only.pieces if isinstance(given.only, Text) else None
    )


def _affix(call: FragmentCall, index: int) -> Pieces | None:
    given = call.value(index)
    if given is None:
        return ()
    text = known_text(given.only)
    return None if text is None else (call.run(text),) if text else ()


def _are_sure(items: Items, between: Pieces, call: FragmentCall) -> bool:
    """Whether elements of which nothing is known are surely values: between the parentheses of an ``IN``, with commas."""
    if not any(isinstance(element, Opaque) for element in items.elements):
        return True
    commas = "".join(piece.text for piece in between if isinstance(piece, Run)).strip() == ","
    return commas and LISTING.search(call.before) is not None


LISTING = re.compile(r"(?:\bin\s*\(|\barray\s*\[)\s*$", re.IGNORECASE)


def unnest(call: FragmentCall) -> Value:
    """``sql.unnest(rows, ['int4', 'text'])``: one array of values for each type."""
    call.value(0)
    types = call.value(1)
    content = types.only if types is not None else None
    if not isinstance(content, Items) or content.open or not content.elements:
        return single(call.gap())
    pieces: Pieces = (call.run("unnest("),)
    for index, element in enumerate(content.elements):
        type_ = _type_name(element, call)
        if type_ is None:
            return single(call.gap())
        pieces += (*((call.run(", "),) if index else ()), call.slot(), call.run("::"), *type_, call.run("[]"))
    return single(Tagged((*pieces, call.run(")"))))


def _type_name(content: Content, call: FragmentCall) -> Pieces | None:
    if isinstance(content, Tagged):
        return call.put(content)
    return quoted(call, content.elements if isinstance(content, Items) else (content,), ".")


def array(call: FragmentCall) -> Value:
    """``sql.array(values, 'int4')`` of slonik: one value, cast to an array type; a fragment names the array type itself."""
    call.value(0)
    given = call.value(1)
    content = given.only if given is not None else None
    if isinstance(content, Tagged):
        return single(Tagged((call.slot(), call.run("::"), *call.put(content))))
    type_ = _type_name(content, call) if content is not None else None
    return single(Tagged((call.slot(), call.run("::"), *type_, call.run("[]"))) if type_ is not None else call.gap())


_SLONIK: Mapping[str, Callable[[FragmentCall], Value]] = {
    "identifier": identifier,
    "join": join(None),
    "unnest": unnest,
    "array": array,
    "json": cast("json"),
    "jsonb": cast("jsonb"),
    "date": cast("date"),
    "timestamp": cast("", "to_timestamp(", ")"),
    "uuid": cast("uuid"),
    "binary": as_value,
    "literalValue": literal,
}
_DRIZZLE: Mapping[str, Callable[[FragmentCall], Value]] = {
    "raw": as_text,
    "join": join(""),
    "identifier": identifier,
    "placeholder": as_value,
    "param": as_value,
    "empty": nothing,
}
_KYSELY: Mapping[str, Callable[[FragmentCall], Value]] = {
    "ref": qualified,
    "table": qualified,
    "id": ids,
    "lit": literal,
    "literal": literal,
    "val": as_value,
    "value": as_value,
    "raw": as_text,
    "join": join(", "),
}
_PRISMA: Mapping[str, Callable[[FragmentCall], Value]] = {"raw": as_text, "join": join(",", affixes=True)}
_POSTGRES: Mapping[str, Callable[[FragmentCall], Value]] = {
    "unsafe": as_text,
    "json": as_value,
    "array": as_value,
    "typed": as_value,
}
_ANY: Mapping[str, Callable[[FragmentCall], Value]] = {
    "unsafe": as_text,
    "raw": as_text,
    "identifier": identifier,
    "id": ids,
    "ref": qualified,
    "table": qualified,
    "join": join(", "),
    "unnest": unnest,
    **dict.fromkeys(("json", "jsonb", "array", "typed", "param", "val", "date", "uuid", "binary"), as_value),
}

LIBRARIES: Mapping[str, Mapping[str, Callable[[FragmentCall], Value]]] = {
    "slonik": _SLONIK,
    "drizzle": _DRIZZLE,
    "kysely": _KYSELY,
    "prisma": _PRISMA,
    "postgres.js": _POSTGRES,
    "bun": {**_POSTGRES},
    "neon": {"unsafe": as_text},
    "sql": _ANY,
}
"""By kind of library and member, what a call gives."""
