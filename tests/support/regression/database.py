"""A database that a script changes, on the server and as xref's catalog, statement by statement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import psycopg
from psycopg import pq

from tests.support.postgres import forget_spellings
from xref.resolve.lookup import Names
from xref.resolve.resolver import describe_query
from xref.schema.draft import CatalogDraft, RefusedError
from xref.schema.sources.ddl.replay import run_statement
from xref.schema.sources.ddl.session import Place, Session
from xref.source import SourceFile
from xref.sql.cursor import Cursor, UnreadError

if TYPE_CHECKING:
    from tests.support.postgres import Connection
    from xref.sql.split import StatementText

_CHANGES = re.compile(r"\s*(?:create|alter|drop|do|set|reset|call|select)\b", re.IGNORECASE)
_STARTS = re.compile(r"\s*(?:begin|start)\b", re.IGNORECASE)
_ENDS = re.compile(
    r"\s*(?:commit|end|rollback|abort|prepare\s+transaction)\b(?!\s+(?:work\s+|transaction\s+)?to\b)", re.IGNORECASE
)
_UNDOES = re.compile(r"\s*(?:rollback|abort)\b", re.IGNORECASE)
_SAVES = re.compile(r"\s*(?:savepoint|release|rollback)\b", re.IGNORECASE)
_NOT_RUN = re.compile(
    r"\s*(?:copy|listen|notify|cluster|vacuum|reindex|load|discard|prepare|set\s+session|set\s+role|create\s+subscription"
    # what is compared is what the server says with its default settings
    r"|(?:re)?set\s+(?:local\s+|session\s+)?(?:datestyle|intervalstyle|timezone|time|xml|standard_conforming_strings|array_nulls"
    r"|backslash_quote|transform_null_equals|escape_string_warning|quote_all_identifiers|timezone_abbreviations))\b",
    re.IGNORECASE,
)


class Database:
    """Runs statements on the server; what it accepts is done to the draft of the catalog as well.

    A refused statement leaves an open transaction as it was before (as psql's ON_ERROR_ROLLBACK does).
    """

    def __init__(self, connection: Connection, path: str) -> None:
        self.connection = connection
        self.path = path
        self.session = Session(CatalogDraft(None), ("public",), describe_query)
        self.not_replayed: list[str] = []
        self._names: Names | None = None
        self._mark: tuple[int, tuple[str, ...]] | None = None

    @property
    def names(self) -> Names:
        """Xref's names of the database as it is now; what is temporary comes first."""
        if self._names is None:
            self._names = Names(self.session.draft.freeze(self.session.existing_path()))
        return self._names

    @property
    def search_path(self) -> list[str]:
        """The schemas whose types are written without a schema."""
        return self.session.existing_path()

    def run(self, statement: StatementText, file: SourceFile) -> None:
        """Run one statement on the server and, if that accepts it and it may change the schema, on the draft."""
        text = statement.text
        if _NOT_RUN.match(text) or (_SAVES.match(text) and not _ENDS.match(text)):
            return
        if _ENDS.match(text):
            self._end(undo=_UNDOES.match(text) is not None)
        elif _STARTS.match(text):
            self._start()
        elif self._accepts(text) and _CHANGES.match(text):
            self._replay(statement, file)

    def _start(self) -> None:
        if self._mark is None:
            self.connection.pgconn.exec_(b"BEGIN")
            self._mark = self.session.draft.mark(), self.session.search_path

    def _end(self, *, undo: bool) -> None:
        if self._mark is None:
            return
        ended = self.connection.pgconn.exec_(b"ROLLBACK" if undo else b"COMMIT")
        if undo or ended.command_status != b"COMMIT":
            mark, self.session.search_path = self._mark
            self.session.draft.roll_back(mark)
            self._changed()
        self._mark = None

    def _accepts(self, text: str) -> bool:
        if self._mark is not None:
            self.connection.pgconn.exec_(b"SAVEPOINT before")
        try:
            self.connection.execute(text.encode())
        except psycopg.OperationalError:
            if self.connection.closed:
                raise
        except psycopg.Error:
            pass
        else:
            return self.connection.info.transaction_status != pq.TransactionStatus.INERROR
        if self._mark is not None:
            self.connection.pgconn.exec_(b"ROLLBACK TO before")
        return False

    def _replay(self, statement: StatementText, file: SourceFile) -> None:
        text, mark = statement.text, self.session.draft.mark()
        self.session.place = Place(file)
        path = self.session.search_path
        try:
            run_statement(Cursor(file.text, statement.tokens), self.session)
        except (RefusedError, UnreadError, RecursionError) as error:
            self.session.draft.roll_back(mark)
            if statement.tokens[0][1] != "select":
                self.not_replayed.append(f"{error}: {' '.join(text.split())[:150]}")
        if self.session.draft.mark() != mark or self.session.search_path != path:
            self._changed()

    def _changed(self) -> None:
        self._names = None
        forget_spellings(self.connection)
