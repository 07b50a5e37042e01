"""A whole registry: fixtures/schema/markdown/clinic.md has the form of a registry kept by hand, other content."""

from __future__ import annotations

import pytest

from tests.schema.markdown.reading import declared, fixture, merged, only
from xref.schema.catalog import Completeness, Relation, RelationName
from xref.schema.declaration import Authority, FormerName
from xref.schema.merge import Merged, merge
from xref.schema.sources.markdown import is_registry, load_markdown
from xref.schema.types import format_type
from xref.source import Location


@pytest.fixture(scope="module")
def clinic() -> Merged:
    return merge([load_markdown(fixture("clinic.md"))])


def relation(catalog: Merged, name: str) -> Relation:
    found = catalog.catalog.relation(name)
    assert found is not None
    return found


def types(described: Relation) -> dict[str, str | None]:
    return {attribute.name: format_type(attribute.type) if attribute.type else None for attribute in described.attributes}


def written(location: Location, name: str) -> str:
    """What the fixture has at a location."""
    line = fixture(name).line(location.start.line)
    return line[location.start.column - 1 : location.end.column - 1]


def test_every_table_is_known_as_far_as_it_is_stated(clinic: Merged) -> None:
    known = {relation.name.name: relation.completeness.value for relation in clinic.catalog.relations.values()}
    assert known == {
        "patients": "complete",
        "visits": "complete",
        "doctors": "partial",
        "rooms": "partial",
        "invoices": "partial",
        "lab_orders": "name-only",
        "lab_results": "name-only",
        "prescriptions": "name-only",
        "audit_trail": "name-only",
    }
    assert not clinic.catalog.complete
    assert {schema for schema, _ in clinic.catalog.relations} == {"public"}


def test_the_drift_notice_wins_over_tables_and_diagrams(clinic: Merged) -> None:
    assert types(relation(clinic, "patients"))["id"] == "uuid"
    assert types(relation(clinic, "visits"))["patient_id"] == "uuid"
    assert types(relation(clinic, "invoices"))["patient_id"] == "uuid"
    lost = [
        (one.subject, one.winner.value, one.loser.value, one.form.value) for one in clinic.disagreements if one.fact == "type"
    ]
    assert lost == [
        ("public.patients.email", "character varying(320)", "text", "diagram"),
        ("public.patients.id", "uuid", "bigint", "column table"),
        ("public.patients.id", "uuid", "bigint", "diagram"),
        ("public.visits.patient_id", "uuid", "bigint", "column table"),
    ]
    assert {one.kind for one in clinic.disagreements} == {"registry-contradiction"}
    assert len(clinic.disagreements) == len(lost)


def test_varchar_in_a_notice_is_filled_in_by_the_table(clinic: Merged) -> None:
    assert types(relation(clinic, "visits"))["room_code"] == "character varying(12)"


def test_every_place_is_the_name_in_its_cell(clinic: Merged) -> None:
    for described in clinic.catalog.relations.values():
        assert written(described.provenance[0], "clinic.md") == described.name.name
        for attribute in described.attributes:
            assert {written(place, "clinic.md") for place in attribute.provenance} == {attribute.name}
    disputed = relation(clinic, "visits").attribute("patient_id")
    assert disputed is not None
    assert [place.start.line for place in disputed.provenance] == [17, 51]


def test_foreign_keys_checks_policies(clinic: Merged) -> None:
    patients = relation(clinic, "patients")
    assert [(key.columns, str(key.target), key.target_columns) for key in patients.foreign_keys] == [
        (("doctor_id",), "public.doctors", ("id",))
    ]
    assert [(key.columns, key.expression) for key in patients.constraints if key.kind.value == "check"] == [
        (("born_on",), None)
    ]
    visits = relation(clinic, "visits")
    assert (visits.rls, [policy.name for policy in visits.policies]) == (True, ["visits_isolation"])
    assert written(visits.policies[0].provenance[0], "clinic.md") == "visits_isolation"
    assert relation(clinic, "audit_trail").rls is True
    assert (relation(clinic, "invoices").rls, relation(clinic, "invoices").policies) == (None, ())


def test_only_a_list_of_indexes_makes_keys_known(clinic: Merged) -> None:
    assert relation(clinic, "visits").keys_stated
    assert not relation(clinic, "patients").keys_stated
    indexes = {index.name: (index.columns, index.unique, index.predicate) for index in relation(clinic, "visits").indexes}
    assert indexes == {
        "visits_patient": (("patient_id",), False, None),
        "visits_open": ((None,), False, "room_code IS NULL"),
    }


