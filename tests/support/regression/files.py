"""Compares the statements of one regression test file."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg
from psycopg import pq

from tests.support.postgres import scratch_database
from tests.support.regression.database import Database
from tests.support.statements.compare import Kind, Outcome, compare
from xref.source import SourceFile
from xref.sql import parse
from xref.sql.split import split

if TYPE_CHECKING:
    from pathlib import Path

_CHECKED = frozenset({"select", "insert", "update", "delete", "merge", "values"})
_NAMES = "42703 42P01 42702 42712 42701 3F000 42704"
_TYPES = "42883 42804 42725 42P08 42P18 42846 22P02 22007 22008 22003 42803 42P20 42601 42P10 428C9"
COVERED = frozenset(f"{_NAMES} {_TYPES}".split())
"""The SQLSTATEs that xref promises to find."""
_STRING = re.compile(r"'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$", re.DOTALL)
_VARIABLE = re.compile(r"(?<![:\w\])]):['\"]?[A-Za-z_]")
_POSTGRES_IS_GONE = (psycopg.OperationalError, psycopg.InterfaceError)


@dataclass(slots=True)
class FileResult:
    """What the statements of a file came to. ``found`` and ``refused`` count by SQLSTATE, of the covered ones only.

    Not among the refused are those that only a value told the planner, such as ``SELECT 2147483647 + 1``.

    Found is an error that xref has with the server's SQLSTATE; one that differs in words or place counts, and is in
    ``outcomes`` as such as well.
    """

    name: str
    outcomes: Counter[Kind] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    unchecked: Counter[str] = field(default_factory=Counter)
    differences: list[tuple[Outcome, str]] = field(default_factory=list)
    not_replayed: list[str] = field(default_factory=list)
    ended: str = ""


def run_file(path: Path, setup: list[Path]) -> FileResult:
    """Run a file, after others that set the database up, in a fresh database."""
    result = FileResult(path.stem)
    with scratch_database("") as connection:
        connection.execute("SET statement_timeout = '3s'")
        database = Database(connection, path.stem)
        try:
            for other in setup:
                _run(other, database, None)
            _run(path, database, result)
        except _POSTGRES_IS_GONE as error:
            result.ended = f"connection lost: {error}"
        result.not_replayed = database.not_replayed
    return result


def _run(path: Path, database: Database, result: FileResult | None) -> None:
    file = SourceFile(path.name, path.read_text("utf-8", errors="replace"))
    for statement in split(file.text):
        text = statement.text
        if _has_variable(text):
            continue
        if result is not None and _is_checked(text):
            _compare(text, database, result)
        database.run(statement, file)


def _has_variable(text: str) -> bool:
    return bool(_VARIABLE.search(_STRING.sub("''", text))) or "\\g" in text


def _is_checked(text: str) -> bool:
    parsed = parse(text)
    return len(parsed) == 1 and parsed[0].kind in _CHECKED


def _compare(text: str, database: Database, result: FileResult) -> None:
    in_transaction = database.connection.info.transaction_status == pq.TransactionStatus.INTRANS
    if in_transaction:
        database.connection.pgconn.exec_(b"SAVEPOINT asked")
    outcome = compare(database.connection, database.names, text, database.search_path)
    if in_transaction:
        database.connection.pgconn.exec_(b"ROLLBACK TO asked")
    result.outcomes[outcome.kind] += 1
    if outcome.sqlstate in COVERED and outcome.kind is not Kind.OUTSIDE:
        result.refused[outcome.sqlstate] += 1
        result.found[outcome.sqlstate] += outcome.sqlstate in outcome.found
    if outcome.kind is Kind.UNCHECKED:
        result.unchecked[outcome.group] += 1
    if outcome.is_difference or outcome.kind is Kind.UNVERIFIED:
        result.differences.append((outcome, text))
