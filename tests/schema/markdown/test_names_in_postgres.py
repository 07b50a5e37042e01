"""The keys' names and the types that a document means, against what PostgreSQL makes of the same tables."""

from __future__ import annotations

from tests.schema.markdown.reading import FIXTURES, fixture
from tests.support.postgres import scratch_database
from xref.schema.merge import merge
from xref.schema.sources.markdown import load_markdown
from xref.schema.types import format_type

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relname IN ('patients', 'visits') AND a.attnum > 0
"""
KEYS = """
SELECT c.relname, o.conname, o.contype::text,
  ARRAY(SELECT a.attname::text FROM unnest(o.conkey) WITH ORDINALITY k(num, at)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num ORDER BY k.at)
FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
WHERE c.relname IN ('patients', 'visits') AND o.contype IN ('p', 'u', 'c', 'f')
"""
LETTERS = {"primary key": "p", "unique": "u", "check": "c"}


def test_the_catalog_is_postgresqls() -> None:
    catalog = merge([load_markdown(fixture("clinic.md"))]).catalog
    described = [catalog.relations["public", name] for name in ("patients", "visits")]
    columns = {
        (relation.name.name, attribute.name, format_type(attribute.type) if attribute.type else None, attribute.not_null)
        for relation in described
        for attribute in relation.attributes
    }
    keys = {
        (relation.name.name, key.name, LETTERS[key.kind.value], key.columns)
        for relation in described
        for key in relation.constraints
    }
    keys |= {(relation.name.name, key.name, "f", key.columns) for relation in described for key in relation.foreign_keys}
    with scratch_database((FIXTURES / "clinic.sql").read_text(encoding="utf-8")) as connection:
        assert columns == set(connection.execute(COLUMNS).fetchall())
        rows = connection.execute(KEYS).fetchall()
    assert keys == {(table, name, kind, tuple(names)) for table, name, kind, names in rows if isinstance(names, list)}
