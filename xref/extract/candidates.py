"""Calls that may be sinks: found by name in the text, looked at in the tree, decided by their receiver."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tree_sitter import QueryCursor

from xref.extract.receivers import Receivers
from xref.extract.sinks import FOREIGN, METHODS, RARE, Making, Method, Tag, is_house_name, is_weak_name
from xref.syntax import query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tree_sitter import Node

    from xref.extract.declarations import Import
    from xref.extract.extracted import DraftVariant, Taken
    from xref.extract.sinks import Configured, SinkSettings
    from xref.syntax import SyntaxTree

_METHOD_CALL = r"\.\s*({})\s*(?=[<(])"
_TAGGED = re.compile(r"[\w$)\]>!]\s*`")
_CLIENT = re.compile(r"\b(?:neon|postgres|sql|SQL|queryObject|queryArray)\b|\$(?:queryRaw|executeRaw)\b")
_NO_TEXT = frozenset(
    {"arrow_function", "function_expression", "number", "array", "true", "false", "null", "undefined", "regex", "this"}
)
_SEND_BY_QUERY = frozenset({"bun", "pg", "neon", "vercel", "pglite", "pg-promise", "typeorm", "sequelize"})
_PG_PROMISE = frozenset(name for name, method in METHODS.items() if method.kind == "pg-promise")


@dataclass(frozen=True)
class Site:
    """A call that sends SQL.

    ``text`` is the argument or the template, ``values`` the argument with the values. ``origin`` is the import from a file of
    the project that the receiver comes from; ``certain`` whether the receiver is known by more than a name that anything may
    have; ``confirmed`` False when linking has to find a database at ``origin`` first; ``method`` what is called of it.
    ``awaits`` is where the text is in a call of the function at ``origin``, which is a site if that is a wrapper, and
    ``takes_values`` where the values are. ``around`` is what a wrapper of this file makes of the text;
    ``database`` is the configured one that it belongs to. ``driver``: it is seen that a library of this kind sends it.
    ``own_values``: it is of a wrapper that sends values of its own.
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
    awaits: Taken | None = None
    takes_values: Taken | None = None
    method: str | None = None
    around: tuple[DraftVariant, ...] = ()
    database: str | None = None
    driver: bool = False
    own_values: bool = False


def method_sites(tree: SyntaxTree, receivers: Receivers, settings: SinkSettings, too_deep: list[int]) -> Iterator[Site]:
    """The calls of methods that send SQL (``db.query(...)``), those of configured functions among them.

    The offsets of those that are nested too deeply to look at are added to ``too_deep``.
    """
    seen: set[int] = set()
    for match in _method_pattern(settings, tree.file.text).finditer(tree.file.text):
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


def _method_pattern(settings: SinkSettings, text: str) -> re.Pattern[str]:
    names = frozenset(name for name in METHODS if name not in RARE or RARE[name] in text)
    if not settings.all_calls():
        return _pattern(_METHOD_CALL, names)
    return _pattern(r"(?<![\w$])({})\s*(?=[<(])", names | {each.call.rsplit(".", 1)[-1] for each in settings.all_calls()})


