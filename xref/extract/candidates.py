"""Calls that may be sinks: found by name in the text, looked at in the tree, decided by their receiver."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tree_sitter import QueryCursor

from xref.extract.receivers import Receivers
from xref.extract.sinks import FOREIGN, METHODS, Making, Method, Tag, is_house_name, is_weak_name
from xref.syntax import query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tree_sitter import Node

    from xref.extract.declarations import Import
    from xref.extract.sinks import SinkSettings
    from xref.syntax import SyntaxTree

_METHOD_CALL = re.compile(rf"\.\s*({'|'.join(re.escape(name) for name in METHODS)})\s*(?=[<(])")
_TAGGED = re.compile(r"[\w$)\]>!]\s*`")
_CLIENT = re.compile(r"\b(?:neon|postgres|sql|SQL)\b|\$(?:queryRaw|executeRaw)\b")
_NO_TEXT = frozenset(
    {"arrow_function", "function_expression", "number", "array", "true", "false", "null", "undefined", "regex", "this"}
)
_SEND_BY_QUERY = frozenset({"pg", "neon", "vercel", "pglite", "pg-promise", "typeorm", "sequelize"})
_PG_PROMISE = frozenset(name for name, method in METHODS.items() if method.kind == "pg-promise")


@dataclass(frozen=True)
class Site:
    """A call that sends SQL.

    ``text`` is the argument or the template, ``values`` the argument with the values. ``origin`` is the import from a file of
    the project that the receiver comes from; ``certain`` whether the receiver is known by more than a name that anything may
    have; ``confirmed`` False when linking has to find a database at ``origin`` first. ``awaits`` is the argument's number in a
    call of another file's function, which is a site if that function is a wrapper.
    """

    call: Node
    path: tuple[Node, ...]
    kind: str
    text: Node
    values: Node | None = None
    spread_values: tuple[Node, ...] | None = None
    tag: Tag | None = None
    origin: Import | None = None
    certain: bool = True
    confirmed: bool = True
    awaits: int | None = None
    member: str | None = None


def method_sites(tree: SyntaxTree, receivers: Receivers, settings: SinkSettings, too_deep: list[int]) -> Iterator[Site]:
    """The calls of methods that send SQL (``db.query(...)``), those of configured functions among them.

    The offsets of those that are nested too deeply to look at are added to ``too_deep``.
    """
    seen: set[int] = set()
    for match in _method_pattern(settings).finditer(tree.file.text):
        path = tree_path(tree, match.start(1))
        found = _called(path) if path else None
        if path is None:
            too_deep.append(match.start(1))
        if not path or found is None or found.id in seen:
            continue
        seen.add(found.id)
        site = _decide(tree, found, path[: path.index(found) + 1], receivers, settings)
        if site is not None:
            yield site


def _method_pattern(settings: SinkSettings) -> re.Pattern[str]:
    if not settings.functions:
        return _METHOD_CALL
    names = {name.rsplit(".", 1)[-1] for name in settings.functions} | set(METHODS)
    return re.compile(rf"(?<![\w$])({'|'.join(re.escape(name) for name in sorted(names))})\s*(?=[<(])")


def function_sites(tree: SyntaxTree, receivers: Receivers) -> Iterator[Site]:
    """The calls of what is itself a function that sends SQL: ``const sql = neon(url); sql('SELECT ...', [id])``."""
    text = tree.file.text
    made = (_BEFORE_NEON.search(text, max(match.start() - 120, 0), match.start()) for match in _NEON.finditer(text))
    names = {match.group(1) for match in made if match is not None}
    for _, path, call in named_calls(tree, names):
        function, listed = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        arguments = arguments_of(listed) if listed is not None and listed.type == "arguments" else []
        if function is None or function.type != "identifier" or not arguments or arguments[0].type in _NO_TEXT:
            continue
        known = receivers.resolve(function, path)
        if known.kind == "neon" and arguments[0].type != "object":
            yield Site(call, tuple(path), "neon", arguments[0], arguments[1] if len(arguments) > 1 else None)


_NEON = re.compile(r"\bneon\s*[(<]")
_BEFORE_NEON = re.compile(r"([\w$]+)\s*(?::[^=\n]*)?=\s*(?:await\s+)?$")


def tree_path(tree: SyntaxTree, offset: int) -> list[Node] | None:
    """The nodes down to the name at an offset: none when there is no name, None when it is nested too deeply."""
    node = tree.node_at(offset)
    return tree.path_to(node) if node is not None and node.type in ("property_identifier", "identifier") else []


def _called(path: list[Node]) -> Node | None:
    """The call whose function a path's last node names."""
    for node in reversed(path[-3:-1]):
        function = node.child_by_field_name("function") if node.type == "call_expression" else None
        if function is not None and function.end_byte == path[-1].end_byte:
            return node
    return None


