"""What a file declares and imports at its top level, and where a name inside it is declared."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from xref.extract.sinks import package_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from xref.syntax import SyntaxTree

FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "generator_function",
        "generator_function_declaration",
    }
)
CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration"})
_BLOCKS = frozenset({"statement_block", "switch_body", "for_statement", "for_in_statement"})
_DECLARED = re.compile(r"\b(?:const|let|var|function|class)\s+(\{[^{}=]*\}|\[[^\[\]=]*\]|[\w$]+)")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_REQUIRED = re.compile(r"(?:await\s+import|require)\(\s*(['\"])([^'\"]+)\1\s*\)")
EXPORTED = re.compile(r"module\.exports(?:\.([\w$]+))?|exports\.([\w$]+)")
_TYPES = frozenset({"interface_declaration", "type_alias_declaration"})
_SQL_AS = re.compile(r"(\.sql)\?\w+$")  # how bundlers are told what to make of a file of SQL
_DECLARING = ("lexical_declaration", "variable_declaration")


@dataclass(frozen=True, slots=True)
class Import:
    """What a local name stands for: ``name`` of ``module``; ``default`` and ``*`` are names too.

    ``steps`` lead on from there: a member's name, :data:`CALLED` for what a call gives or an instance of a class, and
    :func:`handed` for what a function hands to a callback. An empty ``module`` is the file itself.
    """

    module: str
    name: str
    steps: tuple[str, ...] = ()

    def then(self, *steps: str) -> Import:
        """What some more steps lead to."""
        return Import(self.module, self.name, (*self.steps, *steps)[:_MAX_STEPS])


CALLED = "()"
"""The step from a function to what it gives, from a class or a type to a value of it."""

_MAX_STEPS = 8


def handed(argument: int, parameter: int) -> str:
    """The step from a function to what it hands to its argument number ``argument``, as parameter number ``parameter``."""
    return f"({argument}:{parameter})"


@dataclass(frozen=True, slots=True)
class Export:
    """What an exported name stands for: a local name, or a name of another module (``*`` for all of it)."""

    name: str
    local: str
    module: str | None = None


@dataclass
class Declarations:
    """A file's imports, exports and top-level declarations by local name; ``types`` are its interfaces and type aliases."""

    tree: SyntaxTree
    imports: dict[str, Import] = field(default_factory=dict)
    exports: list[Export] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)
    types: dict[str, Node] = field(default_factory=dict)
    _looked_up: dict[tuple[int, str], Node | None] = field(default_factory=dict)
    _scopes: dict[int, list[Node] | None] = field(default_factory=dict)

    def declaration_of(self, name: str, path: Sequence[Node]) -> Node | None:
        """The declarator, parameter, function or class that ``name`` means for the last node of ``path``."""
        for depth in range(len(path) - 1, -1, -1):
            node = path[depth]
            if node.type in FUNCTIONS or node.type in _BLOCKS:
                found = self._declared_at(node, name)
                if found is not None:
                    return found
        return self.nodes.get(name)

    def _declared_at(self, node: Node, name: str) -> Node | None:
        key = (node.id, name)
        if key not in self._looked_up:
            self._looked_up[key] = self._parameter(node, name) if node.type in FUNCTIONS else self._declared_in(node, name)
        return self._looked_up[key]

    def _parameter(self, function: Node, name: str) -> Node | None:
        for parameter in parameters_of(function):
            if re.search(rf"(?<![\w$.]){re.escape(name)}(?![\w$])", self.tree.text(parameter)) and self._binds(parameter, name):
                return parameter
        return None

    def _binds(self, parameter: Node, name: str) -> bool:
        pattern = parameter.child_by_field_name("pattern") or parameter
        return name in set(bound_names(self.tree, pattern))

    def _declared_in(self, block: Node, name: str) -> Node | None:
        # Most blocks declare no such name: a look at the text, once for each name, spares a look at the nodes.
        span = self.tree.span(block)
        places = self._places.get(name, [])
        index = bisect_left(places, span.start)
        if index == len(places) or places[index] >= span.end:
            return None
        for child in block.named_children:
            for bound, node in declared(self.tree, child):
                if bound == name:
                    return node
        return None

    def scope_of(self, node: Node) -> Sequence[Node]:
        """The nodes from the program down to the innermost function or block around ``node``; few, where that lies too deep."""
        scope = node.parent
        while scope is not None and scope.type not in FUNCTIONS and scope.type not in _BLOCKS:
            scope = scope.parent
        if scope is None:
            return ()
        if scope.id not in self._scopes:
            self._scopes[scope.id] = self.tree.path_to(scope)
        return self._scopes[scope.id] or ()

    def places_of(self, name: str) -> Sequence[int]:
        """The offsets where the file may declare ``name`` (parameters and imports apart), in order."""
        return self._places.get(name, [])

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """The offsets where the file may declare each name, in order."""
        places: dict[str, list[int]] = {}
        for match in _DECLARED.finditer(self.tree.file.text):
            for name in _NAME.findall(match.group(1)) if match.group(1)[0] in "{[" else (match.group(1),):
                places.setdefault(name, []).append(match.start())
        return places


