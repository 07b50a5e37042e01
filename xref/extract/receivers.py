"""Whose method is called: a receiver traced to its import, its type, its constructor, or known by its name alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from xref.extract.declarations import CALLED, CLASSES, Declarations, Import, handed, is_own_module, key_of, parameters_of
from xref.extract.sinks import (
    FOREIGN,
    HANDING_ON,
    HARMLESS,
    TAGS,
    Making,
    SinkSettings,
    Tag,
    is_house_name,
    is_other,
    package_kind,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from xref.syntax import SyntaxTree

_WRAPPERS = frozenset({"parenthesized_expression", "await_expression", "non_null_expression", "satisfies_expression"})
_TYPE_NAME = re.compile(r"[A-Za-z_$][\w$.]*")
_MAX_HOPS = 8


@dataclass(frozen=True, slots=True)
class Receiver:
    """What is known of a receiver.

    ``kind`` is a library's, :data:`FOREIGN`, or None; ``name`` the name it goes by; ``origin`` the import from the
    project's own files (this one too) that it comes from and the steps from there, which linking may know more of.
    """

    kind: str | None
    name: str
    origin: Import | None = None


@dataclass
class Receivers:
    """The receivers of one file."""

    tree: SyntaxTree
    declarations: Declarations
    settings: SinkSettings
    _known: dict[tuple[int, str], Receiver] = field(default_factory=dict)

    @cached_property
    def speaks_of_others(self) -> bool:
        """Whether the file is about something else that has a ``query``, by its path or by what it imports."""
        modules = [imported.module for imported in self.declarations.imports.values()]
        if any(package_kind(module) not in (None, FOREIGN) for module in modules):
            return False
        return is_other(self.tree.file.path) or any(
            package_kind(module) == FOREIGN and module not in HARMLESS for module in modules
        )

    def resolve(self, node: Node, path: Sequence[Node], hops: int = 0) -> Receiver:
        """The receiver that an expression is; ``path`` leads from the program to it or to what it stands in."""
        node = _unwrapped(node)
        text = self.tree.text(node)
        if hops > _MAX_HOPS:
            return Receiver(None, _last_name(text))
        if node.type == "as_expression":
            written = self._of_type(self.tree.text(node.named_children[-1]))
            return written if written is not None else self.resolve(node.named_children[0], path, hops + 1)
        if node.type == "identifier":
            return self._of_name(text, path, hops)
        if node.type == "member_expression":
            return self._of_member(node, path, hops)
        if node.type in ("call_expression", "new_expression"):
            return self._of_call(node, path, hops)
        if node.type == "this":
            return Receiver(None, "", self._this(path))
        return Receiver(None, "")

    def _this(self, path: Sequence[Node]) -> Import | None:
        """An instance of the class around, by its name."""
        around = next((node for node in reversed(path) if node.type in CLASSES), None)
        named = around.child_by_field_name("name") if around is not None else None
        return Import("", self.tree.text(named), (CALLED,)) if named is not None else None

    def kind_of_name(self, name: str, path: Sequence[Node]) -> str | None:
        """The kind of what a name is declared as."""
        return self._of_name(name, path, 0).kind

    def kind_and_origin(self, name: str, path: Sequence[Node]) -> Receiver:
        """What a name is declared as."""
        return self._of_name(name, path, 0)

    def field(self, name: str, path: Sequence[Node]) -> Receiver:
        """``this.name`` in the class around."""
        return self._of_field(name, path, 0)

    def of_type(self, annotation: str) -> Receiver:
        """A value of a type."""
        return self._of_type(annotation) or Receiver(None, "", self._own_type(annotation))

    def instance(self, constructor: Node, path: Sequence[Node]) -> Receiver:
        """An instance of the class that an expression is."""
        made = self.resolve(constructor, path)
        return Receiver(made.kind, made.name, made.origin.then(CALLED) if made.origin is not None else None)

    def tag(self, node: Node, path: Sequence[Node]) -> Tag | None:
        """What a tag (``sql``, ``sql.type(...)``, ``this.sql``) makes of its template; None when it is not one of ours."""
        node = _unwrapped(node)
        member = ""
        if node.type == "call_expression":  # sql.type(...)`...`
            called = node.child_by_field_name("function")
            if called is None:
                return None
            node = called
        if node.type == "member_expression":
            named, owner = node.child_by_field_name("property"), node.child_by_field_name("object")
            if named is None or owner is None:
                return None
            if owner.type == "identifier" or not is_tag_name(self.tree.text(named), self.settings):
                whole = self._tag_of(self.resolve(owner, path), self.tree.text(named), self.tree.text(owner))
                if whole is not None:
                    return whole
            member, text = "", self.tree.text(named)
            return self._tag_of(self.resolve(node, path), member, text)
        return self._tag_of(self.resolve(node, path), "", self.tree.text(node))

    def _tag_of(self, receiver: Receiver, member: str, name: str) -> Tag | None:
        kind = receiver.kind
        if kind == FOREIGN:
            return None
        if member.startswith("$"):
            kind = kind or "prisma"
        if kind is None:
            if not is_tag_name(name, self.settings):
                return None
            kind = "sql"
        elif kind == "prisma" and name == "Prisma" and member != "sql":
            return None
        making = TAGS.get(kind, {}).get(member)
        if making is None and kind in ("slonik", "pg-promise", "pg") and is_tag_name(name, self.settings):
            making = TAGS["sql"].get(member)
        return Tag(kind, making) if making is not None else None

    def _of_name(self, name: str, path: Sequence[Node], hops: int) -> Receiver:
        declared = self.declarations.declaration_of(name, path)
        imported = self.declarations.imports.get(name)
        if imported is not None and (declared is None or declared.id == _id(self.declarations.nodes.get(name))):
            return self._of_import(imported, name)
        if declared is None:
            return Receiver(None, name)
        if declared.type in ("function_declaration", "generator_function_declaration") or declared.type in CLASSES:
            own = Import("", name) if declared.id == _id(self.declarations.nodes.get(name)) else None
            return Receiver("local" if declared.type == "function_declaration" else None, name, own)
        key = (declared.id, name)
        if key not in self._known:
            self._known[key] = Receiver(None, name)  # a declaration that refers to itself
            self._known[key] = self._of_declaration(declared, name, path, hops)
        found = self._known[key]
        top = declared.type == "variable_declarator" and declared.id == _id(self.declarations.nodes.get(name))
        return Receiver(found.kind, name, found.origin or (Import("", name) if top and found.kind is not None else None))

    def _of_declaration(self, declared: Node, name: str, path: Sequence[Node], hops: int) -> Receiver:
        annotation = declared.child_by_field_name("type")
        if annotation is not None:
            typed = self._of_type(self.tree.text(annotation))
            if typed is not None:
                return typed
        if declared.type != "variable_declarator":
            return self._of_parameter(declared, name, path, hops)
        value, pattern = declared.child_by_field_name("value"), declared.child_by_field_name("name")
        if value is None:
            return Receiver(None, name)
        if value.type in ("arrow_function", "function_expression"):
            top = declared.id == _id(self.declarations.nodes.get(name))
            return Receiver("local", name, Import("", name) if top else None)
        if pattern is not None and pattern.type == "identifier":
            if self.tree.text(value) == "String.raw":
                return Receiver("raw", name)
            return self.resolve(value, path, hops + 1)
        traced = self.resolve(value, path, hops + 1)
        origin = _destructured(self.tree, traced.origin, pattern, name)
        return Receiver(traced.kind if traced.kind == FOREIGN else None, name, origin)

    def _of_parameter(self, parameter: Node, name: str, path: Sequence[Node], hops: int) -> Receiver:
        """A parameter: of a type of the project, or of a callback."""
        annotation, pattern = parameter.child_by_field_name("type"), parameter.child_by_field_name("pattern") or parameter
        origin = self._own_type(self.tree.text(annotation)) if annotation is not None else None
        found = Receiver(None, name, origin) if origin is not None else self._of_callback(parameter, name, path, hops)
        if pattern.type != "object_pattern":
            return found
        kind = found.kind if found.kind == FOREIGN else None
        return Receiver(kind, name, _destructured(self.tree, found.origin, pattern, name))

    def _own_type(self, annotation: str) -> Import | None:
        """A value of a type that the project declares: ``Db``, ``Readonly<Db>``, ``ReturnType<typeof createDb>``."""
        for match in _TYPE_NAME.finditer(annotation):
            name, _, rest = match.group().partition(".")
            imported = self.declarations.imports.get(name)
            if imported is not None and is_own_module(imported.module):
                return imported.then(*rest.split("."), CALLED) if rest else imported.then(CALLED)
            declared = self.declarations.nodes.get(name)
            if name in self.declarations.types or declared is not None:
                called = declared is None or declared.type in CLASSES or "ReturnType" in annotation
                return Import("", name, (CALLED,) if called else ())
        return None

    def _of_callback(self, parameter: Node, name: str, path: Sequence[Node], hops: int) -> Receiver:
        """The parameter of a function that is handed to a connection: ``sql.begin(async (tx) => ...)``."""
        call = parameter.parent
        while call is not None and call.type in ("formal_parameters", "arrow_function", "function_expression", "arguments"):
            call = call.parent
        function = call.child_by_field_name("function") if call is not None and call.type == "call_expression" else None
        owner = function.child_by_field_name("object") if function is not None else None
        called = function.child_by_field_name("property") if function is not None else None
        if function is None or call is None:
            return Receiver(None, name)
        if owner is not None and called is not None and self.tree.text(called) in HANDING_ON:
            kind = self.resolve(owner, path, hops + 1).kind
            if kind is not None:
                return Receiver(kind, name)
        origin = self.resolve(function, path, hops + 1).origin
        step = self._handed(call, parameter) if origin is not None else None
        return Receiver(None, name, origin.then(step) if origin is not None and step is not None else None)

    def _handed(self, call: Node, parameter: Node) -> str | None:
        """Which parameter of which argument of ``call`` a node is."""
        listed = call.child_by_field_name("arguments")
        given = [child for child in listed.named_children if child.type != "comment"] if listed is not None else []
        for index, argument in enumerate(given):
            if argument.start_byte <= parameter.start_byte < argument.end_byte:
                own = (number for number, each in enumerate(parameters_of(argument)) if each.id == parameter.id)
                number = next(own, None)
                return handed(index, number) if number is not None else None
        return None

    def _of_import(self, imported: Import, name: str) -> Receiver:
        kind = package_kind(imported.module)
        own = is_own_module(imported.module)
        if kind is None and is_other(imported.module.rsplit("/", 1)[-1]):
            kind = FOREIGN
        return Receiver(kind, name, imported if own else None)

    def _of_type(self, annotation: str) -> Receiver | None:
        """The receiver of a type; None when the type says nothing (``any``, a type of the project)."""
        for name in _TYPE_NAME.findall(annotation):
            imported = self.declarations.imports.get(name.split(".")[0])
            kind = package_kind(imported.module) if imported is not None else None
            if kind is None and is_other(name):
                kind = FOREIGN
            if kind is not None:
                return Receiver(kind, name)
        return None

    def _of_member(self, node: Node, path: Sequence[Node], hops: int) -> Receiver:
        owner, named = node.child_by_field_name("object"), node.child_by_field_name("property")
        if owner is None or named is None:
            return Receiver(None, "")
        name = self.tree.text(named).lstrip("#")
        if owner.type == "this":
            found = self._of_field(self.tree.text(named), path, hops)
            around = self._this(path) if found.kind is None and found.origin is None else None
            return Receiver(None, found.name, around.then(self.tree.text(named))) if around is not None else found
        whole = self.resolve(owner, path, hops + 1)
        origin = whole.origin.then(name) if whole.origin is not None else None
        if whole.kind == FOREIGN and not _is_context(self.tree.text(owner)):
            return Receiver(FOREIGN, name)
        if whole.kind in ("slonik", "postgres.js", "neon", "vercel", "pglite") and name == "sql":
            return Receiver(whole.kind, name)
        if is_other(name):
            return Receiver(FOREIGN, name)
        return Receiver(whole.kind if name in ("client", "pool", "db", "default") else None, name, origin)

    def _of_field(self, name: str, path: Sequence[Node], hops: int) -> Receiver:
        """``this.name``: by the field's type or value, a constructor's parameter property, or what a constructor assigns."""
        plain = name.lstrip("#")
        if is_other(plain):
            return Receiver(FOREIGN, plain)
        classes = [index for index, node in enumerate(path) if node.type in CLASSES]
        body = path[classes[-1]].child_by_field_name("body") if classes else None
        if body is None:
            return Receiver(None, plain)
        for member in body.named_children:
            named = member.child_by_field_name("name")
            if member.type == "public_field_definition" and named is not None and self.tree.text(named) == name:
                found = self._of_declared_field(member, path[: classes[-1] + 1], hops)
                if found is not None:
                    return Receiver(found.kind, plain, found.origin)
            if named is not None and self.tree.text(named) == "constructor":
                found = self._of_constructor(member, name, [*path[: classes[-1] + 1], body, member], hops)
                if found is not None:
                    return Receiver(found.kind, plain, found.origin)
        return Receiver(None, plain)

    def _of_declared_field(self, member: Node, path: Sequence[Node], hops: int) -> Receiver | None:
        annotation, value = member.child_by_field_name("type"), member.child_by_field_name("value")
        typed = self._of_type(self.tree.text(annotation)) if annotation is not None else None
        if typed is None and value is not None:
            return self.resolve(value, path, hops + 1)
        own = self._own_type(self.tree.text(annotation)) if typed is None and annotation is not None else None
        return Receiver(None, "", own) if own is not None else typed

    def _of_constructor(self, constructor: Node, name: str, path: Sequence[Node], hops: int) -> Receiver | None:
        for parameter in parameters_of(constructor):
            pattern, annotation = parameter.child_by_field_name("pattern"), parameter.child_by_field_name("type")
            if pattern is not None and annotation is not None and self.tree.text(pattern) == name:
                written = self.tree.text(annotation)
                return self._of_type(written) or Receiver(None, "", self._own_type(written))
        assigned = re.search(rf"this\.{re.escape(name)}\s*=(?!=)\s*", self.tree.text(constructor))
        if assigned is None:
            return None
        value = self.tree.node_at(self.tree.span(constructor).start + assigned.end())
        while value is not None and value.parent is not None and value.parent.type != "assignment_expression":
            value = value.parent
        return self.resolve(value, path, hops + 1) if value is not None else None

    def _of_call(self, node: Node, path: Sequence[Node], hops: int) -> Receiver:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        if function is None:
            return Receiver(None, "")
        function = _unwrapped(function)
        if function.type == "member_expression":
            return self._of_method(node, function, path, hops)
        made = self.resolve(function, path, hops + 1)
        origin = made.origin.then(CALLED) if made.origin is not None else None
        if made.kind == "local":
            return Receiver(None, made.name, origin)
        if node.type == "new_expression" and made.kind is None and is_other(made.name):
            return Receiver(FOREIGN, made.name)
        return Receiver(made.kind, made.name, origin)

    def _of_method(self, node: Node, function: Node, path: Sequence[Node], hops: int) -> Receiver:
        owner, named = function.child_by_field_name("object"), function.child_by_field_name("property")
        name = self.tree.text(named) if named is not None else ""
        if owner is None:
            return Receiver(None, name)
        if name in ("get", "var"):  # c.get('db')
            arguments = node.child_by_field_name("arguments")
            written = self.tree.text(arguments)[1:-1].strip("'\" ") if arguments is not None else ""
            return Receiver(FOREIGN if is_other(written) else None, written)
        whole = self.resolve(owner, path, hops + 1)
        origin = whole.origin.then(name, CALLED) if whole.origin is not None else None
        if node.type == "new_expression":  # new pg.Pool()
            return Receiver(whole.kind, name, origin)
        if name in ("connect", "acquire", "getClient", "getConnection", "reserve", "$extends"):
            return whole
        return Receiver(FOREIGN if whole.kind == FOREIGN else None, name, origin)


def _destructured(tree: SyntaxTree, origin: Import | None, pattern: Node | None, name: str) -> Import | None:
    """What ``name`` is in ``const { key: name } = origin``."""
    key = key_of(tree, pattern, name) if pattern is not None and origin is not None else None
    return origin.then(key) if origin is not None and key is not None else None


def is_tag_name(name: str, settings: SinkSettings) -> bool:
    """Whether a name that nothing is known of is taken for a tag of SQL."""
    return name in ("sql", "SQL") or name in settings.all_tags()


def _is_context(text: str) -> bool:
    """Whether an object only carries a connection: a request's context, the environment."""
    return text.split(".")[0] in (
        "c",
        "ctx",
        "context",
        "env",
        "req",
        "request",
        "app",
        "fastify",
        "ctx",
        "event",
        "locals",
        "helpers",
    )


def _unwrapped(node: Node) -> Node:
    while node.type in _WRAPPERS and node.named_children:
        node = node.named_children[0]
    return node


def _last_name(text: str) -> str:
    return re.split(r"[^\w$]+", text)[-1]


def _id(node: Node | None) -> int | None:
    return node.id if node is not None else None


__all__ = ["FOREIGN", "Making", "Receiver", "Receivers", "is_house_name", "is_tag_name"]
