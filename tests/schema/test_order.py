from __future__ import annotations

import pytest

from xref.schema.order import order_migrations, up_part


@pytest.mark.parametrize(
    "ordered",
    [
        ["1_a.sql", "2_a.sql", "10_a.sql"],
        ["0001_init.sql", "0002_b.sql", "0010_c.sql"],
        ["V1__init.sql", "V1.2__b.sql", "V1.10__c.sql", "V2__d.sql", "R__views.sql"],
        ["20240101_x/migration.sql", "20240102_a/migration.sql", "20240102_b/migration.sql"],
        ["2026-02-11-x.sql", "2026-02-12-a.sql", "2026-10-01-b.sql"],
        ["m/001_a.up.sql", "m/002_b.up.sql"],
        ["2024-01/2.sql", "2024-01/10.sql", "2024-02/1.sql"],
        ["1643714045649_contracts.sql", "1643714286947_tokens.sql"],
        ["1_a.sql", "1_b.sql", "views.sql"],
    ],
)
def test_order(ordered: list[str]) -> None:
    assert order_migrations(sorted(ordered, reverse=True)) == ordered
    assert order_migrations(sorted(ordered, key=lambda path: path[::-1])) == ordered


def test_ways_down_are_left_out() -> None:
    paths = ["1_a.up.sql", "1_a.down.sql", "2/up.sql", "2/down.sql", "U3__x.sql", "V3__x.sql", "4_shut_down.sql"]
    assert order_migrations(paths) == ["1_a.up.sql", "2/up.sql", "V3__x.sql"]


@pytest.mark.parametrize(
    "marker",
    [
        "-- Down Migration",
        "-- +goose Down",
        "-- +migrate Down",
        "-- migrate:down",
        "--!DOWN",
        "-- !DOWN",
        "-- migrate:down transaction:false",
        "-- DOWN",
        "-- @DOWN MIGRATION",
        "--//@UNDO",
    ],
)
def test_down_section_is_blanked(marker: str) -> None:
    text = f"-- up\nCREATE TABLE t (id int);\r\n{marker}\nDROP TABLE t;\n"
    up = up_part(text)
    assert len(up) == len(text)
    assert up.count("\n") == text.count("\n")
    assert up.startswith("-- up\nCREATE TABLE t (id int);\r\n")
    assert up[len("-- up\nCREATE TABLE t (id int);\r\n") :].strip() == ""


def test_up_after_down_counts() -> None:
    text = "-- migrate:down\nDROP TABLE t;\n-- migrate:up\nCREATE TABLE t (id int);"
    assert up_part(text).split() == ["--", "migrate:up", "CREATE", "TABLE", "t", "(id", "int);"]


@pytest.mark.parametrize(
    "text", ["SELECT 1;", "-- shut down the queue\nSELECT 1;", "-- down payments are kept here\nSELECT 1;", ""]
)
def test_nothing_to_blank(text: str) -> None:
    assert up_part(text) == text
