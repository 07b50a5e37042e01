"""Sources as the user names them, and all that can be wrong with one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xref.schema.declaration import SchemaError
from xref.schema.load import LoadedSchema, load_schema
from xref.schema.render import snapshot_text

REGISTRY = "# `users`\n\n| Column | Type |\n|--|--|\n| `id` | TEXT |\n\n**Referenced By**: posts\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        put(root, name, text)


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def names(loaded: LoadedSchema) -> dict[str, list[str]]:
    return {
        name: [attribute.name for attribute in relation.attributes] for (_, name), relation in loaded.catalog.relations.items()
    }


def entries(loaded: LoadedSchema) -> list[tuple[str, str, int]]:
    return [(entry.kind, entry.path, entry.relations) for entry in loaded.entries]


def test_migrations_run_in_order_of_version_without_ways_down(root: Path) -> None:
    put(root, "db/10_third.sql", "ALTER TABLE users RENAME COLUMN b TO c;")
    put(root, "db/2_second.sql", "ALTER TABLE users ADD COLUMN b text;\n-- Down Migration\nDROP TABLE users;")
    put(root, "db/1_first.up.sql", "CREATE TABLE users (a int);")
    put(root, "db/1_first.down.sql", "DROP TABLE users;")
    put(root, "db/README.md", "no schema")
    put(root, "db/archive/0_old.sql", "CREATE TABLE old (a int);")
    loaded = load_schema(["db"], root)
    assert names(loaded) == {"users": ["a", "c"]}
    assert entries(loaded) == [("migrations", "db", 1)]
    assert loaded.diagnostics == ()
    (place, *_) = loaded.catalog.relations["public", "users"].provenance
    assert (place.path, place.start.line) == ("db/1_first.up.sql", 1)


def test_a_folder_a_migration(root: Path) -> None:
    put(root, "prisma/migrations/20250102_b/migration.sql", "ALTER TABLE t ADD COLUMN b int;")
    put(root, "prisma/migrations/20250101_a/migration.sql", "CREATE TABLE t (a int);")
    assert names(load_schema(["prisma/migrations"], root)) == {"t": ["a", "b"]}


def test_several_sources_and_what_each_gave(root: Path) -> None:
    write(
        root,
        **{"a.sql": "CREATE TABLE users (id uuid);", "b.sql": "ALTER TABLE users ADD COLUMN x int;", "docs/R.md": REGISTRY},
    )
    loaded = load_schema(["docs/R.md", "a.sql", "b.sql"], root)
    assert entries(loaded) == [("markdown", "docs/R.md", 2), ("sql", "a.sql", 1), ("sql", "b.sql", 0)]
    assert names(loaded) == {"users": ["id", "x"], "posts": []}
    assert [(one.kind, one.subject, one.fact) for one in loaded.disagreements] == [
        ("registry-drift", "public.posts", "existence"),
        ("registry-drift", "public.users.id", "type"),
        ("registry-drift", "public.users.x", "existence"),
    ]


def test_views_are_described_by_the_caller(root: Path) -> None:
    put(root, "a.sql", "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;")
    asked: list[str] = []
    load_schema(["a.sql"], root, describe=lambda query, _: asked.append(query))
    assert asked == ["SELECT a FROM t"]


DUMP = "--\n-- PostgreSQL database dump\n--\n{}\nCREATE TABLE public.t (a int, b int);\n{}"
MIGRATIONS = {
    "m/20250101_a.sql": "CREATE TABLE t (a int);",
    "m/20250201_b.sql": "ALTER TABLE t ADD COLUMN b int;",
    "m/20250301_c.sql": "ALTER TABLE t ADD COLUMN c int;",
}


@pytest.mark.parametrize("order", [["dump.sql", "m"], ["m", "dump.sql"]])
@pytest.mark.parametrize(
    ("header", "versions"),
    [
        ("-- Dumped on 2025-02-01", ""),
        ("", "INSERT INTO schema_migrations (version) VALUES\n('20250101'),\n('20250201');\n"),
    ],
)
def test_migrations_after_a_dump_are_replayed_onto_it(root: Path, order: list[str], header: str, versions: str) -> None:
    write(root, **MIGRATIONS, **{"dump.sql": DUMP.format(header, versions)})
    loaded = load_schema(order, root)
    assert names(loaded) == {"t": ["a", "b", "c"]}
    assert loaded.diagnostics == ()
    assert loaded.disagreements == ()


def test_a_dump_without_a_date_and_migrations_are_both_layers(root: Path) -> None:
    write(root, **MIGRATIONS, **{"dump.sql": DUMP.format("", "CREATE TABLE public.extra (a int);")})
    loaded = load_schema(["m", "dump.sql"], root)
    assert {name: set(columns) for name, columns in names(loaded).items()} == {"t": {"a", "b", "c"}, "extra": {"a"}}
    assert [diagnostic.path for diagnostic in loaded.diagnostics] == ["dump.sql"]


def test_a_snapshot_is_loaded_with_a_dumps_authority(root: Path) -> None:
    put(root, "a.sql", "CREATE TABLE users (id uuid NOT NULL);")
    put(root, "snapshot.json", snapshot_text(load_schema(["a.sql"], root).catalog))
    put(root, "R.md", REGISTRY)
    loaded = load_schema(["R.md", "snapshot.json"], root)
    assert entries(loaded) == [("markdown", "R.md", 2), ("snapshot", "snapshot.json", 1)]
    assert loaded.catalog.complete
    assert ("registry-drift", "public.users.id") in [(one.kind, one.subject) for one in loaded.disagreements]


def test_shadowed_creates_and_diagnostics_are_handed_on(root: Path) -> None:
    put(root, "a.sql", "CREATE TABLE t (a int);\nCREATE TABLE IF NOT EXISTS t (b int);\nDROP TABLE missing;")
    loaded = load_schema(["a.sql"], root)
    assert [str(one.name) for one in loaded.shadowed] == ["public.t"]
    assert [(one.path, one.line) for one in loaded.diagnostics] == [("a.sql", 3)]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("missing.sql", "does not exist"),
        ("empty", "has no .sql files"),
        ("notes.md", "defines no table"),
        ("nothing.sql", "defines nothing"),
        ("picture.png", "no kind of schema"),
        ("list.json", "is not a snapshot"),
        ("broken.json", "is not JSON"),
        ("schema.prisma", "not supported yet: a Prisma schema"),
        ("types.ts", "not supported yet: generated database types"),
        ("postgresql://user:secret@host/db", "not supported yet: a live database"),
        ("mysql://user:secret@host/db", "not supported yet: a mysql:// address"),
    ],
)
def test_what_can_be_wrong(root: Path, source: str, message: str) -> None:
    (root / "empty").mkdir()
    write(
        root, **{"notes.md": "# Notes\n", "nothing.sql": "SELECT 1;", "picture.png": "", "list.json": "[]", "broken.json": "{"}
    )
    with pytest.raises(SchemaError) as caught:
        load_schema([source], root)
    assert message in caught.value.message
    assert "secret" not in f"{caught.value.message} {caught.value.path} {caught.value.hint}"


def test_text_that_is_not_utf8_has_its_line(root: Path) -> None:
    (root / "a.sql").write_bytes("-- é\n-- ok\n".encode() + b"-- \xff\n")
    with pytest.raises(SchemaError, match="not UTF-8") as caught:
        load_schema(["a.sql"], root)
    assert (caught.value.path, caught.value.line) == ("a.sql", 3)


def test_a_byte_order_mark_is_not_part_of_the_text(root: Path) -> None:
    (root / "a.sql").write_bytes(b"\xef\xbb\xbfCREATE TABLE t (a int);")
    assert load_schema(["a.sql"], root).catalog.relations["public", "t"].provenance[0].start.column == 14


def test_what_cannot_be_read(root: Path) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    put(root, "a.sql", "CREATE TABLE t (a int);")
    with pytest.raises(SchemaError, match=r"a\.sql cannot be read: Permission denied"):
        load_schema(["a.sql"], root, read=refuse)


def test_outside_of_the_root_only_for_the_command_line(root: Path) -> None:
    put(root.parent, "outside.sql", "CREATE TABLE t (a int);")
    (root / "link.sql").symlink_to(root.parent / "outside.sql")
    for source in ("../outside.sql", "link.sql", str(root.parent / "outside.sql")):
        assert names(load_schema([source], root)) == {"t": ["a"]}
        with pytest.raises(SchemaError, match="outside of the project"):
            load_schema([source], root, confined=True)
    assert load_schema(["../outside.sql"], root).entries[0].path == "../outside.sql"


@pytest.mark.parametrize("confined", [True, False])
def test_a_folders_link_must_not_lead_outside(root: Path, *, confined: bool) -> None:
    put(root.parent, "secret.sql", "CREATE TABLE t (a int);")
    (root / "m").mkdir()
    (root / "m" / "1.sql").symlink_to(root.parent / "secret.sql")
    with pytest.raises(SchemaError, match="leads outside"):
        load_schema(["m"], root, confined=confined)


def test_a_pipe_is_not_read(root: Path) -> None:
    import os

    os.mkfifo(root / "a.sql")
    with pytest.raises(SchemaError, match="cannot be read"):
        load_schema(["a.sql"], root)


def test_no_source_is_an_empty_catalog(root: Path) -> None:
    loaded = load_schema([], root)
    assert (names(loaded), loaded.catalog.complete, loaded.entries) == ({}, False, ())


def test_a_deep_snapshot_is_refused(root: Path) -> None:
    put(root, "a.json", "[" * 100_000)
    with pytest.raises(SchemaError):
        load_schema(["a.json"], root)
    put(root, "b.json", json.dumps({"version": 2, "relations": []}))
    with pytest.raises(SchemaError, match="version 2"):
        load_schema(["b.json"], root)
