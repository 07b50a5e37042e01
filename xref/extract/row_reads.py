"""Row reads as plain values: what a file gives, and what linking makes of it.

A value is told by the steps that lead to it from a result: ``r.rows[0].name`` is ``("rows", 0, "name")``. :data:`EACH` is any
element of an array; ``@one`` is being handed to a method of this name.
"""

from __future__ import annotations

from dataclasses import dataclass

from xref.source import Span

Step = str | int
Steps = tuple[Step, ...]

EACH = "*"


@dataclass(frozen=True, slots=True)
class Sent:
    """The result of the sink call that stands at ``call`` in the same file."""

    call: Span


@dataclass(frozen=True, slots=True)
class Called:
    """The result of another file's function, called at ``call``: ``name`` of ``module``, or ``member`` of it."""

    call: Span
    module: str
    name: str
    member: str | None = None


Origin = Sent | Called


@dataclass(frozen=True, slots=True)
class Access:
    """A property that is read of what an origin gives: the last of ``steps``, whose name stands at ``span``.

    ``known`` are properties that the code itself gave the value; ``instead`` those that are read where this one is absent
    (``row.a ?? row.b``). Not ``decided``: the value may be something else than what ``origin`` gives.
    """

    span: Span
    origin: Origin
    steps: Steps
    known: frozenset[str] = frozenset()
    instead: frozenset[str] = frozenset()
    decided: bool = True


@dataclass(frozen=True, slots=True)
class Returned:
    """What a function of the file returns: a value that has, under the steps ``inside``, what ``steps`` lead to of ``origin``.

    ``owner`` is the class or object that the function is a member of; the rest is as in :class:`Access`.
    """

    function: str
    owner: str | None
    origin: Origin
    inside: Steps
    steps: Steps
    known: frozenset[str] = frozenset()
    decided: bool = True


@dataclass(frozen=True, slots=True)
class FileRows:
    """What one file reads of rows.

    ``results`` has, for each sink call, the steps from its result to a row, one way or several; ``wrapped`` are the calls among
    them that send what a function was given, whose rows are those of the function's calls. ``renames``: the file makes a
    connection whose rows have other names than the statement's result.
    """

    accesses: tuple[Access, ...] = ()
    returned: tuple[Returned, ...] = ()
    results: tuple[tuple[Span, tuple[Steps, ...]], ...] = ()
    wrapped: frozenset[Span] = frozenset()
    renames: bool = False


@dataclass(frozen=True, slots=True)
class RowRead:
    """A property read of a row. ``span`` is its name in ``path``, ``statements`` the path and call of each statement that the
    row can be of; the rest is as in :class:`Access`.
    """

    path: str
    span: Span
    property: str
    statements: tuple[tuple[str, Span], ...]
    known: frozenset[str] = frozenset()
    instead: frozenset[str] = frozenset()
    decided: bool = True


def meets(step: Step, wanted: Step) -> bool:
    """Whether a step that the code takes is one that leads on: any index is an element of an array."""
    return step == wanted or (wanted == EACH and isinstance(step, int))


def after(steps: Steps, wanted: Steps) -> Steps | None:
    """What is left of ``steps`` once they have taken all of ``wanted``; None when they lead elsewhere or not so far."""
    if len(steps) < len(wanted) or not all(map(meets, steps, wanted)):
        return None
    return steps[len(wanted) :]


def leads_to(steps: Steps, wanted: Steps) -> bool:
    """Whether ``steps`` are the first of ``wanted``, or all."""
    return len(steps) <= len(wanted) and all(map(meets, steps, wanted))