@lru_cache(maxsize=16)
def _pattern(form: str, names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(form.format("|".join(re.escape(name) for name in sorted(names))))


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
            yield Site(call, tuple(path), "neon", arguments[0], arguments[1] if len(arguments) > 1 else None, driver=True)


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
    configured = settings.named(_WHITE.sub("", tree.text(function))) if settings.all_calls() else None
    method = METHODS.get(name, Method())
    if not arguments or (name not in METHODS and configured is None) or (configured is not None and configured.other):
        return None
    if configured is not None:
        return _configured(tree, call, path, arguments, configured, receivers)
    text, values = _text_and_values(tree, arguments, method)
    if text is None or receiver is None:
        return None
    spread = tuple(arguments[1:]) if method.spread_values else None
    return _of_receiver(tree, call, path, name, text, values, spread, receiver, receivers)


_WHITE = re.compile(r"[\s?!]")


def _configured(
    tree: SyntaxTree, call: Node, path: list[Node], arguments: list[Node], configured: Configured, receivers: Receivers
) -> Site | None:
    """A call that the project names, unless its receiver is surely something else."""
    function = call.child_by_field_name("function")
    owner = function.child_by_field_name("object") if function is not None else None
    known = receivers.resolve(owner or function, path) if function is not None else None
    if len(arguments) <= configured.text or (known is not None and known.kind == FOREIGN):
        return None
    text, values = _text_and_values(tree, arguments[configured.text :], Method(values=None))
    if text is None:
        return None
    if configured.values is not None and configured.values < len(arguments) and values is None:
        values = arguments[configured.values]
    method = METHODS.get(configured.call.rsplit(".", 1)[-1], Method())
    spread = tuple(arguments[configured.text + 1 :]) if method.spread_values else None
    return Site(call, tuple(path), "configured", text, values, spread, database=configured.database)


def _text_and_values(tree: SyntaxTree, arguments: list[Node], method: Method) -> tuple[Node | None, Node | None]:
    """The argument with the text and the one with the values, out of ``(text, values)`` or ``({ text, values })``."""
    first = arguments[0]
    if first.type == "new_expression" and _MADE.match(tree.text(first)):  # new Cursor(text, values)
        listed = first.child_by_field_name("arguments")
        inside = arguments_of(listed) if listed is not None else []
        return _text_and_values(tree, inside, Method()) if inside else (None, None)
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


_MADE = re.compile(r"new\s+(?:[\w$]+\.)*\w*(?:Cursor|QueryStream|PreparedStatement|ParameterizedQuery|Query)\s*(?:<[^()]*>)?\(")


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
        driver = known.kind is not None
        return Site(call, tuple(path), kind, text, values, spread, origin=origin, certain=certain, method=name, driver=driver)
    if origin is not None and known.kind is None and (name == "query" or name in _PG_PROMISE):
        return Site(call, tuple(path), METHODS[name].kind or "pg", text, values, origin=origin, confirmed=False, method=name)
    return None


def _kind(method: str, kind: str | None, name: str) -> str | None:
    """The kind of sink that a method of a receiver is; None when it is not one as far as this file shows."""
    if kind in (FOREIGN, "local", "raw"):
        return None
    if method.startswith("$"):
        return "prisma"
    if method == "unsafe":
        named = kind is None and name in ("sql", "postgres", "pg", "tx")
        return kind if kind in ("postgres.js", "bun", "neon") else "postgres.js" if named else None
    if method == "raw":
        return "knex" if kind == "knex" or (kind is None and name.lower().endswith("knex")) else None
    if method in ("execute", "exec", "queryObject", "queryArray"):
        return kind if kind == METHODS[method].kind else None
    if method == "query":
        if kind is None and name.lower().endswith("sequelize"):
            return "sequelize"
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
        if tag is None or tag.making is Making.RAW or _is_silenced(tree.text(tag_node), settings):
            continue
        nested = any(node.id in enclosing for node in path)
        enclosing.add(call.id)
        sent = tag.making is Making.UNCERTAIN and tag.kind != "local" and _is_sent(tree, path)
        if not nested and (tag.making is Making.STATEMENT or sent):
            origin = receivers.resolve(tag_node, path).origin
            yield Site(call, tuple(path), tag.kind, call, tag=tag, origin=origin, driver=tag.kind not in ("sql", "local"))


def _is_silenced(tag: str, settings: SinkSettings) -> bool:
    configured = settings.named(_WHITE.sub("", tag)) if settings.calls else None
    return configured is not None and configured.other


def _is_sent(tree: SyntaxTree, path: Sequence[Node]) -> bool:
    """Whether a template is sent where it stands: ``sql`...`.execute(db)``, ``db.execute(sql`...`)``."""
    outer = [node for node in reversed(path[:-1]) if node.type not in ("parenthesized_expression", "await_expression")][:3]
    if not outer:
        return False
    named = outer[0].child_by_field_name("property") if outer[0].type == "member_expression" else None
    if named is not None:
        return tree.text(named) in ("execute", "compile")
    called = outer[1].child_by_field_name("function") if len(outer) > 1 and outer[0].type == "arguments" else None
    return called is not None and re.search(r"\.(?:execute|all|get|run|values)$", tree.text(called)) is not None


def _may_have_tags(text: str, settings: SinkSettings) -> bool:
    named = _CLIENT.search(text) is not None or any(tag in text for tag in settings.all_tags())
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
