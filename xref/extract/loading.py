"""Calls that load a file of SQL: ``readFileSync(path.join(__dirname, 'x.sql'))``, ``loadBlocks(import.meta.url)``.

The file's name is worked out from the code; what is named by a path alone is looked for in the folders above the code. A call
that is handed the module's own name loads the file of the same name that ends in ``.sql``, if there is one.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from xref.extract.declarations import Declarations
    from xref.syntax import SyntaxTree

WHOLE = "*"
"""The name by which the whole text of a file is known to those who load it."""

_HINT = re.compile(r"\.sql(?:\?\w*)?['\"`]|\bimport\.meta\.(?:url|filename)\b|\b__filename\b")
_OWN_NAMES = frozenset({"__filename", "import.meta.url", "import.meta.filename"})
_OWN_FOLDERS = frozenset({"__dirname", "import.meta.dirname"})
_OF_PATHS = frozenset(
    {
        "join",
        "resolve",
        "URL",
        "fileURLToPath",
        "pathToFileURL",
        "dirname",
        "basename",
        "normalize",
        "relative",
        "extname",
        "parse",
    }
)
_NOT_LOADING = _OF_PATHS | {"createRequire", "require", "existsSync", "writeFileSync", "writeFile", "log", "URL"}
_MAX_DEPTH = 8


@lru_cache(maxsize=4)
def _hints(text: str) -> tuple[int, ...]:
    return tuple(match.start() for match in _HINT.finditer(text))


def _is_hinted(tree: SyntaxTree, node: Node) -> bool:
    """Whether a file of SQL, or the module's own name, is written in a node."""
    hints, span = _hints(tree.file.text), tree.span(node)
    index = bisect_left(hints, span.start)
    return index < len(hints) and hints[index] < span.end


@lru_cache(maxsize=4)
def may_load(text: str) -> bool:
    """Whether a file may load SQL: a look at its text."""
    return _HINT.search(text) is not None


def loads(tree: SyntaxTree, declarations: Declarations) -> Iterator[str]:
    """The modules (``./x.sql`` beside the file; ``sql/x.sql`` somewhere above it) that a file loads or imports SQL from."""
    yield from (found.module for found in declarations.imports.values() if found.module.endswith(".sql"))
    for match in _HINT.finditer(tree.file.text):
        node = tree.node_at(match.start())
        path = tree.path_to(node) if node is not None else None
        for outer in list(reversed(path or ()))[:_MAX_DEPTH]:
            module = loaded_module(outer, tree, declarations) if outer.type in ("call_expression", "new_expression") else None
            if module is not None:
                yield module
                break


def loaded_module(call: Node, tree: SyntaxTree, declarations: Declarations) -> str | None:
    """The module of SQL that a call or a constructor loads; None when it loads none."""
    called = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    listed = call.child_by_field_name("arguments")
    if called is None or listed is None or listed.type != "arguments" or not listed.named_children:
        return None
    first = listed.named_children[0]
    if not (first.type == "identifier" and tree.text(first) in declarations.nodes) and not _is_hinted(tree, listed):
        return None
    if _last_name(tree.text(called)) in _NOT_LOADING:
        return None
    named = _Path(tree, declarations).of(listed.named_children[0])
    if named is None:
        return None
    if named.endswith(".sql"):
        return named
    own = posixpath.basename(tree.file.path)
    return f"./{posixpath.splitext(own)[0]}.sql" if named == f"./{own}" else None


def candidates(importer: str, module: str) -> Iterator[str]:
    """The paths below the root, with ``/``, at which a module that :func:`loads` gave may lie, nearest first."""
    folder = posixpath.dirname(importer)
    if module.startswith("."):
        path = posixpath.normpath(posixpath.join(folder, module))
        yield from () if path.startswith("../") else (path,)
        return
    while True:
        yield posixpath.normpath(posixpath.join(folder, module))
        yield posixpath.normpath(posixpath.join(folder, "src", module))
        if not folder or folder == "/":
            return
        folder = posixpath.dirname(folder)


def _last_name(text: str) -> str:
    return re.split(r"[^\w$]+", text.strip())[-1]


