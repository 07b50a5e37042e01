"""What an expression gives, as the analysis of the expression around it sees it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from xref.resolve.described import Bound
from xref.resolve.names import position_of
from xref.resolve.scopes import Rows
from xref.resolve.typing.calls import FunctionChoice
from xref.resolve.typing.types import UNKNOWN
from xref.schema.types import SqlType


@dataclass(slots=True, eq=False)
class Value:
    """One expression's value.

    ``type`` is canonical and carries the modifiers that the expression has (exprTypmod); it is UNKNOWN for a literal or a
    parameter that nothing has decided yet, and None when it is not known (why is a gap of the statement, or an error). Putting
    the value into a type (:mod:`xref.resolve.coerce`) changes it in place, as the server's analysis replaces the node.

    ``at`` is the offset that the server points at for the expression (exprLocation). ``literal`` is the text of a constant that
    was written as one, ``is_null`` says that it is NULL, ``parameter`` the number of a placeholder. ``fields`` are those of a
    row constructor; ``rows`` the columns of a row value, as far as known. ``origin`` is the attribute of a plain column.
    ``nullable`` is False when it is never NULL, None when that is not worked out. ``choice`` is the function of a call,
    ``cast_from`` the column that a cast converts.
    """

    type: SqlType | None
    node: exp.Expr
    at: int
    nullable: bool | None = None
    literal: str | None = None
    is_null: bool = False
    parameter: int | None = None
    fields: tuple[Value, ...] | None = None
    rows: Rows | None = None
    origin: Bound | None = None
    returns_set: bool = False
    choice: FunctionChoice | None = None
    cast_from: Value | None = None

    @property
    def is_undecided(self) -> bool:
        """Whether it is a literal or a parameter (or an output of such) whose type is still to be decided."""
        return self.type == UNKNOWN


def value_of(node: exp.Expr, type_: SqlType | None, *, nullable: bool | None = None) -> Value:
    """The value of a node that is neither a literal nor a parameter."""
    return Value(type_, node, position_of(node), nullable)
