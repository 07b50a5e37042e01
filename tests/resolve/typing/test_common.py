"""The common type of several inputs: a sample against PostgreSQL (python -m tests.support.type_sweep asks more)."""

from __future__ import annotations

import random

from tests.support.postgres import Connection
from tests.support.type_questions import common_questions, type_of
from tests.support.type_sweep import differences
from xref.resolve.typing.common import common_modifiers, common_type
from xref.resolve.typing.refusal import Refusal
from xref.resolve.typing.types import UNKNOWN, Types
from xref.schema.types import SqlType

INT4, TEXT = SqlType("int4"), SqlType("text")


def test_says_what_postgresql_says(connection: Connection) -> None:
    assert differences(connection, common_questions(random.Random(4), 4000))[1] == []


def test_points_at_the_input_that_does_not_fit(types: Types) -> None:
    found = common_type(types, [INT4, UNKNOWN, TEXT], "CASE")
    assert found == Refusal("datatype-mismatch", "42804", "CASE types integer and text cannot be matched", index=2)
    assert common_type(types, [INT4, TEXT], None) is None


def test_domains_stay_when_all_inputs_are_of_them(types: Types) -> None:
    count = type_of(types, "count")
    assert common_type(types, [count, count], "CASE") == count
    assert common_type(types, [count, UNKNOWN], "CASE") == INT4


def test_type_that_is_not_known_is_the_common_one_of_itself_alone(types: Types) -> None:
    missing = SqlType("missing", "public")
    assert common_type(types, [missing, missing], "CASE") == missing
    assert common_type(types, [missing, INT4], "CASE") is None


def test_modifiers_stay_when_all_inputs_share_them() -> None:
    short, long = SqlType("varchar", modifiers=("3",)), SqlType("varchar", modifiers=("9",))
    assert common_modifiers(None, [short, short], SqlType("varchar")) == ("3",)  # type: ignore[arg-type]  # not looked at
    assert common_modifiers(None, [short, long], SqlType("varchar")) == ()  # type: ignore[arg-type]  # not looked at
    assert common_modifiers(None, [short, TEXT], TEXT) == ()  # type: ignore[arg-type]  # not looked at