def load_declarations(tree: SyntaxTree) -> Declarations:
    """The declarations of a file, from its top-level statements only."""
    found = Declarations(tree)
    for statement in tree.root.named_children:
        if statement.type == "import_statement":
            _read_import(found, statement)
        elif statement.type == "export_statement":
            _read_export(found, statement)
        elif statement.type == "expression_statement":
            _read_assigned(found, statement)
        else:
            _read_declared(found, statement, exported=False)
    return found


def declared(tree: SyntaxTree, statement: Node) -> Iterator[tuple[str, Node]]:
    """The names that a statement declares, each with its declarator, function, class or enum."""
    if statement.type == "export_statement":
        inner = statement.child_by_field_name("declaration")
        if inner is not None:
            yield from declared(tree, inner)
    elif statement.type in _DECLARING:
        for declarator in statement.named_children:
            pattern = declarator.child_by_field_name("name") if declarator.type == "variable_declarator" else None
            if pattern is not None:
                for name in bound_names(tree, pattern):
                    yield name, declarator
    elif statement.type in FUNCTIONS or statement.type in CLASSES or statement.type == "enum_declaration":
        named = statement.child_by_field_name("name")
        if named is not None:
            yield tree.text(named), statement


def bound_names(tree: SyntaxTree, pattern: Node) -> Iterator[str]:
    """The names that a binding pattern binds."""
    pending = [pattern]
    while pending:
        node = pending.pop()
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            yield tree.text(node)
        elif node.type == "pair_pattern":
            pending.extend(_present(node.child_by_field_name("value")))
        elif node.type in ("assignment_pattern", "object_assignment_pattern"):
            pending.extend(_present(node.child_by_field_name("left")))
        elif node.type in ("object_pattern", "array_pattern", "rest_pattern"):
            pending.extend(node.named_children)


def parameters_of(function: Node) -> list[Node]:
    """A function's parameters, decorators and comments left out; the lone identifier of ``x => ...`` too."""
    lone = function.child_by_field_name("parameter")
    if lone is not None:
        return [lone]
    formal = function.child_by_field_name("parameters")
    if formal is None:
        return []
    return [child for child in formal.named_children if child.type in ("required_parameter", "optional_parameter")]


def string_value(tree: SyntaxTree, node: Node | None) -> str:
    """The inside of a plain string node, such as a module's name."""
    return tree.text(node)[1:-1] if node is not None else ""


def _present(node: Node | None) -> list[Node]:
    return [] if node is None else [node]


def _read_import(found: Declarations, statement: Node) -> None:
    tree, module = found.tree, _SQL_AS.sub(r"\1", string_value(found.tree, statement.child_by_field_name("source")))
    for clause in (child for child in statement.named_children if child.type == "import_clause"):
        for part in clause.named_children:
            if part.type == "identifier":
                found.imports[tree.text(part)] = Import(module, "default")
            elif part.type == "namespace_import" and part.named_children:
                found.imports[tree.text(part.named_children[0])] = Import(module, "*")
            elif part.type == "named_imports":
                for specifier in part.named_children:
                    local, name = _specifier(tree, specifier)
                    found.imports[local] = Import(module, name)


def _specifier(tree: SyntaxTree, specifier: Node) -> tuple[str, str]:
    """The name after ``as`` (or the only one) and the name before it."""
    name, alias = specifier.child_by_field_name("name"), specifier.child_by_field_name("alias")
    written = tree.text(name) if name is not None else ""
    return (tree.text(alias) if alias is not None else written), written


