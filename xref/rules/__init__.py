"""All rules, in the order in which they are listed: names first, housekeeping last."""

from __future__ import annotations

from importlib.resources import files

from xref.rule import Rule
from xref.rules import (
    ambiguous_column,
    camelcase_column,
    camelcase_row_property,
    captured_column,
    duplicate_alias,
    duplicate_assignment,
    duplicate_column,
    interpolated_value,
    parameter_count,
    row_property_missing,
    syntax_error,
    undefined_alias,
    undefined_column,
    undefined_object,
    undefined_schema,
    undefined_table,
    undocumented_table,
    unused_suppression,
)

ALL: tuple[Rule, ...] = (
    undefined_table.RULE,
    undefined_alias.RULE,
    undefined_column.RULE,
    camelcase_column.RULE,
    ambiguous_column.RULE,
    duplicate_alias.RULE,
    duplicate_column.RULE,
    duplicate_assignment.RULE,
    undefined_schema.RULE,
    undefined_object.RULE,
    syntax_error.RULE,
    captured_column.RULE,
    undocumented_table.RULE,
    parameter_count.RULE,
    interpolated_value.RULE,
    row_property_missing.RULE,
    camelcase_row_property.RULE,
    unused_suppression.RULE,
)


def page(name: str) -> str:
    """The page of a rule, in Markdown. Raises FileNotFoundError for a name that no rule has."""
    return files(__package__).joinpath(name.replace("-", "_") + ".md").read_text(encoding="utf-8")
