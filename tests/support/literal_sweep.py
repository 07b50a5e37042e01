"""``python -m tests.support.literal_sweep [COUNT] [TYPE]...``: what input functions take, compared with the server's.

For each type COUNT generated texts (default 20,000) are given to the server's input function and to xref's. A disagreement is a
different verdict, SQLSTATE or message; what xref does not decide is counted apart.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

import psycopg

from tests.support.literal_samples import SAMPLES, literals
from tests.support.postgres import Connection, scratch_database
from xref.resolve.lookup import Names
from xref.resolve.typing.literals import check_literal
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import Types
from xref.schema.catalog import Catalog
from xref.schema.types import parse_type

_BATCH = 2000
_ASK = """
SELECT e.sql_error_code, e.message FROM unnest(%s::text[]) WITH ORDINALITY AS given(literal, number)
CROSS JOIN LATERAL pg_input_error_info(literal, %s) AS e ORDER BY number"""

Answer = tuple[str | None, str | None]
"""SQLSTATE and message, None and None when the text is taken."""


@dataclass(slots=True)
class Comparison:
    """What came out for one type; a disagreement is the text, the server's answer and xref's."""

    type_name: str
    asked: int = 0
    taken: int = 0
    undecided: list[str] = field(default_factory=list)
    disagreements: list[tuple[str, Answer, Answer]] = field(default_factory=list)


def server_answers(connection: Connection, type_name: str, texts: list[str]) -> list[Answer]:
    """What the server's input function says of each text."""
    answers: list[Answer] = []
    for start in range(0, len(texts), _BATCH):
        answers += _batch(connection, type_name, texts[start : start + _BATCH])
    return answers


def _batch(connection: Connection, type_name: str, texts: list[str]) -> list[Answer]:
    try:
        rows = connection.execute(_ASK, (texts, type_name)).fetchall()
    except psycopg.Error as error:
        # Some input functions raise errors that cannot be caught softly.
        if len(texts) == 1:
            return [(error.sqlstate, error.diag.message_primary)]
        half = len(texts) // 2
        return _batch(connection, type_name, texts[:half]) + _batch(connection, type_name, texts[half:])
    return [(None if row[0] is None else str(row[0]), None if row[1] is None else str(row[1])) for row in rows]


def compare_type(connection: Connection, types: Types, type_name: str, texts: list[str]) -> Comparison:
    """The two input functions of a type on the same texts."""
    comparison = Comparison(type_name)
    type_ = types.canonical(parse_type(type_name))
    assert type_ is not None, type_name
    for text, expected in zip(texts, server_answers(connection, type_name, texts), strict=True):
        comparison.asked += 1
        comparison.taken += expected[0] is None
        answer = check_literal(types, type_, text)
        if answer is False:
            comparison.undecided.append(text)
            continue
        found: Answer = (answer.sqlstate, answer.message) if isinstance(answer, Refusal) else (None, None)
        if found != expected:
            comparison.disagreements.append((text, expected, found))
    return comparison


def main(arguments: list[str]) -> int:
    """Compare and print; 1 when there is a disagreement."""
    count = int(arguments[0]) if arguments else 20_000
    types = Types(Names(Catalog()))
    wrong = 0
    with scratch_database("") as connection:
        for type_name in arguments[1:] or SAMPLES:
            texts = [text for text in literals(type_name, count) if "\0" not in text]
            found = compare_type(connection, types, type_name, texts)
            wrong += len(found.disagreements)
            print(
                f"{type_name:28} asked {found.asked:6} taken {found.taken:6} undecided {len(found.undecided):5} "
                f"disagreements {len(found.disagreements)}"
            )
            for text, expected, answer in found.disagreements[:12]:
                print(f"    {text!r}: server {expected}, xref {answer}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
