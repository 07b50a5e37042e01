"""All rules, in the order in which they are listed: names first, then types, schema and housekeeping last."""

from __future__ import annotations

from importlib.resources import files

from xref.rule import Rule
from xref.rules import (
    ambiguous_column,
    ambiguous_function,
    camelcase_column,
    cannot_cast,
    captured_column,
    check_value,
    column_count,
    datatype_mismatch,
    duplicate_alias,
    duplicate_assignment,
    duplicate_column,
    foreign_key_type,
    generated_column_assigned,
    grouping_error,
    id_cast,
    indeterminate_parameter,
    invalid_conflict_target,
    invalid_literal,
    misplaced_aggregate,
    misplaced_window,
    not_null_omitted,
    null_comparison,
    operator_mismatch,
    parameter_type_conflict,
    syntax_error,
    undefined_alias,
    undefined_column,
    undefined_function,
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
    operator_mismatch.RULE,
    datatype_mismatch.RULE,
    undefined_function.RULE,
    ambiguous_function.RULE,
    parameter_type_conflict.RULE,
    indeterminate_parameter.RULE,
    cannot_cast.RULE,
    invalid_literal.RULE,
    grouping_error.RULE,
    misplaced_aggregate.RULE,
    misplaced_window.RULE,
    column_count.RULE,
    invalid_conflict_target.RULE,
    generated_column_assigned.RULE,
    not_null_omitted.RULE,
    check_value.RULE,
    id_cast.RULE,
    null_comparison.RULE,
    captured_column.RULE,
    undocumented_table.RULE,
    foreign_key_type.RULE,
    unused_suppression.RULE,
)


def page(name: str) -> str:
    """The page of a rule, in Markdown. Raises FileNotFoundError for a name that no rule has."""
    return files(__package__).joinpath(name.replace("-", "_") + ".md").read_text(encoding="utf-8")
