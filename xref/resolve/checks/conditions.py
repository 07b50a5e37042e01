"""CHECK conditions over constants, in three-valued logic and a fourth value for what is not known (manual, 5.5.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sqlglot import exp

from xref.resolve.checks.constants import NULL, UNKNOWN, Constant, Special, constant_of
from xref.resolve.checks.patterns import like, matches
from xref.resolve.names import stored_name
from xref.resolve.typing.literals.answer import InvalidLiteralError
from xref.resolve.typing.literals.arrays import read_array
from xref.sql import parse

_DEEPEST: Final = 40
_ORDERED: Final[Mapping[type[exp.Expr], Callable[[Decimal, Decimal], bool]]] = {
    exp.LT: lambda left, right: left < right,
    exp.LTE: lambda left, right: left <= right,
    exp.GT: lambda left, right: left > right,
    exp.GTE: lambda left, right: left >= right,
}
_LENGTHS: Final = frozenset({"length", "char_length", "character_length"})
_TEXT_TYPES: Final = frozenset({"text", "varchar", "character varying"})
_NUMBER_TYPES: Final = frozenset(
    {"numeric", "integer", "int", "int4", "bigint", "int8", "smallint", "int2", "double precision"}
)


def parse_condition(text: str) -> exp.Expr | None:
    """The tree of a CHECK's text; None when it cannot be read."""
    statements = parse(f"SELECT {text}")
    tree = statements[0].tree if len(statements) == 1 and not statements[0].errors else None
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1:
        return None
    found = tree.expressions[0]
    return found if isinstance(found, exp.Expr) else None


def is_violated(condition: exp.Expr, row: Mapping[str, Constant]) -> bool:
    """Whether a row surely violates a condition: it is false, not NULL. A column that is not in ``row`` is not known."""
    return _Row(row).evaluate(condition, 0) is False


class _Row:
    def __init__(self, values: Mapping[str, Constant]) -> None:
        self.values = values

    def evaluate(self, node: object, depth: int) -> Constant:
        """The value of an expression; UNKNOWN where it is not worked out."""
        if not isinstance(node, exp.Expr) or depth > _DEEPEST:
            return UNKNOWN
        if isinstance(node, exp.Paren):
            return self.evaluate(node.this, depth + 1)
        if isinstance(node, exp.Column):
            return self.values.get(stored_name(node.this), UNKNOWN) if isinstance(node.this, exp.Identifier) else UNKNOWN
        if isinstance(node, exp.And | exp.Or):
            return self._connected(node, depth)
        if isinstance(node, exp.Not):
            return _negated(self.evaluate(node.this, depth + 1))
        for kind, evaluate in _FORMS.items():
            if isinstance(node, kind):
                return evaluate(self, node, depth + 1)
        return constant_of(node)

    def _connected(self, node: exp.Expr, depth: int) -> Constant:
        decisive = isinstance(node, exp.Or)
        sides = [self.evaluate(side, depth + 1) for side in (node.this, node.expression)]
        if decisive in sides:
            return decisive
        if UNKNOWN in sides or any(not isinstance(side, bool | Special) for side in sides):
            return UNKNOWN
        return NULL if NULL in sides else not decisive

    def compared(self, node: exp.Expr, depth: int) -> Constant:
        """``a = b`` and its kin, ``a = ANY (array)`` too."""
        left = self.evaluate(node.this, depth)
        right = node.expression
        if isinstance(right, exp.Any | exp.All):
            elements = self._elements(right.this, depth)
            if elements is None or type(node) not in _EQUALITIES:
                return UNKNOWN
            results = [_compare(type(node), left, element) for element in elements]
            return _any(results) if isinstance(right, exp.Any) else _negated(_any([_negated(one) for one in results]))
        return _compare(type(node), left, self.evaluate(right, depth))

    def _elements(self, node: object, depth: int) -> list[Constant] | None:
        """The elements of an array that is written out; None for any other."""
        if isinstance(node, exp.Paren):
            return self._elements(node.this, depth)
        if isinstance(node, exp.Cast):
            text = node.this
            if (
                isinstance(text, exp.Literal)
                and text.args.get("is_string")
                and str(node.to.meta.get("pg_text", "")) == "text[]"
            ):
                return _listed(str(text.this))
            is_array = str(node.to.meta.get("pg_text", "")).endswith("[]")
            return self._elements(text, depth + 1) if is_array and depth < _DEEPEST else None
        if not isinstance(node, exp.Array) or node.args.get("query") is not None:
            return None
        return [self.evaluate(one, depth + 1) for one in node.expressions]

    def among(self, node: exp.Expr, depth: int) -> Constant:
        """``a IN (..)``."""
        if node.args.get("query") is not None:
            return UNKNOWN
        left = self.evaluate(node.this, depth)
        return _any([_compare(exp.EQ, left, self.evaluate(one, depth)) for one in node.expressions])

    def between(self, node: exp.Expr, depth: int) -> Constant:
        """``a BETWEEN b AND c``."""
        if node.args.get("symmetric"):
            return UNKNOWN
        value = self.evaluate(node.this, depth)
        low = _compare(exp.GTE, value, self.evaluate(node.args.get("low"), depth))
        high = _compare(exp.LTE, value, self.evaluate(node.args.get("high"), depth))
        return _negated(_any([_negated(low), _negated(high)]))

    def tested(self, node: exp.Expr, depth: int) -> Constant:
        """``a IS [NOT] NULL``, TRUE or FALSE."""
        value, wanted = self.evaluate(node.this, depth), node.expression
        if value is UNKNOWN or not isinstance(wanted, exp.Null | exp.Boolean):
            return UNKNOWN
        if isinstance(wanted, exp.Null):
            found = value is NULL
        else:
            found = value is bool(wanted.this)
        return found != bool(node.args.get("negate"))

    def matched(self, node: exp.Expr, depth: int) -> Constant:
        """``a LIKE b``, ``a ~ b`` and their kin."""
        text, pattern = self.evaluate(node.this, depth), self.evaluate(node.expression, depth)
        if NULL in (text, pattern):
            return NULL
        operator = str(node.args.get("operator") or node.meta.get("operator", ""))
        if not isinstance(text, str) or not isinstance(pattern, str) or operator.lstrip("!") not in ("~", "~*", "~~", "~~*"):
            return UNKNOWN
        test = like if "~~" in operator else matches
        found = test(text, pattern, ignore_case=operator.endswith("*"))
        return UNKNOWN if found is None else found != operator.startswith("!")

    def distinct(self, node: exp.Expr, depth: int) -> Constant:
        """``a IS [NOT] DISTINCT FROM b``."""
        left, right = self.evaluate(node.this, depth), self.evaluate(node.expression, depth)
        same = left is right if NULL in (left, right) and UNKNOWN not in (left, right) else _compare(exp.EQ, left, right)
        return same if isinstance(node, exp.NullSafeEQ) else _negated(same)

    def negative(self, node: exp.Expr, depth: int) -> Constant:
        """``-a``."""
        value = self.evaluate(node.this, depth)
        return -value if isinstance(value, Decimal) else NULL if value is NULL else UNKNOWN

    def cast(self, node: exp.Expr, depth: int) -> Constant:
        """A cast that changes nothing."""
        value, target = self.evaluate(node.this, depth), str(node.args["to"].meta.get("pg_text", "")).lower()
        if value is NULL:
            return NULL
        if isinstance(value, str):
            number = constant_of(exp.Literal.number(value)) if target in _NUMBER_TYPES else UNKNOWN
            is_word = target.replace("_", "a").replace(".", "a").isalnum() and target not in _OTHER_TYPES
            return value if target in _TEXT_TYPES or is_word else number
        return value if isinstance(value, Decimal) and target in _NUMBER_TYPES and value == int(value) else UNKNOWN

    def called(self, node: exp.Expr, depth: int) -> Constant:
        """``length(a)`` and few others."""
        name, arguments = node.this, node.expressions
        if not isinstance(name, exp.Identifier) or len(arguments) != 1:
            return UNKNOWN
        value, function = self.evaluate(arguments[0], depth), stored_name(name)
        known = (*_LENGTHS, "lower", "upper", "btrim")
        if node.args.get("db") not in (None, "pg_catalog") and function != "btrim":
            return UNKNOWN
        if value is NULL and function in known:
            return NULL
        if not isinstance(value, str) or not value.isascii():
            return UNKNOWN
        if function in _LENGTHS:
            return Decimal(len(value))
        changed = {"lower": value.lower(), "upper": value.upper(), "btrim": value.strip(" ")}
        return changed.get(function, UNKNOWN)


