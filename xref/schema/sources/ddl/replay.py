"""Running files of SQL over a draft, statement by statement, as PostgreSQL would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xref.finding import Diagnostic
from xref.schema.catalog import Catalog
from xref.schema.draft import CatalogDraft, QueryDescriber, RefusedError
from xref.schema.sources.ddl import (
    blocks,
    functions,
    indexes,
    operators,
    policies,
    schemas,
    sequences,
    table_as,
    tables,
    user_types,
    views,
)
from xref.schema.sources.ddl.alter_statements import alter_statement
from xref.schema.sources.ddl.drop_statements import drop_statement
from xref.schema.sources.ddl.session import TEMPORARY, ExtensionInstaller, Place, Session, Shadowed
from xref.source import SourceFile
from xref.sql.cursor import Cursor, UnreadError
from xref.sql.lexer import INVALID, STRING, WORD
from xref.sql.split import StatementText, split

Create = Callable[[Cursor, Session, frozenset[str]], None]


@dataclass(frozen=True, slots=True)
class LoadedDdl:
    """What replaying gave: the catalog, what could not be read or would be refused, and what IF NOT EXISTS hid."""

    catalog: Catalog
    diagnostics: tuple[Diagnostic, ...]
    shadowed: tuple[Shadowed, ...]


def replay(
    files: Sequence[SourceFile],
    *,
    base: Catalog | None = None,
    search_path: Sequence[str] = ("public",),
    describe: QueryDescriber,
    install: ExtensionInstaller | None = None,
) -> LoadedDdl:
    """The catalog after every statement of these files, in order, over ``base`` or an empty database.

    Each file is a session of its own: it starts with ``search_path`` and leaves no temporary tables. ``describe`` says what
    columns a view has, ``install`` what an extension brings. Down sections must be cut before (``xref.schema.order``). Never
    raises for what is in the files.
    """
    session = Session(CatalogDraft(base), search_path, describe, install)
    for file in files:
        _run_file(session, file)
    catalog = session.finish()
    return LoadedDdl(catalog, tuple(session.diagnostics), tuple(session.shadowed))


def _run_file(session: Session, file: SourceFile) -> None:
    session.place = Place(file)
    session.search_path, session.path_after = session.initial_path, None
    transactions = _Transactions(session)
    for statement in split(file.text):
        if not transactions.control(statement):
            _run_safely(session, file, statement)
    for key in [key for key in session.draft.relations if key[0] == TEMPORARY]:
        session.draft.remove(key)
        del session.draft.dropped[key]


def _run_safely(session: Session, file: SourceFile, statement: StatementText) -> None:
    """Run one statement, or say why not and leave the draft as it was."""
    mark = session.draft.mark()
    offset = statement.span.start
    try:
        if statement.tokens[-1][0] == INVALID:
            raise UnreadError("the end of a quote", statement.tokens[-1])
        run_statement(Cursor(file.text, statement.tokens), session)
        return
    except RefusedError as error:
        message = f"PostgreSQL would refuse this: {error}"
    except UnreadError as error:
        message, offset = f"statement not read: {error}", error.offset
    except RecursionError:
        message = "statement not read: nested too deeply"
    except Exception as error:  # a bug of ours must not cost the user the other statements
        message = f"xref failed on this statement, please report it: {error!r}"
    session.draft.roll_back(mark)
    session.place = Place(file)
    session.warn(message, offset)


class _Transactions:
    """BEGIN, COMMIT, ROLLBACK and savepoints of one file."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.start: int | None = None
        self.path = session.search_path
        self.savepoints: list[tuple[str, int]] = []

    def control(self, statement: StatementText) -> bool:
        """Obey a statement that controls transactions; False for any other."""
        words = [token[1] for token in statement.tokens[:5] if token[0] == WORD]
        first = words[0] if words else ""
        if first in ("begin", "start"):
            if self.start is None:
                self.start, self.path = self.session.draft.mark(), self.session.search_path
        elif first in ("commit", "end"):
            self._finish()
        elif first == "savepoint":
            self.savepoints.append((words[-1], self.session.draft.mark()))
        elif first == "rollback" or first == "abort":
            self._roll_back(words)
        else:
            return first == "release"
        return True

    def _roll_back(self, words: Sequence[str]) -> None:
        if "to" in words:
            for name, mark in reversed(self.savepoints):
                if name == words[-1]:
                    self.session.draft.roll_back(mark)
                    return
        elif self.start is not None:
            self.session.draft.roll_back(self.start)
            self.session.search_path = self.path
            self.session.path_after = None
            self._finish()

    def _finish(self) -> None:
        self.start, self.savepoints = None, []
        if self.session.path_after is not None:
            self.session.search_path, self.session.path_after = self.session.path_after, None