def arguments_of(listed: Node) -> list[Node]:
    """The arguments of a call, comments left out."""
    return [child for child in listed.named_children if child.type != "comment"]


def _decide(tree: SyntaxTree, call: Node, path: list[Node], receivers: Receivers, settings: SinkSettings) -> Site | None:
    function, listed = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or listed is None or listed.type != "arguments":
        return None
    receiver = function.child_by_field_name("object")
    name = tree.text(function.child_by_field_name("property") or function)
    arguments = arguments_of(listed)
    configured = _is_configured(tree, function, settings)
    method = METHODS.get(name, Method())
    if not arguments or (name not in METHODS and not configured):
        return None
    text, values = _text_and_values(tree, arguments, method)
    if text is None:
        return None
    spread = tuple(arguments[1:]) if method.spread_values else None
    if configured:
        return Site(call, tuple(path), "configured", text, values, spread)
    if receiver is None:
        return None
    return _of_receiver(tree, call, path, name, text, values, spread, receiver, receivers)


def _is_configured(tree: SyntaxTree, function: Node, settings: SinkSettings) -> bool:
    written = re.sub(r"[\s?!]", "", tree.text(function)) if settings.functions else ""
    return any(written == name or written.endswith("." + name) for name in settings.functions)


def _text_and_values(tree: SyntaxTree, arguments: list[Node], method: Method) -> tuple[Node | None, Node | None]:
    """The argument with the text and the one with the values, out of ``(text, values)`` or ``({ text, values })``."""
    first = arguments[0]
    if first.type == "object":
        members = {}
        for pair in first.named_children:
            key = pair.child_by_field_name("key")
            if pair.type == "pair" and key is not None:
                members[tree.text(key).strip("'\"")] = pair.child_by_field_name("value")
            elif pair.type == "shorthand_property_identifier":
                members[tree.text(pair)] = pair
        return members.get("text"), members.get("values") or (arguments[1] if len(arguments) > 1 else None)
    if first.type in _NO_TEXT or first.type == "spread_element":
        return None, None
    return first, arguments[1] if method.values is not None and len(arguments) > 1 else None


def _of_receiver(
    tree: SyntaxTree,
    call: Node,
    path: list[Node],
    name: str,
    text: Node,
    values: Node | None,
    spread: tuple[Node, ...] | None,
    receiver: Node,
    receivers: Receivers,
) -> Site | None:
    known = receivers.resolve(receiver, path)
    kind = _kind(name, known.kind, known.name)
    origin = known.origin
    if kind is not None:
        certain = known.kind is not None or not is_weak_name(known.name)
        if not certain and receivers.speaks_of_others:
            return None
        return Site(call, tuple(path), kind, text, values, spread, origin=origin, certain=certain)
    if origin is not None and known.kind is None and (name == "query" or name in _PG_PROMISE):
        return Site(call, tuple(path), METHODS[name].kind or "pg", text, values, origin=origin, confirmed=False)
    return None


def _kind(method: str, kind: str | None, name: str) -> str | None:
    """The kind of sink that a method of a receiver is; None when it is not one as far as this file shows."""
    if kind in (FOREIGN, "local", "raw"):
        return None
    if method.startswith("$"):
        return "prisma"
    if method == "unsafe":
        return "postgres.js" if kind == "postgres.js" or (kind is None and name in ("sql", "postgres", "pg", "tx")) else None
    if method == "raw":
        return "knex" if kind == "knex" or (kind is None and name == "knex") else None
    if method == "query":
        return kind if kind in _SEND_BY_QUERY else "pg" if kind is None and is_house_name(name) else None
    if kind is None and (not is_house_name(name) or is_weak_name(name)):
        return None
    return "pg-promise" if kind in (None, "pg-promise") else None


