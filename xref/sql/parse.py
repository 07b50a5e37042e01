"""A text's statements, parsed one by one, each with its verdict. Never raises, whatever the text."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from xref.reason import Reason
from xref.source import HOLE, Span
from xref.sql import holes
from xref.sql.grammar import Grammar, RefusedError
from xref.sql.session import HARMLESS, UTILITY, check_utility
from xref.sql.tokens import END, Tokens, tokenize

DEEPEST = 60
"""Parentheses and brackets within each other; beyond that nothing is tried."""
_PARSED = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "WITH", "TABLE", "("})
_KINDS: dict[type[exp.Expr], str] = {
    exp.Insert: "insert",
    exp.Update: "update",
    exp.Delete: "delete",
    exp.Merge: "merge",
    exp.Values: "values",
}


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """What PostgreSQL's grammar refuses, in its wording. ``position`` is the server's (an offset from 0)."""

    message: str
    span: Span
    position: int | None
    sqlstate: str = "42601"


@dataclass(frozen=True, slots=True)
class ParsedStatement:
    """One statement of a text; offsets are the whole text's.

    ``kind`` is select, insert, update, delete, merge, values, or the first key word of a utility statement ("" where that is a
    hole). ``tree`` is None for those, and where ``errors`` or ``gap`` say why there is none. ``holes`` are the offsets of the
    statement's holes; the nodes that stand for one have the HOLE character in their name (a Parameter in its number, an
    Operator as its operator), and one in a list may stand for several. ``open_from``: a hole could add items to a FROM clause.
    """

    span: Span
    kind: str
    tree: exp.Expr | None
    errors: tuple[SyntaxProblem, ...] = ()
    gap: Reason | None = None
    open_from: bool = False
    holes: tuple[int, ...] = ()


def parse(text: str) -> tuple[ParsedStatement, ...]:
    """The statements of ``text``; empty ones are dropped. Nothing is raised."""
    tokens = tokenize(text)
    grammar = Grammar(text, tokens)
    statements: list[ParsedStatement] = []
    keys = grammar.keys
    while True:
        while keys[grammar.i] == ";":
            grammar.i += 1
        if keys[grammar.i] == END:
            return tuple(statements)
        statements.append(_statement(grammar, tokens))


def _statement(grammar: Grammar, tokens: Tokens) -> ParsedStatement:
    first = grammar.i
    key = grammar.keys[first]
    tree: exp.Expr | None = None
    errors: tuple[SyntaxProblem, ...] = ()
    gap: Reason | None = None
    if HOLE in grammar.text:
        last = _last(grammar, first)
        found = holes.offsets(grammar.text, tokens, first, last)
        if found:
            return _with_holes(grammar, tokens, first, last, found)
    if tokens.depth > DEEPEST:
        gap = Reason.NESTED_TOO_DEEPLY
    else:
        try:
            if key in _PARSED:
                tree = grammar.statement()
                if grammar.keys[grammar.i] not in (";", END):
                    grammar.refuse()
            else:
                check_utility(grammar)
                gap = None if grammar.values[first].lower() in HARMLESS else Reason.UTILITY_STATEMENT
        except RefusedError as refusal:
            tree, errors = None, (_problem(refusal),)
        except RecursionError:
            tree, gap = None, Reason.NESTED_TOO_DEEPLY
    span = _to_end(grammar, first)
    return ParsedStatement(span, _kind(tree, grammar, first), tree, errors, gap)


def _with_holes(grammar: Grammar, tokens: Tokens, first: int, last: int, found: tuple[int, ...]) -> ParsedStatement:
    """A statement some of whose text is not known: never a syntax error."""
    key = grammar.keys[first]
    gap: Reason | None = Reason.HOLE
    reading = holes.Reading(None, open_from=False)
    if tokens.depth > DEEPEST:
        gap = Reason.NESTED_TOO_DEEPLY
    elif key in _PARSED:
        try:
            reading = holes.read(grammar.text, tokens, first, last)
        except RecursionError:
            gap = Reason.NESTED_TOO_DEEPLY
    elif (word := grammar.values[first].lower()) in UTILITY:
        gap = None if word in HARMLESS else Reason.UTILITY_STATEMENT
    grammar.i = last + 1
    span = Span(grammar.starts[first], grammar.ends[last])
    kind = "" if HOLE in grammar.values[first] else _kind(reading.tree, grammar, first)
    return ParsedStatement(span, kind, reading.tree, (), None if reading.tree is not None else gap, reading.open_from, found)


def _problem(refusal: RefusedError) -> SyntaxProblem:
    return SyntaxProblem(refusal.message, Span(refusal.start, refusal.end), refusal.start, refusal.sqlstate)


def _kind(tree: exp.Expr | None, grammar: Grammar, first: int) -> str:
    if tree is not None:
        return _KINDS.get(type(tree), "select")
    key = grammar.keys[first]
    return "select" if key in ("(", "WITH", "TABLE") else grammar.values[first].lower()


def _last(grammar: Grammar, first: int) -> int:
    """The last token of the statement that begins at ``first``, looked for from the current token on."""
    i = max(grammar.i, first)
    while grammar.keys[i] not in (";", END):
        i += 1
    return max(i - 1, first)


def _to_end(grammar: Grammar, first: int) -> Span:
    """Moves to the statement's end and gives its span."""
    last = _last(grammar, first)
    grammar.i = last + 1
    return Span(grammar.starts[first], grammar.ends[last])
