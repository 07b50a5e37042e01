"""Compares what xref says of types with what PostgreSQL says: ``python -m tests.support.type_sweep [KIND]...``.

Kinds: operators, functions, calls (of the user's functions), coercions, commons, comparisons; all of them by default. Prints
the agreement of each, and each class of difference with examples.
"""

from __future__ import annotations

import itertools
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.support import type_questions
from tests.support.postgres import Connection, scratch_database
from tests.support.type_questions import SEARCH_PATH, Answer, Question

_ASK = """
CREATE FUNCTION ask(statements text[]) RETURNS TABLE (state text, message text, hint text, results text[], parameters text[])
LANGUAGE plpgsql AS $$
DECLARE statement text;
BEGIN
    FOREACH statement IN ARRAY statements LOOP
        state := NULL; message := NULL; hint := NULL; results := NULL; parameters := NULL;
        BEGIN
            EXECUTE 'PREPARE question AS ' || statement;
            SELECT p.result_types::text[], p.parameter_types::text[] INTO results, parameters
            FROM pg_prepared_statements p WHERE name = 'question';
            EXECUTE 'DEALLOCATE question';
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
        END;
        RETURN NEXT;
    END LOOP;
END $$;
"""
_BATCH = 2000
_EXAMPLES = 8
_OF_EXPRESSION = "cannot cast type record to "
"""Whether a record becomes a composite type hangs on the expression: only a row constructor has fields to convert."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that is answered differently."""

    statement: str
    server: Answer
    ours: Answer

    @property
    def kind(self) -> str:
        """What the server said, and what was said here, in short."""
        return f"{self.server.state or 'accepted'}, here {self.ours.state or str(self.ours).split(' ')[0]}"


@contextmanager
def server() -> Iterator[Connection]:
    """A connection to a database that has the schema of the questions."""
    with scratch_database(_ASK + type_questions.schema()) as connection:
        connection.execute("SET statement_timeout = 0")
        connection.execute(f"SET search_path = {', '.join(SEARCH_PATH)}")
        yield connection


def ask(connection: Connection, statements: Sequence[str]) -> Iterator[Answer]:
    """What the server says of statements; they are prepared and not run."""
    for batch in _batched(statements):
        rows: list[Any] = connection.execute("SELECT * FROM ask(%s)", [list(batch)]).fetchall()
        for state, message, hint, results, parameters in rows:
            yield Answer(None if results is None else tuple(results), tuple(parameters or ()), state, message, hint or None)


def _batched(statements: Sequence[str]) -> Iterator[Sequence[str]]:
    return (statements[start : start + _BATCH] for start in range(0, len(statements), _BATCH))


def differences(
    connection: Connection, questions: Iterable[Question], *, states_only: bool = False
) -> tuple[int, list[Difference]]:
    """How many questions there were, and those that xref answers otherwise than the server."""
    asked = list(questions)
    types = type_questions.new_types()
    found = []
    for (statement, answer), theirs in zip(asked, ask(connection, [statement for statement, _ in asked]), strict=True):
        if theirs.message is not None and theirs.message.startswith(_OF_EXPRESSION):
            continue
        ours = answer(types)
        if theirs != ours and not (states_only and theirs.state == ours.state and not ours.undecided):
            found.append(Difference(statement, theirs, ours))
    return len(asked), found


KINDS: dict[str, Callable[[], tuple[Iterable[Question], bool]]] = {
    "operators": lambda: (type_questions.operator_questions(), False),
    "functions": lambda: (type_questions.function_questions(random.Random(18), 200_000), False),
    "calls": lambda: (type_questions.user_function_questions(random.Random(18), 50_000), False),
    "coercions": lambda: (type_questions.coercion_questions(), True),
    "commons": lambda: (
        itertools.chain(type_questions.common_questions(), type_questions.common_questions(random.Random(18), 20_000)),
        False,
    ),
    "comparisons": lambda: (type_questions.comparison_questions(), True),
}


def main(kinds: Sequence[str]) -> None:
    """Compare and print."""
    with server() as connection:
        for kind in kinds or KINDS:
            questions, states_only = KINDS[kind]()
            count, found = differences(connection, questions, states_only=states_only)
            print(f"{kind}: {count - len(found)} of {count} agree ({100 * (count - len(found)) / count:.3f} %)")
            for name, number in Counter(difference.kind for difference in found).most_common():
                print(f"  {name}: {number}")
                for one in [one for one in found if one.kind == name][:_EXAMPLES]:
                    print(f"    {one.statement}\n      server: {one.server}\n      xref:   {one.ours}")


if __name__ == "__main__":
    main(sys.argv[1:])