def test_former_names_are_kept_and_sql_declares_nothing(clinic: Merged) -> None:
    visits = RelationName("public", "visits")
    assert [(one.relation, one.former, one.current) for one in clinic.former_names] == [(visits, "patientId", "patient_id")] * 2
    assert [written(one.location, "clinic.md") for one in clinic.former_names] == ["patientId", '"patientId"']
    assert clinic.catalog.relation("never_made") is None
    assert clinic.catalog.relation("hidden") is None


def test_unknown_types_of_a_diagram_are_not_stated(clinic: Merged) -> None:
    assert types(relation(clinic, "invoices")) == {"id": "uuid", "patient_id": "uuid", "amount": None, "status": "text"}


def test_what_a_document_does_not_say_of_defaults_is_not_said() -> None:
    stated = only("# `t`\n\n| Column | Type | Default |\n|--|--|--|\n| a | uuid | - |\n").attribute("a")
    silent = only("# `t`\n\n| Column | Type |\n|--|--|\n| a | uuid |\n").attribute("a")
    assert stated
    assert (stated.default, stated.default_stated) == (None, True)
    assert silent
    assert (silent.default, silent.default_stated) == (None, False)


def test_a_row_that_is_not_understood_makes_the_relation_partial() -> None:
    text = "# `t`\n\n| Column | Type |\n|--|--|\n| a | uuid |\n| and some more | text |\n"
    assert only(text).completeness is Completeness.PARTIAL
    (diagnostic,) = declared(text).diagnostics
    assert diagnostic.line == 1


def test_two_tables_under_one_heading_are_one_relation() -> None:
    text = (
        "# `t`\n\nIdentity\n\n| Column | Type |\n|--|--|\n| a | uuid |\n\nTimes\n\n| Column | Type |\n|--|--|\n| b | date |\n"
    )
    assert [attribute.name for attribute in only(text).attributes] == ["a", "b"]
    assert only(text).completeness is Completeness.COMPLETE


def test_a_table_described_twice_has_the_columns_of_both() -> None:
    table = "| Column | Type |\n|--|--|\n| {} | uuid |\n"
    result = merged(f"# `t`\n\n{table.format('a')}\n# `t`\n\n{table.format('b')}")
    found = result.catalog.relation("t")
    assert found
    assert {attribute.name for attribute in found.attributes} == {"a", "b"}
    assert {one.fact for one in result.disagreements} == {"existence"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# `t`\n\n| Column | Type |\n|--|--|\n| a | uuid |\n", True),
        ("# t\n\n| Field | Data type |\n|--|--|\n| a | int |\n", True),
        ("# Widget\n\n| Attribute | Type | Default |\n|--|--|--|\n| a | boolean | true |\n| b | text | - |\n", False),
        ("# Request\n\n| Field | Type |\n|--|--|\n| a | string |\n| b | number |\n", False),
        ("# The meaning of life\n\n| Column | Type |\n|--|--|\n| a | uuid |\n", False),
        ("| Column | Type |\n|--|--|\n| a | uuid |\n", False),
        ("# `t`\n\nColumn | Type\n", False),
        ("", False),
    ],
)
def test_what_is_a_registry(text: str, expected: bool) -> None:
    assert is_registry(text) is expected


def test_authorities() -> None:
    by_form = {(one.form.value, one.authority) for one in load_markdown(fixture("clinic.md")).relations}
    assert by_form == {
        ("notice", Authority.NOTICE),
        ("column table", Authority.DOCUMENT),
        *((form, Authority.LISTS) for form in ("diagram", "column list", "policy table", "referenced by", "mention")),
    }


def test_former_names_have_their_relation_found() -> None:
    table = "# `crm.t`\n\n| Column | Type | Notes |\n|--|--|--|\n| a_b | uuid | (was aB) |\n\n"
    text = f"{table}```sql\nALTER TABLE t RENAME COLUMN aX TO a_x;\n```\n"
    former: tuple[FormerName, ...] = merged(text).former_names
    assert [(str(one.relation), one.former, one.current) for one in former] == [("crm.t", "aB", "a_b"), ("crm.t", "ax", "a_x")]