def _read_export(found: Declarations, statement: Node) -> None:
    tree, origin = found.tree, statement.child_by_field_name("source")
    module = string_value(tree, origin) if origin is not None else None
    inner, value = statement.child_by_field_name("declaration"), statement.child_by_field_name("value")
    if inner is not None:
        _read_declared(found, inner, exported=True)
        if any(child.type == "default" for child in statement.children):
            found.exports += [Export("default", name) for name, _ in declared(tree, inner)]
    elif value is not None and value.type == "identifier":
        found.exports.append(Export("default", tree.text(value)))
    elif value is not None:
        found.nodes["default"] = value
        found.exports.append(Export("default", "default"))
    clauses = [child for child in statement.named_children if child.type == "export_clause"]
    for specifier in (part for clause in clauses for part in clause.named_children):
        exported, local = _specifier(tree, specifier)
        found.exports.append(Export(exported, local, module))
    spaces = [child for child in statement.named_children if child.type == "namespace_export" and child.named_children]
    for space in spaces:
        found.exports.append(Export(tree.text(space.named_children[0]), "*", module))
    if module is not None and not clauses and not spaces:
        found.exports.append(Export("*", "*", module))


def _read_declared(found: Declarations, statement: Node, exported: bool) -> None:
    if statement.type in _TYPES:
        named = statement.child_by_field_name("name")
        name = found.tree.text(named) if named is not None else ""
        found.types[name] = statement
        found.exports += [Export(name, name)] if exported else []
    for name, node in declared(found.tree, statement):
        found.nodes[name] = node
        required = _required(found.tree, node)
        if required:
            found.imports[name] = Import(required, _required_name(found.tree, node, name))
        if exported:
            found.exports.append(Export(name, name))


def _required(tree: SyntaxTree, node: Node) -> str | None:
    """The module of ``const x = require('...')`` and ``const x = await import('...')``."""
    value = node.child_by_field_name("value") if node.type == "variable_declarator" else None
    if value is None or value.type not in ("call_expression", "await_expression"):
        return None
    match = _REQUIRED.fullmatch(tree.text(value))
    return match.group(2) if match else None


def _read_assigned(found: Declarations, statement: Node) -> None:
    """``module.exports = ...``, ``exports.name = ...``: what CommonJS exports."""
    tree, assignment = found.tree, statement.named_children[0] if statement.named_children else None
    target = assignment.child_by_field_name("left") if assignment is not None else None
    value = assignment.child_by_field_name("right") if assignment is not None else None
    match = EXPORTED.fullmatch(tree.text(target)) if target is not None and target.type == "member_expression" else None
    if match is None or value is None:
        return
    name = match[1] or match[2] or "default"
    local = tree.text(value) if value.type == "identifier" else name
    if value.type != "identifier":
        found.nodes.setdefault(name, value)
    found.exports.append(Export(name, local))
    for member in value.named_children if value.type == "object" and name == "default" else ():
        key, held = member.child_by_field_name("key"), member.child_by_field_name("value")
        if member.type == "shorthand_property_identifier":
            found.exports.append(Export(tree.text(member), tree.text(member)))
        elif key is not None and held is not None and held.type == "identifier":
            found.exports.append(Export(tree.text(key), tree.text(held)))


def _required_name(tree: SyntaxTree, node: Node, local: str) -> str:
    pattern = node.child_by_field_name("name")
    if pattern is None or pattern.type != "object_pattern":
        return "*"
    return key_of(tree, pattern, local) or local


def key_of(tree: SyntaxTree, pattern: Node, name: str) -> str | None:
    """The member that an object pattern binds ``name`` to; None when it is the rest, or inside of a member."""
    for part in pattern.named_children:
        key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
        if part.type == "object_assignment_pattern":
            part = part.child_by_field_name("left") or part
        if part.type == "shorthand_property_identifier_pattern" and tree.text(part) == name:
            return name
        if value is not None and value.type == "assignment_pattern":
            value = value.child_by_field_name("left")
        if key is not None and value is not None and value.type == "identifier" and tree.text(value) == name:
            return tree.text(key).strip("'\"")
    return None


def is_own_module(module: str) -> bool:
    """Whether a module's name may mean a file of the project: all may but the packages that are known and Node's own."""
    return module.startswith((".", "@/", "~/", "#", "src/")) or not (module.startswith("node:") or package_kind(module))
