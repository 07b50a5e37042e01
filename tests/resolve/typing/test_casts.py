"""Which conversions there are: a sample against PostgreSQL (python -m tests.support.type_sweep asks all)."""

from __future__ import annotations

import random

from tests.support.postgres import Connection
from tests.support.type_questions import coercion_questions, type_of
from tests.support.type_sweep import differences
from xref.builtin import CastContext
from xref.resolve.lookup import Names
from xref.resolve.typing.casts import Pathway, can_coerce, is_binary_coercible, pathway
from xref.resolve.typing.types import UNKNOWN, Types
from xref.schema.catalog import Cast, Catalog
from xref.schema.types import SqlType

INT4, TEXT, UUID = SqlType("int4"), SqlType("text"), SqlType("uuid")


def test_says_what_postgresql_says(connection: Connection) -> None:
    count, found = differences(connection, coercion_questions(random.Random(4), 1500), states_only=True)
    assert count > 4000
    assert found == []


def test_says_how_a_value_is_converted(types: Types) -> None:
    def way(source: str, target: str, context: CastContext = CastContext.EXPLICIT) -> Pathway | None:
        return pathway(types, type_of(types, source), type_of(types, target), context)

    assert way("int4", "int8") is Pathway.FUNCTION
    assert way("varchar", "text") is Pathway.RELABEL
    assert way("count", "int4") is Pathway.RELABEL
    assert way("uuid", "text", CastContext.ASSIGNMENT) is Pathway.THROUGH_TEXT
    assert way("uuid", "text", CastContext.IMPLICIT) is Pathway.NONE
    assert way("int4[]", "int8[]") is Pathway.ELEMENTS
    assert way("span", "varchar") is Pathway.THROUGH_TEXT


def test_knows_what_is_binary_coercible(types: Types) -> None:
    def is_binary(source: str, target: str) -> bool | None:
        return is_binary_coercible(types, type_of(types, source), type_of(types, target))

    assert is_binary("varchar", "text")
    assert not is_binary("text", "label")
    assert is_binary("label", "text")
    assert is_binary("pair", "record")
    assert is_binary("pair[]", "record[]")
    assert is_binary("int4[]", "anyarray")
    assert is_binary("counts", "anyarray")
    assert not is_binary("counts", "anynonarray")
    assert is_binary("mood", "anyenum")
    assert not is_binary("int4", "int8")


def test_type_that_is_not_known_leaves_the_conversion_open(types: Types) -> None:
    missing = SqlType("missing", "public")
    assert can_coerce(types, [missing], [INT4], CastContext.EXPLICIT) is None
    assert can_coerce(types, [UUID], [missing], CastContext.IMPLICIT) is None
    assert can_coerce(types, [UNKNOWN], [missing], CastContext.IMPLICIT) is True
    assert can_coerce(types, [missing], [TEXT], CastContext.ASSIGNMENT) is True
    assert can_coerce(types, [missing, UUID], [INT4, INT4], CastContext.IMPLICIT) is False
    assert is_binary_coercible(types, missing, INT4) is None


def test_casts_of_the_user_count() -> None:
    cast = Cast(UUID, TEXT, CastContext.IMPLICIT, binary=False, by_text=True)
    types = Names(Catalog(casts=frozenset({cast}))).types
    assert can_coerce(types, [UUID], [TEXT], CastContext.IMPLICIT) is True
