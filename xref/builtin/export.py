"""Writes what a server's catalogs state into xref/builtin/exported: a developer's command.

``python -m xref.builtin.export DSN`` exports pg_catalog and information_schema of the server's version, ``python -m
xref.builtin.export DSN EXTENSION...`` what these extensions bring; they are created in a transaction that is rolled back.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xref.builtin import queries
from xref.builtin.decode import CATALOG, NONE, OWN
from xref.builtin.rows import Row, write_sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import psycopg

_FOLDER = Path(__file__).parent / "exported"
_MODES: Final = {"i": "in", "o": "out", "b": "inout", "v": "variadic", "t": "table"}
_FUNCTION_KINDS: Final = {"f": "function", "p": "procedure", "a": "aggregate", "w": "window"}
_AGGREGATE_KINDS: Final = {"n": "", "o": "ordered-set", "h": "hypothetical-set"}
_TYPE_KINDS: Final = {
    "b": "base",
    "c": "composite",
    "d": "domain",
    "e": "enum",
    "p": "pseudo",
    "r": "range",
    "m": "multirange",
}
_RELATION_KINDS: Final = {"r": "table", "v": "view", "m": "materialized view", "c": "composite type", "S": "sequence"}
_CONTEXTS: Final = {"i": "implicit", "a": "assignment", "e": "explicit"}
_CAST_METHODS: Final = {"b": "binary", "i": "text", "f": ""}
_KEYWORD_KINDS: Final = {"R": "reserved", "T": "type_func_name", "C": "col_name", "U": "unreserved"}


class _Exporter:
    """Asks one server for the objects of initdb (``extension`` 0) or of an extension."""

    def __init__(self, connection: psycopg.Connection[Any], extension: int = 0) -> None:
        self._connection = connection
        self._extension = extension
        connection.execute(queries.OWN, {"extension": extension})
        self._types = {
            oid: (schema, name, element, array) for oid, schema, name, element, array in self._ask(queries.ALL_TYPES)
        }

    def sections(self) -> dict[str, list[Row]]:
        """The sections of an exported file."""
        asked: dict[str, tuple[str, Callable[..., Row]]] = {
            "casts": (queries.CASTS, self._cast),
            "functions": (queries.FUNCTIONS, self._function),
            "operators": (queries.OPERATORS, self._operator),
            "relations": (queries.RELATIONS, self._relation),
            "types": (queries.TYPES, self._type_row),
        }
        if self._extension:
            asked["requires"] = (queries.REQUIRES, lambda name: [name, NONE])
        else:
            asked["collations"] = (queries.COLLATIONS, lambda name: [name, NONE])
            asked["keywords"] = (queries.KEYWORDS, _keyword)
            asked["system columns"] = (queries.SYSTEM_COLUMNS, lambda name, oid: [name, self._type(oid)])
        return {name: [decode(*row) for row in self._ask(query)] for name, (query, decode) in sorted(asked.items())}

    def _ask(self, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, {"extension": self._extension}).fetchall()

    def _type(self, oid: int) -> str:
        """A type's spelling; see :mod:`xref.builtin.decode`."""
        if not oid:
            return NONE
        schema, name, element, array = self._types[oid]
        return f"{self._type(element)}[]" if array else self._key(schema, name, OWN)

    def _key(self, schema: str, name: str, own: str = "") -> str:
        if schema == "information_schema":
            return f"{schema}.{name}"
        return name if schema == CATALOG else own + name

    def _cast(self, source: int, target: int, context: str, method: str) -> Row:
        return [self._type(source), self._type(target), _words(_CONTEXTS[context], _CAST_METHODS[method])]

    def _operator(self, name: str, left: int, right: int, result: int) -> Row:
        return [name, self._type(left), self._type(right), self._type(result)]

    def _function(self, schema: str, name: str, kind: str, strict: bool, returns_set: bool, *rest: Any) -> Row:
        aggregate, result, types, modes, names, defaults = rest
        traits = _words(_FUNCTION_KINDS[kind], strict and "strict", returns_set and "set", _AGGREGATE_KINDS[aggregate])
        arguments = self._arguments(types, modes or ["i"] * len(types), names or [""] * len(types), defaults)
        return [self._key(schema, name), traits, NONE if kind == "p" else self._type(result), f"({', '.join(arguments)})"]

    def _arguments(self, types: list[int], modes: list[str], names: list[str], defaults: int) -> Iterator[str]:
        inputs = sum(mode in "ibv" for mode in modes)
        for oid, mode, name in zip(types, modes, names, strict=True):
            inputs -= mode in "ibv"
            prefix = "" if mode == "i" else f"{_MODES[mode]} "
            has_default = mode in "ibv" and inputs < defaults
            yield prefix + (f"{name}:" if name else "") + self._type(oid) + ("=" if has_default else "")

    def _relation(self, schema: str, name: str, kind: str, columns: list[str], types: list[int], required: list[bool]) -> Row:
        written = (
            f"{column}:{self._type(oid)}{'!' if not_null else ''}"
            for column, oid, not_null in zip(columns, types, required, strict=True)
        )
        return [self._key(schema, name), _RELATION_KINDS[kind], ", ".join(written)]

    def _type_row(self, oid: int, schema: str, name: str, kind: str, category: str, preferred: bool, *rest: Any) -> Row:
        array, element, base, subtype, range_, multirange, collatable = rest
        related = {"element": element, "base": base, "subtype": subtype, "range": range_, "multirange": multirange}
        traits = _words(
            preferred and "preferred",
            array and f"array={array}",
            *(related_oid and f"{what}={self._type(related_oid)}" for what, related_oid in related.items()),
            self._is_accepted("SELECT DISTINCT NULL::{}", oid) and "equality",
            self._is_accepted("SELECT NULL::{} ORDER BY 1", oid) and "ordering",
            collatable and "collatable",
        )
        return [self._key(schema, name), _TYPE_KINDS[kind], category, traits or NONE]

    def _is_accepted(self, statement: str, oid: int) -> bool:
        """Whether the server accepts a statement about a type; it is prepared and not run."""
        import psycopg

        row = self._connection.execute("SELECT format_type(%s, NULL)", [oid]).fetchone()
        try:
            with self._connection.transaction():
                self._connection.execute("PREPARE question AS " + statement.format(row and row[0]))
                self._connection.execute("DEALLOCATE question")
        except psycopg.Error:
            return False
        return True


