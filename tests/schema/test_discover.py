"""Finding the schema of a project that configures none."""

from __future__ import annotations

from pathlib import Path

import pytest

from xref.schema.discover import discover_schema

REGISTRY = "# `users`\n\n| Column | Type |\n|--|--|\n| `id` | TEXT |\n"


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["supabase/migrations/20250101_a.sql", "supabase/seed.sql"], ("supabase/migrations",)),
        (["migrations/001_a.sql", "src/x.ts"], ("migrations",)),
        (["prisma/migrations/2025_init/migration.sql"], ("prisma/migrations",)),
        (["app/db/migrations/committed/000001.sql"], ("app/db/migrations",)),
        (["db/schema.sql", "db/migrations/1_a.sql", "structure.sql"], ("structure.sql", "db/schema.sql", "db/migrations")),
        (
            ["b/migrations/1.sql", "a/migrations/1.sql", "db/migrations/1.sql"],
            ("db/migrations", "a/migrations", "b/migrations"),
        ),
        (["node_modules/x/migrations/1.sql", ".cache/migrations/1.sql", "dist/schema.sql"], ()),
        (["tests/fixtures/schema.sql", "examples/migrations/1.sql"], ()),
        (["packages/migrations/src/query.sql"], ()),
        (["migrations/001_a.ts"], ()),
        (["migrations/schema.sql", "migrations/V1__a.sql"], ("migrations",)),
        ([], ()),
    ],
)
def test_by_the_names_of_files(tmp_path: Path, paths: list[str], found: tuple[str, ...]) -> None:
    assert discover_schema(tmp_path, paths) == found
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert discover_schema(tmp_path) == found


def test_registries_are_opened(tmp_path: Path) -> None:
    for path, text in {
        "docs/DATABASE_SCHEMA_REGISTRY.md": REGISTRY,
        "docs/registry-of-people.md": "# People\n",
        "docs/api-schema.md": REGISTRY,
        "docs/notes.md": REGISTRY,
        "node_modules/x/SCHEMA.md": REGISTRY,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "SCHEMA_REGISTRY.md").write_bytes(b"\xff\xfe")
    (tmp_path / "DATABASE.md").symlink_to(tmp_path / "docs" / "notes.md")
    assert discover_schema(tmp_path) == ("docs/DATABASE_SCHEMA_REGISTRY.md",)
