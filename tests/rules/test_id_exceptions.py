"""``id-exceptions`` names columns that hold ids of several kinds on purpose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from xref.config import Config
from xref.engine import check

SCHEMA = "CREATE TABLE users (id uuid PRIMARY KEY);\nCREATE TABLE events (owner text);\n"
CODE = """import { Pool } from 'pg'
export const f = (db: Pool) => db.query('SELECT FROM users u JOIN events e ON e.owner = u.id::text')
"""


@pytest.mark.parametrize(
    ("exceptions", "count"),
    [((), 1), (("events.owner",), 0), (("public.events.owner",), 0), (("events.*",), 0), (("events.own",), 1), (("owner",), 1)],
)
def test_a_named_column_is_left_alone(tmp_path: Path, exceptions: tuple[str, ...], count: int) -> None:
    (tmp_path / "schema.sql").write_text(SCHEMA)
    (tmp_path / "a.ts").write_text(CODE)
    report = check(replace(Config(tmp_path), schema=("schema.sql",), id_exceptions=exceptions))
    assert [finding.rule for finding in report.findings] == ["id-cast"] * count
