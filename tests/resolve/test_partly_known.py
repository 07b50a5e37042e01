"""Against a schema of which only a part is known, nothing is said that would not be said against the whole of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from xref.resolve.lookup import Names
from xref.resolve.resolver import describe, describe_query
from xref.schema.catalog import Catalog, Completeness, Relation
from xref.schema.sources.ddl import replay
from xref.source import SourceFile

HERE = Path(__file__).parent
SCHEMA = (HERE / "schema.sql").read_text()


def statements() -> list[str]:
    lines = [line for path in sorted(HERE.glob("statements_*.sql")) for line in path.read_text().splitlines()]
    return [line.removesuffix(";") for line in lines if line and not line.startswith("--")]


def said(names: Names, text: str) -> set[tuple[str | None, str]]:
    return {(error.sqlstate, error.message) for described in describe(text, names) for error in described.errors}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return replay([SourceFile("schema.sql", SCHEMA)], describe=describe_query).catalog


def with_gaps(relation: Relation, random: Random) -> Relation:
    """A relation as a diagram may have it: without some of its columns, types, keys."""
    attributes = tuple(
        replace(attribute, type=None if random.random() < 0.4 else attribute.type, not_null=None)
        for attribute in relation.attributes
        if random.random() < 0.8
    )
    return replace(relation, attributes=attributes, completeness=Completeness.PARTIAL, constraints=())


@pytest.mark.parametrize("seed", range(2))
def test_no_error_comes_from_what_is_not_known(catalog: Catalog, seed: int) -> None:
    random = Random(seed)
    relations = {key: with_gaps(relation, random) for key, relation in catalog.relations.items()}
    whole = Names(catalog)
    part = Names(replace(catalog, relations=relations, complete=False, functions=catalog.functions if seed else {}))
    wrong = {text: new for text in statements() if (new := said(part, text) - said(whole, text))}
    assert wrong == {}