def _keyword(word: str, kind: str, bare_label: bool) -> Row:
    return [word, _words(_KEYWORD_KINDS[kind], bare_label and "bare_label")]


def _words(*words: object) -> str:
    return " ".join(str(word) for word in words if word)


def export(dsn: str, extensions: Iterable[str] = (), folder: Path = _FOLDER) -> list[Path]:
    """Exports from the server at ``dsn`` into a folder, the extensions if any are given; the files that were written."""
    import psycopg

    written = []
    with psycopg.connect(dsn, prepare_threshold=None) as connection:
        version = connection.info.server_version // 10000
        if not extensions:
            title = f"PostgreSQL {version}: what its catalogs state; written by python -m xref.builtin.export"
            text = write_sections(title, _Exporter(connection).sections())
            connection.rollback()
            written.append(_write(folder / f"postgresql-{version}.tsv", text))
        for name in extensions:
            sections = _extension_sections(connection, name)
            title = f"{name} (PostgreSQL {version}): what it brings; written by python -m xref.builtin.export"
            written.append(_write(folder / "extensions" / f"{name}.tsv", write_sections(title, sections)))
    return written


def _extension_sections(connection: psycopg.Connection[Any], name: str) -> dict[str, list[Row]]:
    from psycopg import sql

    connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {} CASCADE").format(sql.Identifier(name)))
    found = connection.execute(queries.EXTENSION, {"name": name}).fetchone()
    sections = _Exporter(connection, found[0] if found else 0).sections()
    connection.rollback()
    return sections


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m xref.builtin.export DSN [EXTENSION]...")
    for path in export(sys.argv[1], sys.argv[2:]):
        print(path)
