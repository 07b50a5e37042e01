"""Where a hole may add columns to the result, and where it cannot."""

from __future__ import annotations

import pytest

from xref.source import HOLE
from xref.sql.result_holes import may_add_columns


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ? FROM users",
        "SELECT id, ? FROM users",
        "SELECT id ? FROM users",
        "SELECT id AS a? FROM users",
        "SELECT count(*) ? FROM users",
        "WITH x AS (SELECT id ? FROM users) SELECT * FROM x",
        "UPDATE users SET name = $1 RETURNING id, ?",
        "INSERT INTO users (id) VALUES (1) ?",
        "DELETE FROM users WHERE id = $1 ?",
        "?",
    ],
)
def test_it_may(text: str) -> None:
    assert may_add_columns(text.replace("?", HOLE))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT id FROM users WHERE ?",
        "SELECT id FROM users ? ORDER BY id",
        "SELECT id FROM users WHERE name IN (?) LIMIT ?",
        "SELECT count(?) FROM users",
        "SELECT ?.id FROM users",
        "SELECT id, coalesce((SELECT max(x) FROM t WHERE ?), 0) FROM users",
        "UPDATE users SET ? WHERE id = $1 RETURNING id",
        "INSERT INTO users (id) VALUES ? RETURNING id",
    ],
)
def test_it_cannot(text: str) -> None:
    assert not may_add_columns(text.replace("?", HOLE))
