"""How far xref and PostgreSQL agree on a whole project: every statement of its code, against its schema on a real server."""

from __future__ import annotations

import argparse
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import sql

from tests.support.expectations import read_expectations
from tests.support.oracle import Comparison, compare_description, compare_statement
from tests.support.postgres import load_errors, scratch_database, verdict
from tests.support.seeds import seed
from xref.analysis import analyse_project
from xref.config import Config, load_config
from xref.finding import Coverage
from xref.rules import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.support.postgres import Connection
    from xref.analysis import Analysis
    from xref.extract.embedded import EmbeddedSql, Variant
    from xref.resolve.described import DescribedStatement, SqlError
    from xref.resolve.statement import ResolvedStatement

_PREPARABLE = frozenset({"select", "insert", "update", "delete", "merge", "values"})
_DOWN = re.compile(r"^--[ \t]*(?:\+goose |migrate:|@)?down\b.*", re.IGNORECASE | re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A statement on which they differ, or that was not wholly compared: where, what, and in which words."""

    path: str
    line: int
    words: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.words}\n    {' '.join(self.text.split())[:300]}"


@dataclass(slots=True)
class Agreement:
    """The counts of a comparison. A statement is one text of one sink call; equal texts at several places count each.

    ``refused`` counts errors by SQLSTATE; ``skipped`` statements by why they were not compared.
    """

    statements: int = 0
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    disagreements: list[Disagreement] = field(default_factory=list)
    unverified: list[Disagreement] = field(default_factory=list)

    def table(self) -> str:
        """The counts, then every disagreement."""
        compared = self.statements - sum(self.skipped.values())
        rows = [("statements", self.statements), ("compared", compared), ("agreed: accepted", self.accepted)]
        rows += [(f"agreed: {sqlstate}", count) for sqlstate, count in sorted(self.refused.items())]
        rows += [(f"not compared: {why}", count) for why, count in sorted(self.skipped.items())]
        rows += [("not reached by a repair", len(self.unverified)), ("disagreements", len(self.disagreements))]
        lines = [f"{name:<40}{count:>7}" for name, count in rows]
        lines += ["", *map(str, self.disagreements)] if self.disagreements else []
        lines += ["", "not reached:", *map(str, self.unverified)] if self.unverified else []
        return "\n".join(lines)


def project_config(root: Path, schema: Sequence[str] = (), search_path: Sequence[str] = ()) -> Config:
    """The configuration of a project: its own if it has one. ``schema`` is relative to the current folder."""
    overrides = {"schema": list(schema), "search-path": list(search_path)}
    given = {key: value for key, value in overrides.items() if value}
    if (root / "xref.toml").is_file():
        return load_config([root], given)
    found = [str(path) for name in ("schema.sql", "migrations") if (path := root.resolve() / name).exists()]
    sources = [str(Path(source).resolve()) for source in schema] or found
    return replace(Config(root.resolve()), schema=tuple(sources), search_path=tuple(search_path))


def schema_sql(sources: Sequence[str]) -> str:
    """The SQL of .sql files and folders of migrations, in the order in which they are run, without what undoes them."""
    scripts = []
    for source in map(Path, sources):
        paths = sorted(source.rglob("*.sql"), key=_version) if source.is_dir() else [source]
        scripts += [_DOWN.sub("", path.read_text("utf-8")) for path in paths if path.suffix == ".sql"]
    return "\n;DISCARD ALL;\n".join(scripts)


def _version(path: Path) -> tuple[list[int], str]:
    digits = re.match(r"[\d_.-]*", path.name)
    return [int(number) for number in re.findall(r"\d+", digits[0] if digits else "")], path.name


def compare_project(config: Config) -> Agreement:
    """Compare every statement of a project whose schema is in SQL.

    A statement that xref has wholly checked must agree; one that it has checked in part must be refused where xref says that
    it is. One with a todo expectation on its lines must disagree.
    """
    analysis = analyse_project(config)
    agreement = Agreement()
    schema = schema_sql(config.schema)
    with scratch_database(schema, allow_errors=True) as empty, scratch_database(schema, allow_errors=True) as seeded:
        seed(seeded)
        servers = _Servers(empty, seeded, config.search_path or ("public",))
        for statement, variant, described in _statements(analysis):
            agreement.statements += 1
            why_not = _not_comparable(statement.embedded, variant, described)
            if why_not is None:
                _compare(servers, analysis, statement.embedded, variant, described, agreement)
            else:
                agreement.skipped[why_not] += 1
    return agreement


class _Servers:
    """The project's schema twice, without rows and with some."""

    def __init__(self, empty: Connection, seeded: Connection, search_path: Sequence[str]) -> None:
        self.empty, self.seeded, self.search_path = empty, seeded, search_path
        path = sql.SQL(", ").join(map(sql.Identifier, search_path))
        for connection in (empty, seeded):
            connection.execute(sql.SQL("SET search_path = {}").format(path))

    def compare(self, text: str, described: DescribedStatement, errors: Sequence[SqlError]) -> Comparison:
        """Compare the verdict and, of a statement that both accept, the description; ``errors`` have offsets in ``text``."""
        comparison = compare_statement(self.empty, text, errors)
        if comparison == Comparison():
            return compare_description(self.empty, text, described, self.search_path, self.seeded)
        return comparison


def _statements(analysis: Analysis) -> Iterator[tuple[ResolvedStatement, Variant, DescribedStatement]]:
    for statement in analysis.statements:
        for variant, described in statement.variants:
            for one in described:
                yield statement, variant, one


def _not_comparable(embedded: EmbeddedSql, variant: Variant, described: DescribedStatement) -> str | None:
    if described.kind not in _PREPARABLE:
        return "utility statement"
    if variant.holes:
        return "holes"
    if described.coverage is Coverage.CHECKED:
        return None
    if described.errors and described.coverage is Coverage.PARTIAL:
        return None
    gap = next(iter(described.gaps), None)
    return f"{described.coverage}: {gap.reason if gap else embedded.reason}"


def _compare(
    servers: _Servers,
    analysis: Analysis,
    embedded: EmbeddedSql,
    variant: Variant,
    described: DescribedStatement,
    agreement: Agreement,
) -> None:
    text = variant.text[described.span.start : described.span.end]
    errors = [_shifted(error, -described.span.start) for error in described.errors]
    # What is written into the text in the place of parameters is none for the server, so its types are not compared.
    if described.coverage is Coverage.CHECKED and not (embedded.inlined or embedded.declares_types):
        comparison = servers.compare(text, described, errors)
    else:
        comparison = _compare_partial(servers.empty, text, errors)
    file = analysis.files[embedded.path]
    path, span = variant.source_map.origin(described.span)
    line = analysis.files.get(path, file).position(span.start).line
    last = analysis.files.get(path, file).position(span.end).line
    if any(line <= todo <= last for todo in _todo_lines(file.text)):
        agreement.skipped["todo"] += 1
        if not comparison.disagreements:
            agreement.disagreements.append(Disagreement(path, line, "has a todo and agrees with PostgreSQL", text))
        return
    agreement.refused.update(comparison.confirmed)
    agreement.accepted += comparison == Comparison()
    agreement.disagreements += [Disagreement(path, line, words, text) for words in comparison.disagreements]
    agreement.unverified += [Disagreement(path, line, words, text) for words in comparison.unverified]


@cache
def _todo_lines(text: str) -> tuple[int, ...]:
    """The lines of a file that a known limit of a rule about SQL is stated for."""
    of_our_own = {rule.name for rule in ALL if rule.sqlstate is None}
    return tuple(one.line for one in read_expectations(text) if one.todo and one.rule not in of_our_own)


def _compare_partial(connection: Connection, text: str, errors: Sequence[SqlError]) -> Comparison:
    """Of a statement that is decided in part, the errors that are reported must be among the server's."""
    comparison = compare_statement(connection, text, errors)
    if verdict(connection, text).accepted:
        return comparison
    return Comparison(confirmed=comparison.confirmed, unverified=comparison.disagreements + comparison.unverified)


def _shifted(error: SqlError, by: int) -> SqlError:
    return replace(error, span=error.span.shifted(by), position=None if error.position is None else error.position + by)


def main(arguments: Sequence[str]) -> int:
    """Compares the project at a path and prints the table; 1 when they disagree."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.oracle")
    parser.add_argument("path", type=Path)
    parser.add_argument("--schema", action="append", default=[], help="a .sql file or a folder of migrations")
    parser.add_argument("--search-path", default="", help="comma-separated schemas")
    given = parser.parse_args(arguments)
    search_path = [name for name in given.search_path.split(",") if name]
    config = project_config(given.path, given.schema, search_path)
    for error in load_errors(schema_sql(config.schema)):
        print(f"not loaded: {error.sqlstate} {error.message}")
    agreement = compare_project(config)
    print(agreement.table())
    return 1 if agreement.disagreements else 0
