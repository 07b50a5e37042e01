"""What an expression plainly is: a literal, a call whose result has one sort, a name that is declared with a plain type.

Only what holds wherever control has come from counts: literals, ``const`` and declared types, no assignments. Of ``a ? b : c``,
``a ?? b`` and ``a || b`` each that is known is one.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xref.extract.declarations import is_own_module, key_of
from xref.extract.literals import cooked
from xref.extract.numerals import bigint_text, number_text
from xref.extract.plain_types import enum_members, of_literal, of_type, property_type, written_type
from xref.extract.sent_values import Sent, SentValue, Sort, array_text
from xref.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from xref.extract.declarations import Declarations
    from xref.syntax import SyntaxTree

_MAX_HOPS = 6
_MAX_ELEMENTS = 100
_AROUND = frozenset({"parenthesized_expression", "satisfies_expression", "non_null_expression"})
_COMPARING = frozenset({"===", "!==", "==", "!=", "<", ">", "<=", ">=", "in", "instanceof"})
_RECKONING = frozenset({"-", "*", "/", "%", "**", "+"})
_CALLS = {
    "Date.now": Sort.EPOCH,
    "Date.parse": Sort.EPOCH,
    "crypto.randomUUID": Sort.UUID,
    "Number": Sort.NUMBER,
    "parseInt": Sort.NUMBER,
    "parseFloat": Sort.NUMBER,
    "Number.parseInt": Sort.NUMBER,
    "Number.parseFloat": Sort.NUMBER,
    "BigInt": Sort.BIGINT,
    "Boolean": Sort.BOOLEAN,
    "Array.isArray": Sort.BOOLEAN,
    "Object.keys": Sort.ARRAY,
    "Object.values": Sort.ARRAY,
    "Object.entries": Sort.ARRAY,
    "Array.from": Sort.ARRAY,
}
_METHODS = {
    "toISOString": Sort.TIMESTAMP,
    "getTime": Sort.EPOCH,
    "map": Sort.ARRAY,
    "filter": Sort.ARRAY,
    "flatMap": Sort.ARRAY,
    "split": Sort.ARRAY,
    "startsWith": Sort.BOOLEAN,
    "endsWith": Sort.BOOLEAN,
}
_ROUNDING = frozenset({"Math.floor", "Math.round", "Math.trunc", "Math.ceil"})
_NUMBERS = re.compile(r"Math\.\w+")


@dataclass(frozen=True)
class PlainValues:
    """Reads the expressions of one file."""

    tree: SyntaxTree
    declarations: Declarations

    def of(self, node: Node, hops: int = 0) -> Sent:
        """What is known of the value of ``node``."""
        read = _HOW.get(node.type)
        if read is not None and hops <= _MAX_HOPS:
            return read(self, node, hops)
        if node.type in _AROUND and node.named_children and hops <= _MAX_HOPS:
            return self.of(node.named_children[0], hops + 1)
        return ()

    def one(self, node: Node, hops: int) -> SentValue | None:
        """The value of ``node`` if it is known and can be no other."""
        inner = node
        while inner.type in (*_AROUND, "as_expression") and inner.named_children:
            inner = inner.named_children[0]
        operator = inner.child_by_field_name("operator") if inner.type == "binary_expression" else None
        if inner.type == "ternary_expression" or (operator is not None and operator.type in _CHOOSING):
            return None
        found = self.of(node, hops + 1)
        return found[0] if len(found) == 1 else None

    def made(self, node: Node, sort: Sort, *texts: str | None) -> Sent:
        """A value that stands at ``node``; without texts any of its sort."""
        known = tuple(text for text in texts if text is not None)
        if len(known) < len(texts):
            return ()
        return (SentValue(self.tree.file.path, self.tree.span(node), sort, known or None),)

    # names

    def _identifier(self, node: Node, hops: int) -> Sent:
        name = self.tree.text(node)
        declared = self._declared(name, node)
        if declared is None:
            return self._imported(name, (), node)
        if declared.type == "variable_declarator":
            return self._of_declarator(declared, name, node, hops)
        if declared.type in ("required_parameter", "optional_parameter"):
            return self._of_pattern(declared, declared.child_by_field_name("pattern"), name, node)
        return ()

    def _declared(self, name: str, node: Node) -> Node | None:
        """The declaration that a name means, if no other of the name stands between."""
        found = self.declarations.declaration_of(name, self.declarations.scope_of(node))
        if found is None:
            return None
        span, at = self.tree.span(found), self.tree.span(node).start
        places = self.declarations.places_of(name)
        if span.start >= at:
            return found if len(places) == 1 else None
        return found if bisect_left(places, span.end) == bisect_left(places, at) else None

    def _of_declarator(self, declared: Node, name: str, node: Node, hops: int) -> Sent:
        pattern = declared.child_by_field_name("name")
        if declared.child_by_field_name("type") is not None:
            return self._of_pattern(declared, pattern, name, node)
        value, around = declared.child_by_field_name("value"), declared.parent
        is_constant = around is not None and around.type == "lexical_declaration" and around.children[0].type == "const"
        if value is None or pattern is None or pattern.type != "identifier" or not is_constant:
            return ()
        found = self.one(value, hops)
        return (self._used(found, node),) if found is not None else ()

    def _imported(self, name: str, steps: tuple[str, ...], node: Node) -> Sent:
        """A constant of another file, or a member of it."""
        found = self.declarations.imports.get(name)
        if found is None or self.declarations.places_of(name) or not is_own_module(found.module):
            return ()
        return (SentValue(self.tree.file.path, self.tree.span(node), Sort.STRING, imported=found.then(*steps)),)

    def _used(self, value: SentValue, node: Node) -> SentValue:
        """A value that is declared elsewhere, where it is used."""
        return replace(value, span=self.tree.span(node), declared=value.declared or value.span)

    def _of_pattern(self, declared: Node, pattern: Node | None, name: str, node: Node) -> Sent:
        """A name that is declared with a type, or bound to a property of what has one."""
        annotation = declared.child_by_field_name("type")
        if annotation is None or pattern is None or pattern.type not in ("identifier", "object_pattern"):
            return ()
        if pattern.type == "object_pattern":
            key = key_of(self.tree, pattern, name)
            annotation = self._property(annotation, key) if key is not None else None
        return self._typed(annotation, node)

    def _property(self, annotation: Node, name: str) -> Node | None:
        inner = annotation.named_children[0] if annotation.named_children else None
        return property_type(written_type(annotation, self.tree), name, self.declarations.types, self.tree, inner)

    def _typed(self, annotation: Node | None, node: Node) -> Sent:
        if annotation is None:
            return ()
        types = {**self.declarations.types, **self._enums()}
        place = self.tree.span(annotation)
        found = of_type(written_type(annotation, self.tree), place, self.tree.file.path, types, self.tree)
        return (self._used(found, node),) if found is not None else ()

    def _enums(self) -> dict[str, Node]:
        return {name: node for name, node in self.declarations.nodes.items() if node.type == "enum_declaration"}

    def _member(self, node: Node, hops: int) -> Sent:
        owner, named = node.child_by_field_name("object"), node.child_by_field_name("property")
        if owner is None or named is None:
            return ()
        name = self.tree.text(named)
        if owner.type != "identifier":
            return self.made(node, Sort.NUMBER) if name == "length" else ()
        declared = self._declared(self.tree.text(owner), owner)
        if declared is None and name != "length":
            return self._imported(self.tree.text(owner), (name,), node)
        if declared is not None and declared.type == "enum_declaration":
            written = dict(enum_members(declared, self.tree)).get(name)
            member = of_literal(written, self.tree) if written is not None else None
            return (self._used(member, node),) if member is not None else ()
        if declared is not None and declared.child_by_field_name("type") is not None:
            pattern = declared.child_by_field_name("pattern") or declared.child_by_field_name("name")
            annotation = declared.child_by_field_name("type")
            if annotation is not None and pattern is not None and pattern.type == "identifier":
                found_type = self._property(annotation, name)
                return self._typed(found_type, node) if found_type is not None else self._length(node, name)
        frozen = self._frozen(declared, name) if declared is not None else None
        value = self.one(frozen, hops) if frozen is not None else None
        return (self._used(value, node),) if value is not None else self._length(node, name)

    def _length(self, node: Node, name: str) -> Sent:
        return self.made(node, Sort.NUMBER) if name == "length" else ()

    def _frozen(self, declared: Node, name: str) -> Node | None:
        """The member of an object literal that is ``as const``."""
        value = declared.child_by_field_name("value") if declared.type == "variable_declarator" else None
        if value is None or value.type != "as_expression" or not self.tree.text(value).endswith("as const"):
            return None
        for member in value.named_children[0].named_children if value.named_children[0].type == "object" else ():
            key = member.child_by_field_name("key")
            if key is not None and self.tree.text(key).strip("'\"") == name:
                return member.child_by_field_name("value")
        return None

    # literals

    def _string(self, node: Node, _: int) -> Sent:
        if any(child.type == "template_substitution" for child in node.named_children):
            return ()
        span = self.tree.span(node)
        text = "".join(run.text for run in cooked(self.tree.file, Span(span.start + 1, span.end - 1)))
        return (SentValue(self.tree.file.path, span, Sort.STRING, (text,)),)

    def _number(self, node: Node, _: int) -> Sent:
        written = self.tree.text(node)
        if written.endswith("n") and not written.startswith("0x"):
            return self.made(node, Sort.BIGINT, bigint_text(written))
        return self.made(node, Sort.NUMBER, number_text(written))

    def _boolean(self, node: Node, _: int) -> Sent:
        return self.made(node, Sort.BOOLEAN, node.type)

    def _array(self, node: Node, hops: int) -> Sent:
        children = [child for child in node.named_children if child.type != "comment"]
        elements: list[SentValue | None] = []
        for child in children[:_MAX_ELEMENTS]:
            if child.type in ("null", "undefined"):
                elements.append(None)
                continue
            found = self.one(child, hops)
            if found is None:
                return self.made(node, Sort.ARRAY)
            elements.append(found)
        text = array_text(tuple(elements)) if len(elements) == len(children) else None
        return self.made(node, Sort.ARRAY, text) if text is not None else self.made(node, Sort.ARRAY)

    def _object(self, node: Node, hops: int) -> Sent:
        written: dict[str, object] = {}
        known = True
        for child in node.named_children:
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            name = self.tree.text(key or child.child_by_field_name("name") or child).strip("'\"")
            if name in ("toPostgres", "toJSON") or child.type == "spread_element" or "[" in name[:1]:
                return ()
            found = self.one(value, hops) if value is not None and child.type == "pair" else None
            known = known and found is not None and found.texts is not None and found.sort in _AS_JSON
            if known and found is not None and found.texts is not None:
                written[name] = found.texts[0] if found.sort is Sort.STRING else json.loads(found.texts[0])
        text = json.dumps(written, ensure_ascii=False, separators=(",", ":")) if known else None
        return self.made(node, Sort.OBJECT, text) if text is not None else self.made(node, Sort.OBJECT)

    # expressions

    def _cast(self, node: Node, hops: int) -> Sent:
        """``x as T``: what ``x`` is, else what ``T`` says."""
        inner = node.named_children
        found = self.of(inner[0], hops + 1) if inner else ()
        return found or (self._typed(inner[1], node) if len(inner) > 1 else ())

    def _binary(self, node: Node, hops: int) -> Sent:
        left, operator, right = (node.child_by_field_name(name) for name in ("left", "operator", "right"))
        if left is None or right is None or operator is None:
            return ()
        if operator.type in _COMPARING:
            return self.made(node, Sort.BOOLEAN)
        if operator.type in ("??", "||"):
            return (*self.of(left, hops + 1), *self.of(right, hops + 1))
        if operator.type == "&&":
            return self.of(right, hops + 1)
        return self._reckoned(node, operator.type, left, right, hops) if operator.type in _RECKONING else ()

    def _reckoned(self, node: Node, operator: str, left: Node, right: Node, hops: int) -> Sent:
        first, second = self.one(left, hops), self.one(right, hops)
        sorts = [one.sort if one is not None else None for one in (first, second)]
        if sorts[0] is Sort.EPOCH and operator in "+-" and _is_short(self.tree.text(right)):
            return self.made(node, Sort.EPOCH)
        wanted = (Sort.NUMBER, Sort.EPOCH)
        if operator == "+":
            return self.made(node, Sort.NUMBER) if all(sort in wanted for sort in sorts) else ()
        return self.made(node, Sort.NUMBER) if any(sort in wanted for sort in sorts) else ()

    def _ternary(self, node: Node, hops: int) -> Sent:
        ways = [node.child_by_field_name(name) for name in ("consequence", "alternative")]
        return tuple(one for way in ways if way is not None for one in self.of(way, hops + 1))

    def _unary(self, node: Node, hops: int) -> Sent:
        operator, operand = node.child_by_field_name("operator"), node.child_by_field_name("argument")
        if operator is None or operand is None:
            return ()
        if operator.type == "!":
            return self.made(node, Sort.BOOLEAN)
        found = self.one(operand, hops) if operator.type == "-" else None
        if found is None or found.sort not in (Sort.NUMBER, Sort.BIGINT):
            return self.made(node, Sort.NUMBER) if operator.type == "+" else ()
        texts = [_negated(text) for text in found.texts or ()]
        return self.made(node, found.sort, *texts)

    def _new(self, node: Node, _: int) -> Sent:
        constructor = node.child_by_field_name("constructor")
        name = self.tree.text(constructor) if constructor is not None else ""
        return self.made(node, Sort.DATE) if name == "Date" and self._is_global(name) else ()

    def _call(self, node: Node, hops: int) -> Sent:
        function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or listed is None or listed.type != "arguments":
            return ()
        name = self.tree.text(function)
        arguments = [child for child in listed.named_children if child.type != "comment"]
        if function.type in ("identifier", "member_expression") and self._is_global(name.partition(".")[0]):
            if name == "JSON.stringify" and arguments:
                found = self.one(arguments[0], hops)
                return self.made(node, Sort.JSON_ARRAY if found is not None and found.sort is Sort.ARRAY else Sort.JSON)
            if name in _ROUNDING and arguments:
                found = self.one(arguments[0], hops)
                return self.made(node, Sort.EPOCH if found is not None and found.sort is Sort.EPOCH else Sort.NUMBER)
            if name in _CALLS or _NUMBERS.fullmatch(name):
                return self.made(node, _CALLS.get(name, Sort.NUMBER))
        named = function.child_by_field_name("property")
        sort = _METHODS.get(self.tree.text(named)) if named is not None else None
        return self.made(node, sort) if sort is not None else ()

    def _is_global(self, name: str) -> bool:
        """Whether a name means what it does everywhere: the file neither imports nor declares it."""
        return name not in self.declarations.imports and not self.declarations.places_of(name)


_AS_JSON = frozenset({Sort.STRING, Sort.NUMBER, Sort.BOOLEAN})
_CHOOSING = frozenset({"??", "||", "&&"})
_PRODUCT = re.compile(r"\d[\d_]{0,14}(?:\s*\*\s*\d[\d_]{0,14}){0,8}")
_MOST_MILLISECONDS = 10**12


def _is_short(written: str) -> bool:
    """Whether a product of literals is so few milliseconds that a time of these days, moved by them, is still a recent one."""
    if not _PRODUCT.fullmatch(written):
        return False
    return math.prod(int(factor) for factor in written.replace("_", "").split("*")) < _MOST_MILLISECONDS


def _negated(text: str) -> str:
    return text if text == "0" else text.removeprefix("-") if text.startswith("-") else f"-{text}"


_HOW: dict[str, Callable[[PlainValues, Node, int], Sent]] = {
    "identifier": PlainValues._identifier,
    "member_expression": PlainValues._member,
    "string": PlainValues._string,
    "template_string": PlainValues._string,
    "number": PlainValues._number,
    "true": PlainValues._boolean,
    "false": PlainValues._boolean,
    "array": PlainValues._array,
    "object": PlainValues._object,
    "as_expression": PlainValues._cast,
    "binary_expression": PlainValues._binary,
    "ternary_expression": PlainValues._ternary,
    "unary_expression": PlainValues._unary,
    "new_expression": PlainValues._new,
    "call_expression": PlainValues._call,
}
