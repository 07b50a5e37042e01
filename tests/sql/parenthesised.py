"""Expressions written out again with a pair of parentheses around every operation that their tree has."""

from __future__ import annotations

from sqlglot import exp

_QUANTIFIERS = {exp.Any: "ANY", exp.All: "ALL"}


def parenthesised(node: exp.Expr, text: str) -> str:
    """``node`` of ``text`` with all its parentheses written; leaves are taken from the text."""

    def operand(key: str) -> str:
        return parenthesised(node.args[key], text)

    if isinstance(node, exp.Paren):
        return operand("this")
    if isinstance(node, exp.And | exp.Or):
        return f"({operand('this')} {node.key.upper()} {operand('expression')})"
    if isinstance(node, exp.Not):
        inside = node.meta["start"] == node.this.meta["start"]  # x NOT IN (..), x NOT BETWEEN ..
        return _range(node.this, text, "NOT ") if inside else f"(NOT {operand('this')})"
    if isinstance(node, exp.Neg):
        return f"(- {operand('this')})"
    if isinstance(node, exp.Cast):
        return f"({operand('this')}::{node.args['to'].meta['pg_text']})"
    if isinstance(node, exp.Collate):
        return f"({operand('this')} COLLATE {_written(node.expression, text)})"
    if isinstance(node, exp.Is):
        what = "NULL" if isinstance(node.expression, exp.Null) else _written(node.expression, text)
        return f"({operand('this')} IS {'NOT ' if node.args['negate'] else ''}{what})"
    if isinstance(node, exp.Between | exp.In):
        return _range(node, text, "")
    if isinstance(node, exp.NullSafeEQ | exp.NullSafeNEQ):
        kind = "IS NOT DISTINCT FROM" if isinstance(node, exp.NullSafeEQ) else "IS DISTINCT FROM"
        return f"({operand('this')} {kind} {operand('expression')})"
    if isinstance(node, exp.Anonymous):
        return _call(node, text)
    if "operator" in node.meta:
        return _operation(node, text)
    return _written(node, text)


def _range(node: exp.Expr, text: str, negation: str) -> str:
    this = parenthesised(node.this, text)
    if isinstance(node, exp.Between):
        low, high = parenthesised(node.args["low"], text), parenthesised(node.args["high"], text)
        return f"({this} {negation}BETWEEN {low} AND {high})"
    return f"({this} {negation}IN ({', '.join(parenthesised(item, text) for item in node.expressions)}))"


def _operation(node: exp.Expr, text: str) -> str:
    name = node.meta["operator"]
    right = node.expression
    if type(right) in _QUANTIFIERS:
        written = f"{_QUANTIFIERS[type(right)]} ({parenthesised(right.this, text)})"
    else:
        written = parenthesised(right, text)
    left = f"{parenthesised(node.this, text)} " if node.this is not None else ""
    return f"({left}{name} {written})"


def _call(node: exp.Anonymous, text: str) -> str:
    written = [parenthesised(argument, text) for argument in node.expressions]
    if node.meta.get("keyword") and node.name == "timezone":
        return f"({written[-1]} AT {f'TIME ZONE {written[0]}' if len(written) > 1 else 'LOCAL'})"
    arguments = ", ".join(written)
    schema = f"{node.args['db'].name}." if node.args.get("db") else ""
    return f"{schema}{node.name}({arguments})"


def _written(node: exp.Expr, text: str) -> str:
    return text[node.meta["start"] : node.meta["end"] + 1]