class _Path:
    """The text of an expression that makes a path: ``./`` at its start stands for the file's own folder."""

    def __init__(self, tree: SyntaxTree, declarations: Declarations) -> None:
        self._tree = tree
        self._declarations = declarations
        self._seen: set[str] = set()

    def of(self, node: Node, depth: int = 0) -> str | None:
        """The path, None when it is not known."""
        if depth > _MAX_DEPTH:
            return None
        text = self._tree.text(node)
        if text in _OWN_NAMES:
            return "./" + posixpath.basename(self._tree.file.path)
        if text in _OWN_FOLDERS:
            return "."
        how = self._HOW.get(node.type)
        return how(self, node, depth + 1) if how is not None else None

    def _string(self, node: Node, _: int) -> str | None:
        inside = self._tree.text(node)[1:-1]
        return None if "\\" in inside else _from_above(inside)

    def _template(self, node: Node, depth: int) -> str | None:
        parts = node.named_children
        held = next((part for part in parts if part.type == "template_substitution"), None)
        if held is None:
            return self._string(node, depth)
        inside = [part for part in held.named_children if part.type != "comment"]
        start = self.of(inside[0], depth) if inside and held.start_byte == node.start_byte + 1 else None
        rest = self._tree.text(node)[len(self._tree.text(held)) + 1 : -1]
        return None if start is None or "${" in rest or "\\" in rest else _below(start, rest.lstrip("/"))

    def _sum(self, node: Node, depth: int) -> str | None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        start = self.of(left, depth) if left is not None else None
        if start is None or right is None or right.type != "string":
            return None
        return _below(start, self._tree.text(right)[1:-1].lstrip("/"))

    def _call(self, node: Node, depth: int) -> str | None:
        called = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        listed = node.child_by_field_name("arguments")
        name = _last_name(self._tree.text(called)) if called is not None else ""
        arguments = [child for child in listed.named_children if child.type != "comment"] if listed is not None else []
        if not arguments:
            return "" if self._tree.text(node) == "process.cwd()" else None
        if name == "URL" and len(arguments) == 2:
            return self._beside(arguments[0], arguments[1], depth)
        first = self.of(arguments[0], depth)
        if first is None or name == "fileURLToPath":
            return first
        if name == "dirname":
            return posixpath.dirname(first) or "."
        return self._joined(first, arguments[1:]) if name in ("join", "resolve") else None

    def _joined(self, first: str, rest: list[Node]) -> str | None:
        for part in rest:
            if part.type != "string":
                return None
            first = _below(first, self._tree.text(part)[1:-1])
        return first

    def _beside(self, path: Node, base: Node, depth: int) -> str | None:
        written, start = self._tree.text(path)[1:-1], self.of(base, depth)
        return _below(posixpath.dirname(start) or ".", written) if start is not None and path.type == "string" else None

    def _name(self, node: Node, depth: int) -> str | None:
        name = self._tree.text(node)
        declared = self._declarations.nodes.get(name)
        value = declared.child_by_field_name("value") if declared is not None else None
        if value is None or name in self._seen:
            return None
        self._seen.add(name)
        return self.of(value, depth)

    def _inner(self, node: Node, depth: int) -> str | None:
        return self.of(node.named_children[0], depth) if node.named_children else None

    _HOW: dict[str, Callable[[_Path, Node, int], str | None]] = {  # noqa: RUF012  # a table of methods, never changed
        "string": _string,
        "template_string": _template,
        "binary_expression": _sum,
        "call_expression": _call,
        "new_expression": _call,
        "identifier": _name,
        "parenthesized_expression": _inner,
        "as_expression": _inner,
        "non_null_expression": _inner,
    }


def _from_above(path: str) -> str:
    """A path that is written alone is relative to where the program is started, somewhere above the file."""
    return path.removeprefix("./")


def _below(start: str, rest: str) -> str:
    own = start.startswith(".")
    path = posixpath.normpath(posixpath.join(start, rest)) if start else posixpath.normpath(rest)
    return f"./{path}" if own and not path.startswith(".") else path
