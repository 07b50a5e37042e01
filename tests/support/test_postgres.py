"""The oracle answers as the server does, and cannot be made to run what it is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.postgres import SchemaLoadError, Verdict, describe, load_errors, scratch_database, verdict

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = """
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;
COMMENT ON EXTENSION "uuid-ossp" IS 'generate universally unique identifiers';
CREATE EXTENSION pgcrypto;
CREATE TABLE users (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), email text NOT NULL, tag text);
ALTER TABLE users OWNER TO a_role_that_is_not_there;
COPY users (email) FROM stdin;
anna@example.org
\\.
"""


def test_accepted() -> None:
    with scratch_database(SCHEMA) as connection:
        assert verdict(connection, "SELECT email FROM users WHERE id = $1") == Verdict(accepted=True)
        assert verdict(connection, "SELECT digest($1, 'sha256')").accepted
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (1,)
        assert verdict(connection, "DELETE FROM users").accepted
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (1,)


def test_refused_with_the_offset_in_characters() -> None:
    with scratch_database("CREATE TABLE users (id uuid PRIMARY KEY)") as connection:
        refused = verdict(connection, "SELECT 'é😀', emial FROM users")
        assert refused == Verdict(False, "42703", 'column "emial" does not exist', None, 13)
        assert verdict(connection, "SELECT 1; DROP TABLE users").sqlstate == "42601"
        explained = "INSERT INTO users VALUES ($1) ON CONFLICT ((id::text)) DO NOTHING"
        assert verdict(connection, explained).sqlstate == "42P10"
        assert verdict(connection, "SELECT id FROM users").accepted


def test_description() -> None:
    with scratch_database("CREATE TABLE t (id uuid, price numeric(10,2))") as connection:
        described = describe(connection, "SELECT price, id AS key FROM t WHERE id = $1 LIMIT $2")
        assert described is not None
        assert described.parameters == ("uuid", "bigint")
        assert described.columns == (("price", "numeric(10,2)"), ("key", "uuid"))
        assert describe(connection, "SELECT nothing") is None


def test_a_schema_that_does_not_load() -> None:
    broken = "CREATE TABLE t (id nosuch); CREATE TABLE u (id int);"
    with pytest.raises(SchemaLoadError, match='42704 type "nosuch" does not exist'), scratch_database(broken):
        pass
    with scratch_database(broken, allow_errors=True) as connection:
        assert verdict(connection, "SELECT id FROM u").accepted
    assert [error.sqlstate for error in load_errors(broken)] == ["42704"]


def test_each_database_is_fresh() -> None:
    schema = "CREATE TABLE t (id int);"
    with scratch_database(schema) as connection:
        connection.execute("DROP TABLE t")
    with scratch_database(schema) as connection:
        assert verdict(connection, "SELECT id FROM t").accepted


def test_a_schema_runs_no_shell(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    with scratch_database(f"\\! touch {witness}\nSELECT 1 \\! touch {witness}\n;", allow_errors=True):
        assert not witness.exists()


def test_every_known_extension_has_a_stand_in() -> None:
    """A schema that creates one loads, and its types, operators and functions can be used in statements."""
    schema = """
    CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION pg_trgm;
    CREATE EXTENSION ltree SCHEMA public; CREATE EXTENSION cube; CREATE EXTENSION earthdistance; CREATE EXTENSION tablefunc;
    CREATE EXTENSION pg_stat_statements; CREATE EXTENSION unaccent; CREATE EXTENSION intarray; CREATE EXTENSION vector;
    CREATE TABLE t (email citext UNIQUE, tags hstore, path ltree, spot vector(3));
    CREATE INDEX ON t USING gin (email gin_trgm_ops);
    INSERT INTO t (email) VALUES ('a'), ('B'), ('c');
    """
    with scratch_database(schema) as connection:
        described = describe(connection, "SELECT tags -> $1, path || 'x', similarity(email, 'a'), spot FROM t WHERE email = $2")
        assert described is not None
        assert described.parameters == ("text", "citext")
        assert [type_ for _, type_ in described.columns] == ["text", "ltree", "real", "vector(3)"]
        assert verdict(connection, "SELECT max(email) FROM t GROUP BY email, tags ORDER BY email").accepted
        assert verdict(connection, "SELECT calls FROM pg_stat_statements, crosstab2('x')").accepted
        assert verdict(connection, "SELECT email + 1 FROM t").sqlstate == "42883"
