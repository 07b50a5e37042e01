"""Validators of objects as Zod has them: their keys, and the objects that come out of them, which have no others.

Zod's manual, "Objects": unknown keys are stripped unless the validator is loose (``passthrough``); a key whose validator ends
in ``.optional()`` or ``.nullish()`` may be absent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.values import Opaque, Record, Shape, Value, single

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.frame import Frame

    Evaluate = Callable[[Node, Frame], Value]

_OBJECT = re.compile(r"^z(?:od)?\s*\.\s*(?:object|strictObject)$")
_MAY_BE_ABSENT = re.compile(r"\.(?:optional|nullish)\(\s*\)")
_HAS_DEFAULT = re.compile(r"\.(?:default|prefault|catch)\(")
_SAME = frozenset({"strict", "strip", "refine", "superRefine", "describe", "brand", "readonly", "meta", "check"})
_PARSING = frozenset({"parse", "parseAsync"})


def shape_call(function: Node, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Value | None:
    """The value of ``z.object({...})``, of a method of such a validator, or of what it parses; None for other calls."""
    owner, named = function.child_by_field_name("object"), function.child_by_field_name("property")
    if owner is None or named is None:
        return None
    if _OBJECT.match(frame.tree.text(function)):
        keys = _written_keys(arguments[0], frame, evaluate) if arguments else None
        return single(Shape(keys)) if keys is not None else None
    name = frame.tree.text(named)
    if name not in _METHODS and name not in _SAME and name not in _PARSING and name != "safeParse":
        return None
    value = evaluate(owner, frame)
    shape = value.only
    if not isinstance(shape, Shape):
        return None
    if name in _PARSING or name == "safeParse":
        return single(_parsed(shape, function, frame, name))
    changed = shape.keys if name in _SAME else _METHODS[name](shape, arguments, frame, evaluate)
    return single(Shape(changed)) if changed is not None else None


def shape_member(shape: Shape, name: str, node: Node, frame: Frame) -> Value | None:
    """``schema.shape``: an object with the validator's keys."""
    return single(_record(shape, node, frame, optional=False)) if name == "shape" else None


def _parsed(shape: Shape, node: Node, frame: Frame, name: str) -> Record:
    record = _record(shape, node, frame, optional=True)
    if name != "safeParse":
        return record
    return Record((("data", single(record)),), open=True)


def _record(shape: Shape, node: Node, frame: Frame, *, optional: bool) -> Record:
    unknown = single(Opaque(frame.tree.file.path, frame.tree.span(node)))
    absent = tuple(name for name, may_be_absent in shape.keys if may_be_absent) if optional else ()
    return Record(tuple((name, unknown) for name, _ in shape.keys), optional=absent)


Keys = tuple[tuple[str, bool], ...]


def _written_keys(node: Node, frame: Frame, evaluate: Evaluate) -> Keys | None:
    """The keys of the object literal that a validator is made of; those of ``...other.shape`` too."""
    if node.type != "object":
        return None
    keys: dict[str, bool] = {}
    for child in node.named_children:
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        if child.type == "comment":
            continue
        if child.type == "pair" and key is not None and value is not None and key.type in ("property_identifier", "string"):
            written = frame.tree.text(value)
            may_be_absent = _MAY_BE_ABSENT.search(written) is not None and _HAS_DEFAULT.search(written) is None
            keys[frame.tree.text(key).strip("'\"")] = may_be_absent
        elif child.type == "shorthand_property_identifier":
            keys[frame.tree.text(child)] = True
        elif child.type == "spread_element" and child.named_children:
            spread = evaluate(child.named_children[0], frame).only
            if not isinstance(spread, Record) or spread.open:
                return None
            keys.update({name: True for name, _ in spread.fields})
        else:
            return None
    return tuple(keys.items())


def _partial(shape: Shape, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Keys | None:
    chosen = _chosen(arguments, frame, evaluate) if arguments else None
    return tuple((name, absent or chosen is None or name in chosen) for name, absent in shape.keys)


def _required(shape: Shape, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Keys | None:
    chosen = _chosen(arguments, frame, evaluate) if arguments else None
    return tuple((name, absent and chosen is not None and name not in chosen) for name, absent in shape.keys)


def _pick(shape: Shape, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Keys | None:
    chosen = _chosen(arguments, frame, evaluate)
    return tuple(key for key in shape.keys if key[0] in chosen) if chosen is not None else None


def _omit(shape: Shape, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Keys | None:
    chosen = _chosen(arguments, frame, evaluate)
    return tuple(key for key in shape.keys if key[0] not in chosen) if chosen is not None else None


def _chosen(arguments: list[Node], frame: Frame, evaluate: Evaluate) -> set[str] | None:
    record = evaluate(arguments[0], frame).only if arguments else None
    return {name for name, _ in record.fields} if isinstance(record, Record) and not record.open else None


def _extend(shape: Shape, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Keys | None:
    added = _written_keys(arguments[0], frame, evaluate) if arguments else None
    return tuple({**dict(shape.keys), **dict(added)}.items()) if added is not None else None


def _merge(shape: Shape, arguments: list[Node], frame: Frame, evaluate: Evaluate) -> Keys | None:
    other = evaluate(arguments[0], frame).only if arguments else None
    return tuple({**dict(shape.keys), **dict(other.keys)}.items()) if isinstance(other, Shape) else None


_METHODS: dict[str, Callable[[Shape, list[Node], Frame, Callable[[Node, Frame], Value]], Keys | None]] = {
    "partial": _partial,
    "required": _required,
    "pick": _pick,
    "omit": _omit,
    "extend": _extend,
    "safeExtend": _extend,
    "merge": _merge,
}
