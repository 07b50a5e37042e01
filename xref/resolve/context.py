"""What resolving one statement carries along: the catalog's names, and what was found so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlglot import exp

from xref.reason import Reason
from xref.resolve.described import (
    Binding,
    Bound,
    Capture,
    Declared,
    Gap,
    Kind,
    Local,
    Reference,
    Remark,
    Role,
    SqlError,
    Undefined,
    Unknown,
)
from xref.resolve.lookup import Names
from xref.resolve.parameters import Parameters
from xref.resolve.scopes import FoundColumn, Rows, Scope
from xref.resolve.typing.types import Types
from xref.resolve.value import Value
from xref.schema.types import SqlType
from xref.source import HOLE, Span


@dataclass(slots=True)
class Context:
    """The statement being resolved.

    ``query``, ``expression`` and ``type_of`` resolve a nested query, an expression and a type's name; they are handed in, so
    that the modules that do one can use the others without importing them. ``role`` is what a column met now is used for.
    ``bound`` has what each ``exp.Column`` node means, by its id(); the trees outlive it. ``aggregates`` has the level that
    each aggregate call (and GROUPING) belongs to, by the call's id(), ``windows`` the calls with OVER, ``sets`` those that
    return sets.
    """

    text: str
    names: Names
    query: Callable[[Context, exp.Expr, Scope | None], Rows]
    expression: Callable[[Context, exp.Expr, Scope], Value]
    type_of: Callable[[Context, exp.Expr], SqlType | None]
    role: Role = Role.READS
    hole_in_from: Reason | None = None
    holes: tuple[int, ...] = ()
    references: list[Reference] = field(default_factory=list)
    errors: list[SqlError] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    parameters: Parameters = field(default_factory=Parameters)
    bound: dict[int, FoundColumn] = field(default_factory=dict)
    aggregates: dict[int, Scope] = field(default_factory=dict)
    windows: set[int] = field(default_factory=set)
    sets: set[int] = field(default_factory=set)

    @property
    def types(self) -> Types:
        """The types of the catalog."""
        return self.names.types

    def refer(self, kind: Kind, name: str, span: Span, binding: Binding, subject: str | None = None) -> None:
        """Record what a name means."""
        self.references.append(Reference(kind, name, span, self.role, binding, subject))

    def refer_column(self, name: str, span: Span, origin: Bound | None) -> None:
        """Record a column that was found; ``origin`` is the attribute that it is, None for the statement's own."""
        if origin is None:
            self.refer(Kind.COLUMN, name, span, Local())
        else:
            self.refer(Kind.COLUMN, name, span, origin, f"{origin.relation}.{origin.attribute}")

    def gap(self, reason: Reason, span: Span) -> None:
        """Record a part that cannot be decided."""
        self.gaps.append(Gap(reason, span))

    def may_hold_more(self, span: Span) -> bool:
        """Whether there is a hole in a part of the text, or right after it, which may stand for further clauses of it."""
        if not self.holes:
            return False
        end = span.end
        while end < len(self.text) and (self.text[end] == HOLE or self.text[end].isspace()):
            end += 1
        return any(span.start <= offset < end for offset in self.holes)

    def gap_at_hole(self, offset: int) -> None:
        """Record the hole at this offset of the text."""
        self.gap(Reason.HOLE, Span(offset, offset + 1))

    def leave_open(self, name: str, span: Span, reason: Reason, *, silent: bool) -> None:
        """Record a column that cannot be decided; ``silent`` when the cause is reported already."""
        self.refer(Kind.COLUMN, name, span, Unknown(reason))
        if not silent:
            self.gap(reason, span)

    def fail(
        self,
        condition: str,
        sqlstate: str,
        message: str,
        span: Span,
        position: int | None,
        *,
        subject: str | None = None,
        name: str | None = None,
        candidates: tuple[str, ...] = (),
        declared: tuple[Declared, ...] = (),
        hint: str | None = None,
        rests_on: tuple[Bound, ...] = (),
    ) -> None:
        """Record what PostgreSQL would refuse the statement for; the arguments are :class:`SqlError`'s."""
        error = SqlError(condition, sqlstate, message, span, position, subject, name, candidates, declared, hint, rests_on)
        if error not in self.errors:
            self.errors.append(error)

    def has_failed(self, condition: str, name: str) -> bool:
        """Whether an error of this condition for this name is recorded: what follows from it is not said again."""
        return any(error.condition == condition and error.name == name for error in self.errors)

    def undefined(self, kind: Kind, name: str, span: Span, subject: str | None = None) -> None:
        """Record a reference to nothing; the error itself is recorded by :meth:`fail`."""
        self.refer(kind, name, span, Undefined(), subject)

    def written(self, span: Span) -> str:
        """The identifier as written, without its quotes."""
        token = self.text[span.start : span.end]
        if len(token) >= 2 and token[0] == token[-1] == '"':
            return token[1:-1].replace('""', '"')
        return token
