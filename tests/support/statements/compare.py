"""One statement, put to PostgreSQL and to xref: do they agree, and if not, in what class of difference."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.support.descriptions import description_differences
from tests.support.oracle import agrees
from tests.support.postgres import describe as server_describe
from tests.support.postgres import verdict
from tests.support.seeds import null_differences
from xref.finding import Coverage
from xref.resolve.resolver import describe

if TYPE_CHECKING:
    from collections.abc import Collection

    from tests.support.postgres import Connection, Verdict
    from xref.resolve.described import DescribedStatement, SqlError
    from xref.resolve.lookup import Names

_EXECUTED = frozenset({"23502", "23514"})
_RAISED_BY_VALUES = re.compile(r"22|54|57|53|XX|55|0A000$|21|23")
_NOT_BUILT_IN = "unsupported XML feature"
"""What a server says that was built without libxml: of it nothing can be learnt about XML."""
_NAME = re.compile(r'"[^"]*"')
_TYPES = re.compile(
    r"(?<=operator does not exist: ).*|(?<=operator is not unique: ).*|(?<=function ).*(?= (?:does not|is not u))"
)


class Kind(StrEnum):
    """What a comparison comes to; everything after UNVERIFIED is a difference, the worst first."""

    AGREED = "agreed"
    UNCHECKED = "not checked"
    OUTSIDE = "raised by values while planning"
    UNVERIFIED = "not verified"
    CRASH = "crash"
    FALSE_ALARM = "false alarm"
    MISSED = "missed"
    WORDS = "wrong words"
    PARAMETERS = "wrong parameters"
    COLUMNS = "wrong columns"
    NULLS = "wrong nullability"


DIFFERENCES = (Kind.CRASH, Kind.FALSE_ALARM, Kind.MISSED, Kind.WORDS, Kind.PARAMETERS, Kind.COLUMNS, Kind.NULLS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a comparison comes to. ``group`` names the class of difference (or the reason), ``words`` this one.

    ``sqlstate`` is the server's, ``found`` are those of xref's errors.
    """

    kind: Kind
    group: str = ""
    words: str = ""
    accepted: bool = False
    sqlstate: str | None = None
    found: frozenset[str] = frozenset()

    @property
    def is_difference(self) -> bool:
        """Whether xref and the server differ."""
        return self.kind in DIFFERENCES

    @property
    def name(self) -> str:
        """The class of difference, as the list of known ones has it."""
        return f"{self.kind}: {self.group}"


def compare(
    connection: Connection,
    names: Names,
    text: str,
    search_path: Collection[str] = ("public",),
    executed: Collection[Connection] = (),
) -> Outcome:
    """Put one statement to both. Types are compared as they are spelled with ``search_path``.

    In the databases ``executed`` it is run as well, to see whether a column holds NULL of which xref says that it never does.
    """
    answer = verdict(connection, text)
    try:
        described = describe(text, names)
    except Exception as error:
        return Outcome(Kind.CRASH, f"{type(error).__name__}", repr(error)[:200], answer.accepted, answer.sqlstate)
    if len(described) != 1:
        if not answer.accepted and not described:
            return Outcome(Kind.AGREED)
        return Outcome(Kind.MISSED, "number of statements", f"{len(described)} statements", answer.accepted, answer.sqlstate)
    errors = [error for error in described[0].errors if error.sqlstate is not None and error.sqlstate not in _EXECUTED]
    if answer.accepted:
        outcome = _accepted(connection, text, described[0], errors, search_path)
        if outcome.kind is Kind.AGREED:
            outcome = next((_nulls(words) for one in executed for words in null_differences(one, text, described[0])), outcome)
    else:
        outcome = _refused(answer, described[0], errors)
    return replace(
        outcome,
        accepted=answer.accepted,
        sqlstate=answer.sqlstate,
        found=frozenset(error.sqlstate for error in errors if error.sqlstate is not None),
    )


