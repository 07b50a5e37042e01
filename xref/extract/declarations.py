"""What a file declares and imports at its top level, and where a name inside it is declared."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

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
_DECLARING = ("lexical_declaration", "variable_declaration")


@dataclass(frozen=True, slots=True)
class Import:
    """What a local name stands for: ``name`` of ``module``; ``default`` and ``*`` are names too."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Export:
    """What an exported name stands for: a local name, or a name of another module (``*`` for all of it)."""

    name: str
    local: str
    module: str | None = None


@dataclass
class Declarations:
    """A file's imports, exports and top-level declarations by local name."""

    tree: SyntaxTree
    imports: dict[str, Import] = field(default_factory=dict)
    exports: list[Export] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)
    _looked_up: dict[tuple[int, str], Node | None] = field(default_factory=dict)

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
    tree, module = found.tree, string_value(found.tree, statement.child_by_field_name("source"))
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
    if module is not None and not clauses:
        found.exports.append(Export("*", "*", module))


def _read_declared(found: Declarations, statement: Node, exported: bool) -> None:
    for name, node in declared(found.tree, statement):
        found.nodes[name] = node
        required = _required(found.tree, node)
        if required:
            found.imports[name] = Import(required, _required_name(found.tree, node, name))
        if exported:
            found.exports.append(Export(name, name))


def _required(tree: SyntaxTree, node: Node) -> str | None:
    """The module of ``const x = require('...')``."""
    value = node.child_by_field_name("value") if node.type == "variable_declarator" else None
    if value is None or value.type != "call_expression":
        return None
    match = re.fullmatch(r"require\(\s*(['\"])([^'\"]+)\1\s*\)", tree.text(value))
    return match.group(2) if match else None


def _required_name(tree: SyntaxTree, node: Node, local: str) -> str:
    pattern = node.child_by_field_name("name")
    if pattern is None or pattern.type != "object_pattern":
        return "*"
    for pair in pattern.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and value is not None and tree.text(value) == local:
            return tree.text(key)
    return local


def is_own_module(module: str) -> bool:
    """Whether a module's name means a file of the project rather than a package."""
    return module.startswith((".", "@/", "~/", "#", "src/"))
