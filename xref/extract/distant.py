"""Values that are another's: constants of other files and what a function is given. Their members are such values too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xref.extract.declarations import is_own_module, string_value
from xref.extract.pieces import Argument, Imported
from xref.extract.values import Text, Value, single

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tree_sitter import Node

    from xref.extract.frame import Frame
    from xref.extract.values import Content
    from xref.source import Span

    Evaluate = Callable[[Node, Frame], Value]

_MAX_FIELDS = 6
_OF_TEXTS = frozenset({"length", "size"})


def distant_member(content: Content | None, name: str, source: Span) -> Text | None:
    """The member ``name``, written at ``source``, of another's value; None when ``content`` is none."""
    pieces = content.pieces if isinstance(content, Text) else ()
    piece = pieces[0] if len(pieces) == 1 else None
    if name in _OF_TEXTS or (isinstance(piece, Argument | Imported) and len(piece.fields) >= _MAX_FIELDS):
        return None
    if isinstance(piece, Argument):
        return Text((Argument(piece.path, source, piece.function, piece.index, (*piece.fields, name)),))
    if isinstance(piece, Imported) and piece.name == "*":
        return Text((Imported(piece.path, source, piece.module, name),))
    if isinstance(piece, Imported):
        return Text((Imported(piece.path, source, piece.module, piece.name, (*piece.fields, name)),))
    return None


def required_module(call: Node, function: Node, arguments: Sequence[Node], frame: Frame) -> Value | None:
    """``require('./x')`` and ``import('./x')``: all that another file exports; None for another call, and for a package."""
    if function.type != "import" and frame.tree.text(function) != "require":
        return None
    module = string_value(frame.tree, arguments[0]) if len(arguments) == 1 and arguments[0].type == "string" else ""
    if not module or not is_own_module(module):
        return None
    return single(Text((Imported(frame.tree.file.path, frame.tree.span(call), module, "*"),)))


def found_elsewhere(content: Content | None, frame: Frame, evaluate: Evaluate) -> Value | None:
    """What an import is, if ``content`` is one and other files are at hand."""
    piece = content.pieces[0] if isinstance(content, Text) and len(content.pieces) == 1 else None
    if not isinstance(piece, Imported):
        return None
    session = frame.session
    session.wants_others = True
    return session.others.value(piece.path, piece.meant, session, evaluate) if session.others is not None else None