def _accepted(
    connection: Connection, text: str, described: DescribedStatement, errors: list[SqlError], search_path: Collection[str]
) -> Outcome:
    if errors:
        group = f"{errors[0].sqlstate} {general(errors[0].message)}"
        return Outcome(Kind.FALSE_ALARM, group, f"{errors[0].message} at {errors[0].position}")
    if described.coverage is not Coverage.CHECKED:
        return Outcome(Kind.UNCHECKED, _reason(described))
    said = server_describe(connection, text)
    for difference in () if said is None else description_differences(described, said, search_path):
        kind = Kind.PARAMETERS if difference.startswith("parameter") else Kind.COLUMNS
        return Outcome(kind, _kind_of(difference), difference)
    return Outcome(Kind.AGREED)


def _nulls(words: str) -> Outcome:
    return Outcome(Kind.NULLS, "a column that is said to be never NULL holds it", words)


def _refused(answer: Verdict, described: DescribedStatement, errors: list[SqlError]) -> Outcome:
    said = f"{answer.sqlstate} {answer.message} at {answer.position}"
    if any(agrees(error, answer) for error in errors):
        return Outcome(Kind.AGREED)
    by_value = answer.position is None and _RAISED_BY_VALUES.match(answer.sqlstate or "") is not None
    # what only planning finds comes in the planner's order: a value's error may hide that of ON CONFLICT
    hidden = all(error.sqlstate == "42P10" and error.position is None for error in errors)
    if (by_value and hidden) or answer.message == _NOT_BUILT_IN:
        return Outcome(Kind.OUTSIDE, f"{answer.sqlstate}", said)
    if not errors:
        if described.coverage is not Coverage.CHECKED:
            return Outcome(Kind.UNCHECKED, _reason(described))
        return Outcome(Kind.MISSED, f"{answer.sqlstate} {general(answer.message or '')}", said)
    ours = "; ".join(f"{error.sqlstate} {error.message} at {error.position}" for error in errors)
    if described.coverage is not Coverage.CHECKED:
        return Outcome(Kind.UNVERIFIED, _reason(described), f"PostgreSQL: {said}; xref: {ours}")
    same = next((error for error in errors if error.message == answer.message), None)
    what = "position: " if same else ""
    first = same or errors[0]
    group = f"{what}{answer.sqlstate} {general(answer.message or '')} / {first.sqlstate} {general(first.message)}"
    return Outcome(Kind.WORDS, group, f"PostgreSQL: {said}; xref: {ours}")


def general(message: str) -> str:
    """A message without the names, types and numbers of this one statement."""
    return re.sub(r"\d+", "N", _general_types(_NAME.sub('"…"', _TYPES.sub("…", message))))


def _general_types(message: str) -> str:
    message = re.sub(
        r"(is of type|expression is of type|not type|cannot cast type|default for type) .*?(?= but| to |$)", r"\1 …", message
    )
    message = re.sub(r"(?<= to )(?!be\b)[a-z].*", "…", message) if message.startswith("cannot cast") else message
    message = re.sub(r"types .* (cannot be matched)", r"types … \1", message)
    message = re.sub(r"(for type|for enum|column|relation|parameter) [^:]*?(?=:)", r"\1 …", message)
    message = re.sub(r"(operator|comparison function) for type [^:]*$", r"\1 for type …", message)
    message = re.sub(r"(not found in data type|applied to type|subscript type) .*?(?= because|,|$)", r"\1 …", message)
    message = re.sub(r"(?<=^column notation )\.\w+", "…", message)
    return re.sub(r"(missing FROM-clause entry|column) [a-z]\w*\.\w+", r"\1 …", message)


def _kind_of(difference: str) -> str:
    what, _, rest = difference.partition(": ")
    ours = rest.rpartition("xref ")[2]
    if ours == "None":
        return f"{what} not known"
    if "origin" in what:
        return f"{what}, xref {'nothing' if ours == 'nothing' else 'another'}"
    if "type" in what:
        return f"{what}, {rest.partition(' is ')[2]}"
    return what


def _reason(described: DescribedStatement) -> str:
    return ", ".join(sorted({str(gap.reason) for gap in described.gaps})) or str(described.coverage)