# Statements


def run_statement(cursor: Cursor, session: Session) -> None:
    """Run one statement on the draft. Raises RefusedError and UnreadError."""
    run = _STATEMENTS.get(cursor.word)
    if run is not None:
        cursor.advance()
        run(cursor, session)
    elif cursor.word not in _QUIET and not cursor.looking_at("("):
        raise UnreadError("a statement", cursor.token)


def _create(cursor: Cursor, session: Session) -> None:
    modifiers = set()
    if cursor.accept("or", "replace"):
        modifiers.add("replace")
    while word := cursor.accept_any(*_MODIFIERS):
        modifiers.add("temp" if word == "temporary" else word)
    create = _CREATES.get(cursor.word)
    if create is None:
        return
    cursor.advance()
    if create is schemas.create_schema:
        _create_schema(cursor, session)
    elif "materialized" in modifiers:
        views.create_materialized_view(cursor, session, frozenset(modifiers))
    else:
        create(cursor, session, frozenset(modifiers))


def _create_schema(cursor: Cursor, session: Session) -> None:
    """CREATE SCHEMA with the statements that may stand in it, which make their objects there."""
    name = cursor.word
    schemas.create_schema(cursor, session, frozenset())
    if cursor.done:
        return
    outer = session.search_path
    session.search_path = (name, *outer)
    try:
        while not cursor.done:
            start = cursor.at
            cursor.advance()
            cursor.skip_until("create", "grant")
            run_statement(Cursor(cursor.text, cursor.tokens[start : cursor.at]), session)
    finally:
        session.search_path = outer


def _select(cursor: Cursor, session: Session) -> None:
    """SELECT INTO, set_config('search_path', ..) and calls of functions that change the schema."""
    if cursor.accept("pg_catalog", "."):
        pass
    if cursor.looking_at("set_config", "("):
        name, value = cursor.peek(2), cursor.peek(4)
        if name[0] == STRING and name[1] == "search_path" and value[0] == STRING:
            schemas.set_config(value[1], session)
        return
    if cursor.at_name() and cursor.peek()[1] in ("(", "."):
        _call(cursor, session)
        return
    cursor.skip_until("into")
    if cursor.looking_at("into"):
        table_as.select_into(cursor, session)


def _call(cursor: Cursor, session: Session) -> None:
    """``SELECT f()`` and ``CALL p()`` of a PL/pgSQL function without arguments: its body is run."""
    written = cursor.names()
    key = session.find_in(session.draft.functions, written)
    if key is not None and cursor.looking_at("(", ")"):
        for function in session.draft.functions[key]:
            if function.language == "plpgsql" and function.body and not function.arguments:
                blocks.run_function(function, session, run_statement)
        return
    cursor.skip_until("into")
    if cursor.looking_at("into"):
        table_as.select_into(cursor, session)


def _do(cursor: Cursor, session: Session) -> None:
    blocks.run_do(cursor, session, run_statement)


_MODIFIERS = (
    "temp",
    "temporary",
    "local",
    "global",
    "unlogged",
    "unique",
    "materialized",
    "recursive",
    "foreign",
    "constraint",
    "trusted",
    "procedural",
)

_CREATES: dict[str, Create] = {
    "table": tables.create_table,
    "view": views.create_view,
    "type": user_types.create_type,
    "collation": user_types.create_collation,
    "domain": user_types.create_domain,
    "function": functions.create_function,
    "procedure": functions.create_procedure,
    "aggregate": functions.create_aggregate,
    "operator": operators.create_operator,
    "cast": operators.create_cast,
    "index": indexes.create_index,
    "sequence": sequences.create_sequence,
    "schema": schemas.create_schema,
    "extension": schemas.create_extension,
    "policy": policies.create_policy,
    "trigger": policies.create_trigger,
}

_STATEMENTS: dict[str, Callable[[Cursor, Session], None]] = {
    "create": _create,
    "alter": alter_statement,
    "drop": drop_statement,
    "do": _do,
    "set": schemas.set_variable,
    "reset": schemas.reset_variable,
    "select": _select,
    "call": _call,
}

_QUIET_WORDS = """
insert update delete merge with values table truncate copy comment grant revoke analyze analyse vacuum reindex cluster refresh
lock notify listen unlisten discard show explain prepare execute deallocate declare fetch move close checkpoint load security
reassign import set_config perform get null open exit continue assert raise return
"""
_QUIET = frozenset(_QUIET_WORDS.split())
"""Statements that change no catalog entry."""