_OTHER_TYPES: Final = (
    frozenset(
        [
            "bpchar",
            "char",
            "character",
            "name",
            "date",
            "time",
            "timestamp",
            "timestamptz",
            "interval",
            "json",
            "jsonb",
            "uuid",
            "inet",
            "cidr",
            "bytea",
            "bool",
            "boolean",
            "money",
            "bit",
        ]
    )
    | _NUMBER_TYPES
)
_EQUALITIES: Final = (exp.EQ, exp.NEQ)
_FORMS: Final[Mapping[type[exp.Expr], Callable[[_Row, exp.Expr, int], Constant]]] = {
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE), _Row.compared),
    exp.In: _Row.among,
    exp.Between: _Row.between,
    exp.Is: _Row.tested,
    **dict.fromkeys((exp.Like, exp.ILike, exp.Operator), _Row.matched),
    **dict.fromkeys((exp.NullSafeEQ, exp.NullSafeNEQ), _Row.distinct),
    exp.Neg: _Row.negative,
    exp.Cast: _Row.cast,
    exp.Anonymous: _Row.called,
}


def _listed(text: str) -> list[Constant] | None:
    found: list[Constant] = []
    try:
        read_array(text, ",", lambda element: found.append(NULL if element is None else element))
    except InvalidLiteralError:
        return None
    return found


def _compare(operator: type[exp.Expr], left: Constant, right: Constant) -> Constant:
    if UNKNOWN in (left, right) or Special.DEFAULT in (left, right):
        return UNKNOWN
    if NULL in (left, right):
        return NULL
    left, right = _alike(left, right)
    if type(left) is not type(right):
        return UNKNOWN
    if operator in _EQUALITIES:
        return (left == right) == (operator is exp.EQ)
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _ORDERED[operator](left, right)
    return UNKNOWN


def _alike(left: Constant, right: Constant) -> tuple[Constant, Constant]:
    """A quoted number beside a number is one."""
    if isinstance(left, Decimal) and isinstance(right, str):
        return left, constant_of(exp.Literal.number(right))
    if isinstance(right, Decimal) and isinstance(left, str):
        return constant_of(exp.Literal.number(left)), right
    return left, right


def _negated(value: Constant) -> Constant:
    return not value if isinstance(value, bool) else NULL if value is NULL else UNKNOWN


def _any(values: Sequence[Constant]) -> Constant:
    if any(value is True for value in values):
        return True
    if any(value is not False and value is not NULL for value in values):
        return UNKNOWN
    return NULL if NULL in values else False
