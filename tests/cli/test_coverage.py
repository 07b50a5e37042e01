"""How much was checked: ``min-coverage``, ``--statistics`` and ``--show-unchecked``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CODE = """\
import { Pool } from 'pg'
const db = new Pool()
export const one = async () => (await db.query('SELECT email FROM users')).rows[0].email
export const two = () => db.query('SELECT id FROM users')
export const three = (columns: string) => db.query(`SELECT ${columns} FROM users`)
export const four = async (text: string) => (await db.query('SELECT * FROM ' + text)).rows[0].anything
"""


@pytest.fixture(autouse=True)
def half_known(project: Path) -> None:
    """Two statements that are wholly checked, two that are not."""
    (project / "src" / "users.ts").write_text(CODE)


@pytest.mark.parametrize(("wanted", "code"), [("50", 0), ("50.1", 1), ("100", 1), ("0", 0)])
def test_too_few_checked_statements_exit_with_1(run: Run, project: Path, wanted: str, code: int) -> None:
    (project / "xref.toml").write_text(f"min-coverage = {wanted}\n")
    outcome = run("scan", "--ignore", "interpolated-value")
    assert outcome.code == code
    said = f"error: 2 of 4 statements are wholly checked: 50%, and min-coverage is {wanted}%\n"
    assert (said in outcome.err) == bool(code)


def test_exit_zero_stays(run: Run, project: Path) -> None:
    (project / "xref.toml").write_text("min-coverage = 100\n")
    assert run("scan", "--exit-zero").code == 0


def test_no_statements_are_all_checked(run: Run, project: Path) -> None:
    (project / "src" / "users.ts").write_text("export const x = 1\n")
    (project / "xref.toml").write_text("min-coverage = 100\n")
    assert run("scan").code == 0


def test_statistics_count_by_idiom_and_reason(run: Run) -> None:
    out = run("scan", "--statistics", "--output-format", "text").out
    lines = [line.split() for line in out.splitlines()]
    assert ["2", "2", "0", "0", "literal:"] in [line[:5] for line in lines]
    assert ["2", "0", "2", "0", "fragments:"] in [line[:5] for line in lines] or "fragments:" in out
    assert ["2", "hole:"] in [line[:2] for line in lines]
    assert "2 row reads: 1 checked, 1 unchecked." in out


def test_each_statement_that_is_not_checked_says_its_idiom(run: Run) -> None:
    read = json.loads(run("scan", "--output-format", "json", "--exit-zero").out)
    assert [(each["line"], each["idiom"]) for each in read["unchecked"]] == [(5, "fragments"), (6, "fragments")]
    assert sum(row["checked"] for row in read["idioms"]) == 2
    assert (read["summary"]["row_reads"], read["summary"]["unchecked_reads"]) == (2, 1)
