"""Compares what xref says of a statement with what PostgreSQL says of it.

``python -m tests.support.oracle PATH [--schema SOURCE]...`` does so for every statement of a project and prints a table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.support.descriptions import description_differences
from tests.support.postgres import Connection, Verdict, describe, execution_verdict, verdict
from tests.support.repairs import moved, repairs
from tests.support.seeds import null_differences

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from xref.resolve.described import DescribedStatement, SqlError

_RAISED_BY_EXECUTION = frozenset({"23502", "23514"})


@dataclass(slots=True)
class Comparison:
    """How xref's errors of one statement compare with the server's words.

    ``disagreements`` says in words where they differ; ``confirmed`` has the SQLSTATE of each error that the server gave as
    well; ``unverified`` the errors that could not be reached, because no repair of an earlier one was found, and what the
    server says beyond all of xref's errors.
    """

    disagreements: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    unverified: list[str] = field(default_factory=list)


def compare_statement(connection: Connection, text: str, errors: Sequence[SqlError]) -> Comparison:
    """Compare the errors (of one statement, with offsets in ``text``) with the server's.

    It accepts exactly what has no errors with a SQLSTATE; SQLSTATE, message and position are equal, the last where both give
    one. The server gives one error at a time: that one is repaired in the text and the server asked again. Errors that only
    execution raises are compared last, by executing the statement with sample values in a transaction that is rolled back.
    """
    pending = [error for error in errors if error.sqlstate is not None]
    prepared = [error for error in pending if error.sqlstate not in _RAISED_BY_EXECUTION]
    executed = [error for error in pending if error.sqlstate in _RAISED_BY_EXECUTION]
    search = _Search(connection, text)
    answer = search.ask(text)
    if answer.accepted and not prepared:
        return _compare_execution(connection, text, executed)
    end = search.follow(text, prepared, answer)
    comparison = Comparison(confirmed=list(end.confirmed))
    left = [*end.left, *executed]
    if not end.confirmed or (end.left and end.answer.accepted):
        comparison.disagreements.append(_difference(left, end.answer))
    else:
        comparison.unverified += map(_spelled, left)
    return comparison


def compare_description(
    connection: Connection,
    text: str,
    described: DescribedStatement,
    search_path: Collection[str] = ("public",),
    seeded: Connection | None = None,
) -> Comparison:
    """Compare the parameters and result columns of a statement that both accept, and that xref has wholly checked.

    What is said to be never NULL is held against its execution in the (empty) database of ``connection`` and in ``seeded``.
    """
    said = describe(connection, text)
    if said is None:
        return Comparison()
    differences = list(description_differences(described, said, search_path))
    for database in (connection, seeded):
        if database is not None:
            differences += null_differences(database, text, described)
    return Comparison(list(dict.fromkeys(differences)))


@dataclass(frozen=True, slots=True)
class _End:
    """Where a chain of repairs ended: what it confirmed, what it left, and the server's last words."""

    confirmed: tuple[str, ...]
    left: tuple[SqlError, ...]
    answer: Verdict


class _Search:
    """Looks for a chain of repairs through which the server says every error. A repair that leads astray is taken back."""

    def __init__(self, connection: Connection, text: str) -> None:
        self._connection = connection
        self._columns = _columns_of_named_tables(connection, text)
        self._questions = 2000

    def ask(self, text: str) -> Verdict:
        self._questions -= 1
        return verdict(self._connection, text)

    def follow(self, text: str, pending: Sequence[SqlError], answer: Verdict) -> _End:
        """The best end that can be reached from a text, of which the server has said ``answer``."""
        match = next((error for error in pending if not answer.accepted and agrees(error, answer)), None)
        if match is None:
            return _End((), tuple(pending), answer)
        confirmed = (match.sqlstate or "",)
        rest = [error for error in pending if error is not match]
        best = _End(confirmed, tuple(rest), answer)
        if not rest:
            return best
        for edits in repairs(text, match, self._columns):
            if self._questions < 0:
                break
            if any(edit.touches(other.span) for edit in edits for other in rest):
                continue
            repaired, moved_rest = text, rest
            for edit in edits:
                repaired, moved_rest = edit.apply(repaired), [moved(other, edit) for other in moved_rest]
            end = self.follow(repaired, moved_rest, self.ask(repaired))
            if len(end.left) < len(best.left) or (end.answer.accepted and not best.answer.accepted):
                best = _End(confirmed + end.confirmed, end.left, end.answer)
            if not best.left:
                break
        return best


def _compare_execution(connection: Connection, text: str, errors: Sequence[SqlError]) -> Comparison:
    if not errors:
        return Comparison()
    answer = execution_verdict(connection, text)
    if any(agrees(error, answer) for error in errors):
        return Comparison(confirmed=[answer.sqlstate or ""])
    return Comparison(disagreements=[_difference(errors, answer)])


def _columns_of_named_tables(connection: Connection, text: str) -> list[str]:
    rows = connection.execute(
        """SELECT DISTINCT attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE pg_class.oid >= 16384 AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm')
            AND strpos(%s, relname) > 0 ORDER BY attname LIMIT 100""",
        [text.lower()],
    )
    return [str(name) for (name,) in rows]


def agrees(error: SqlError, answer: Verdict) -> bool:
    """Whether an error is the one that the server gives: SQLSTATE, message and, where both give one, position."""
    same = (error.sqlstate, error.message) == (answer.sqlstate, answer.message)
    return same and (error.position is None or answer.position is None or error.position == answer.position)


def _difference(errors: Sequence[SqlError], answer: Verdict) -> str:
    said = "accepts it" if answer.accepted else f"says {answer.sqlstate} {answer.message!r} at {answer.position}"
    if not errors:
        return f"PostgreSQL {said}, xref accepts it"
    return f"PostgreSQL {said}, xref: {'; '.join(map(_spelled, errors))}"


def _spelled(error: SqlError) -> str:
    return f"[{error.condition}] {error.sqlstate} {error.message!r} at {error.position}"


if __name__ == "__main__":
    import sys

    from tests.support.agreement import main

    sys.exit(main(sys.argv[1:]))