def tagged_sites(tree: SyntaxTree, receivers: Receivers, settings: SinkSettings) -> Iterator[Site]:
    """The tagged templates that are statements and do not stand in the hole of another one."""
    if not _may_have_tags(tree.file.text, settings):
        return
    cursor = QueryCursor(query(tree.grammar, "injections"))
    found = [{name: nodes[0] for name, nodes in groups.items()} for _, groups in cursor.matches(tree.root)]
    enclosing: set[int] = set()
    for parts in sorted(found, key=lambda parts: parts["reference.call"].start_byte):
        call, tag_node = parts["reference.call"], parts["injection.tag"]
        path = tree.path_to(call)
        if path is None:
            continue
        tag = receivers.tag(tag_node, path)
        if tag is None or tag.making is Making.RAW:
            continue
        nested = any(node.id in enclosing for node in path)
        enclosing.add(call.id)
        plain = not any(child.type == "template_substitution" for child in parts["injection.content"].named_children)
        if not nested and (
            tag.making is Making.STATEMENT or (tag.making is Making.UNCERTAIN and plain and tag.kind != "local")
        ):
            yield Site(call, tuple(path), tag.kind, call, tag=tag, origin=receivers.resolve(tag_node, path).origin)


def _may_have_tags(text: str, settings: SinkSettings) -> bool:
    named = _CLIENT.search(text) is not None or any(tag in text for tag in settings.tags)
    return named and _TAGGED.search(text) is not None


def named_calls(tree: SyntaxTree, names: Iterable[str]) -> Iterator[tuple[str, list[Node], Node]]:
    """The calls ``name(...)``, ``this.name(...)`` and ``x.name(...)`` of some names: the name, the path, the call."""
    wanted = "|".join(re.escape(name) for name in sorted(names))
    if not wanted:
        return
    for match in re.finditer(rf"(?<![\w$])({wanted})(?:\s*\.\s*[\w$]+)?\s*(?=[<(])", tree.file.text):
        path = tree_path(tree, match.end() - 1 - len(match.group()) + len(match.group().rstrip()))
        call = _called(path) if path else None
        if path and call is not None:
            yield match.group(1), path[: path.index(call) + 1], call


def awaiting_sites(tree: SyntaxTree, own: Mapping[str, Import]) -> Iterator[Site]:
    """The calls of what other files of the project export (``own``) that have something like SQL among their arguments."""
    text = tree.file.text
    if not own:
        return
    literals = [match.start() for match in _SQL_LITERAL.finditer(text)]
    if not literals and not _TEXT_OBJECT.search(text):
        return
    after_equals = (offset for offset in literals if text[max(offset - 40, 0) : offset].rstrip().endswith("="))
    before = (_ASSIGNED.search(text, max(offset - 120, 0), offset) for offset in after_equals)
    named = {match.group(1) for match in before if match is not None}
    for name, path, call in named_calls(tree, own):
        listed, function = call.child_by_field_name("arguments"), call.child_by_field_name("function")
        if listed is None or function is None or function.type not in ("identifier", "member_expression"):
            continue
        arguments = arguments_of(listed)
        index = next((index for index, argument in enumerate(arguments[:4]) if _looks_like_sql(tree, argument, named)), None)
        if index is not None:
            member = tree.text(function).rpartition(".")[2] if function.type == "member_expression" else None
            values = arguments[index + 1] if index + 1 < len(arguments) else None
            found = arguments[index]
            yield Site(
                call, tuple(path), "wrapper", found, values, origin=own[name], certain=False, awaits=index, member=member
            )


def _looks_like_sql(tree: SyntaxTree, argument: Node, named: set[str]) -> bool:
    if argument.type in ("string", "template_string", "binary_expression"):
        return _SQL_LITERAL.match(tree.text(argument)) is not None
    if argument.type == "identifier":
        return tree.text(argument) in named
    return argument.type == "member_expression" and _TEXT_MEMBER.search(tree.text(argument)) is not None


_SQL_LITERAL = re.compile(
    r"['\"`][\s(]*(?:select|insert|update|delete|with|merge|create|alter|drop|truncate|--|/\*)(?![\w$-])", re.IGNORECASE
)
_ASSIGNED = re.compile(r"(?<![\w$])([\w$]+)(?:\s*:[^=\n]+)?\s*=\s*$")
_TEXT_OBJECT = re.compile(
    r"(?:sql|quer(?:y|ies)|stmts?|statements?)\.\w|\w(?:Sql|SQL|Query|QUERY|Stmt|Statement)\b", re.IGNORECASE
)
_TEXT_MEMBER = re.compile(
    r"(?:sql|quer(?:y|ies)|stmts?|statements?)\.[\w$]+$|\.\w*(?:sql|query|stmt|statement)$", re.IGNORECASE
)
