"""Compares xref's syntax verdict with PostgreSQL's over SQL files and mutations of what they hold.

``python -m tests.support.syntax_corpus [--mutations N] [--seed N] PATH...`` prints counts and the first disagreements. In a
transaction that has failed, the server still parses what it is sent, and answers 42601 or 25P02: that is its grammar's verdict
alone, with the character that it points at, and nothing is executed.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.support.postgres import connect
from xref.sql import parse
from xref.sql.split import split
from xref.sql.tokens import END, tokenize

_CHECKED = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.*?\*/)*\(*\s*(?:select|insert|update|delete|merge|values|with|table)\b", re.IGNORECASE | re.DOTALL
)
_NAMED = re.compile(r"(?<![\w$'])\$([a-z_]\w*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a parser says: None when it accepts, else its message and the offset that it points at."""

    message: str | None = None
    position: int | None = None


class Server:
    """The grammar of the test server."""

    def __init__(self) -> None:
        self.connection = connect()
        self.connection.execute("BEGIN")
        self._fail()

    def close(self) -> None:
        """Ends the connection."""
        self.connection.close()

    def _fail(self) -> None:
        try:
            self.connection.execute("SELECT 1/0")
        except psycopg.errors.DivisionByZero:
            return

    def verdict(self, text: str) -> Verdict:
        """Whether the server's grammar takes ``text``."""
        try:
            self.connection.execute(text.encode())
        except psycopg.errors.InFailedSqlTransaction:
            return Verdict()
        except psycopg.Error as error:
            position = error.diag.statement_position
            return Verdict(f"{error.diag.sqlstate} {error.diag.message_primary}", int(position) - 1 if position else None)
        raise AssertionError(f"executed: {text}")


def verdict(text: str) -> Verdict | None:
    """What xref says of a text of one statement; None when it does not decide."""
    for statement in parse(text):
        if statement.errors:
            return Verdict(f"{statement.errors[0].sqlstate} {statement.errors[0].message}", statement.errors[0].position)
        if statement.tree is None and statement.gap is not None:
            return None
    return Verdict()


def statements(path: Path) -> Iterator[str]:
    """The queries and data modifications of a file; psql's own lines and COPY's rows are left out."""
    text = path.read_text("utf-8", errors="replace").replace("\0", "")
    text = re.sub(r"^-- BLOCK .*$", ";", text, flags=re.MULTILINE)
    for statement in split(text):
        if _CHECKED.match(statement.text):
            yield _NAMED.sub("$1", statement.text)


def mutations(texts: list[str], count: int, seed: int) -> Iterator[str]:
    """Statements with one token dropped, doubled, swapped with the next or replaced by another's."""
    choose = random.Random(seed)
    while count:
        text = choose.choice(texts)
        tokens = tokenize(text)
        last = len(tokens.keys) - 1
        if last < 2 or last > 200 or tokens.keys[-1] != END:
            continue
        i = choose.randrange(last - 1)
        words = [text[tokens.starts[k] : tokens.ends[k]] for k in range(last)]
        gaps = [text[tokens.ends[k] : tokens.starts[k + 1]] or " " for k in range(last)]
        kind = choose.choice(("drop", "double", "swap", "replace"))
        if kind == "drop":
            words[i] = ""
        elif kind == "double":
            words[i] = f"{words[i]} {words[i]}"
        elif kind == "swap":
            words[i], words[i + 1] = words[i + 1], words[i]
        else:
            words[i] = choose.choice(words)
        count -= 1
        yield "".join(word + gap for word, gap in zip(words, gaps, strict=True))


@dataclass(slots=True)
class Comparison:
    """The counts of a run and the texts that the two do not agree on."""

    counts: Counter[str]
    disagreements: list[tuple[str, str, Verdict, Verdict]]

    def add(self, text: str, theirs: Verdict, ours: Verdict | None) -> None:
        """Counts one text."""
        kind = _kind(theirs, ours)
        self.counts[kind] += 1
        if ours is not None and kind not in ("both accept", "both refuse, same place and message"):
            self.disagreements.append((kind, text, theirs, ours))


def _kind(theirs: Verdict, ours: Verdict | None) -> str:
    if ours is None:
        return "gap"
    if theirs.message is None:
        return "both accept" if ours.message is None else "FALSE ALARM"
    if ours.message is None:
        return "missed" if theirs.message.startswith("42601") else f"missed ({theirs.message[:5]})"
    if theirs.position != ours.position:
        return "both refuse, another place"
    return "both refuse, same place and message" if theirs.message == ours.message else "both refuse, another message"


def compare(server: Server, texts: Iterable[str]) -> Comparison:
    """Both verdicts for every text."""
    comparison = Comparison(Counter(), [])
    for text in texts:
        comparison.add(text, server.verdict(text), verdict(text))
    return comparison


def _print(title: str, comparison: Comparison, shown: int) -> None:
    print(f"{title}: {sum(comparison.counts.values())}")
    for kind, count in comparison.counts.most_common():
        print(f"  {count:6} {kind}")
    for kind, text, theirs, ours in comparison.disagreements[:shown]:
        print(f"--- {kind}\n  server: {theirs.message} @{theirs.position}\n  xref:   {ours.message} @{ours.position}\n{text}")


def main(arguments: list[str]) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--mutations", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=20)
    chosen = parser.parse_args(arguments)
    files = [file for path in chosen.paths for file in (sorted(path.rglob("*.sql")) if path.is_dir() else [path])]
    texts = [text for file in files for text in statements(file)]
    server = Server()
    _print("statements", compare(server, texts), chosen.show)
    valid = [text for text in texts if server.verdict(text).message is None]
    if chosen.mutations:
        _print("mutations", compare(server, mutations(valid, chosen.mutations, chosen.seed)), chosen.show)


if __name__ == "__main__":
    main(sys.argv[1:])
