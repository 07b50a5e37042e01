"""Which files are steps of the past."""

from __future__ import annotations

import pytest

from xref.extract.past import is_past_migration


@pytest.mark.parametrize(
    "path",
    [
        "db/migrations/20240108185602_backfill.ts",
        "packages/database/migration/20241209104738_users/migration.ts",
        "src/batched-migrations/20230913181816_created_at.sql",
        "packages/schemas/alterations/1.0.0_beta.10-1663923211-machine.ts",
        "packages/schemas/alterations/next-1663923211-machine.ts",
        "migrations/0004_names.js",
    ],
)
def test_a_step_of_a_folder_of_migrations(path: str) -> None:
    assert is_past_migration(path)


@pytest.mark.parametrize(
    "path",
    [
        "src/migrations/runner.ts",
        "packages/migrations/src/batched-migration-job.sql",
        "src/20240108185602_report.ts",
        "src/users.ts",
        "src/immigrations/20240108185602.ts",
    ],
)
def test_any_other_file(path: str) -> None:
    assert not is_past_migration(path)
