"""The facts of one PostgreSQL version, or of one extension, as they are asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar

from xref.builtin.decode import CATALOG, Decoder
from xref.builtin.rows import Section, read_sections
from xref.builtin.values import Cast, Keywords, Operator, TypeFacts
from xref.schema.catalog import Completeness

if TYPE_CHECKING:
    from xref.builtin.rows import Row
    from xref.schema.catalog import Attribute, Function, Relation
    from xref.schema.types import SqlType

DEFAULT_VERSION: Final = 18
VERSIONS: Final = (15, 16, 18)
"""The major versions that were exported."""

_FOLDER = Path(__file__).parent / "exported"
_EXTENSION_NAME = re.compile(r"[a-z0-9_-]+")

V = TypeVar("V")


class Facts:
    """The objects of pg_catalog and information_schema, or of an extension. Names are as PostgreSQL stores them."""

    completeness: ClassVar = Completeness.COMPLETE

    def __init__(self, text: str, schema: str = CATALOG) -> None:
        """Takes an exported file's text and the schema that the file's own objects are in."""
        self.schema = schema
        self._sections = read_sections(text)
        self._decoder = Decoder(schema)
        self._functions = self._lookup("functions", lambda rows: tuple(map(self._decoder.function, rows)))
        self._operators = self._lookup("operators", lambda rows: tuple(map(self._decoder.operator, rows)))
        self._relations = self._lookup("relations", self._relation)
        self.types: Mapping[str, TypeFacts] = self._lookup("types", lambda rows: self._decoder.type_facts(rows[0]))
        """All types by pg_type name, without array types; a name of information_schema has its schema in front."""

    def functions(self, name: str, schema: str | None = None) -> tuple[Function, ...]:
        """Every overload of a function, procedure, aggregate or window function, by default of the facts' own schema."""
        return self._functions.get(self._key(name, schema), ())

    @cached_property
    def function_names(self) -> frozenset[str]:
        """The names of all functions of the facts' own schema."""
        return frozenset(key for key in self._functions if "." not in key)

    def operators(self, name: str) -> tuple[Operator, ...]:
        """Every operator of a name (``=``)."""
        return self._operators.get(name, ())

    @cached_property
    def operator_names(self) -> frozenset[str]:
        """The names of all operators."""
        return frozenset(self._operators)

    def type(self, name: str, schema: str | None = None) -> TypeFacts | None:
        """The type of a pg_type name, by default of the facts' own schema; array types (``_int4``) are not in it."""
        return self.types.get(self._key(name, schema))

    @cached_property
    def casts(self) -> Mapping[tuple[SqlType, SqlType], Cast]:
        """All casts of pg_cast by source and target type (without modifiers)."""
        decoded = map(self._decoder.cast, self._section("casts"))
        return {(cast.source, cast.target): cast for cast in decoded}

    def relation(self, schema: str, name: str) -> Relation | None:
        """A relation, built when it is asked for."""
        return self._relations.get(self._key(name, schema))

    @cached_property
    def relation_names(self) -> tuple[tuple[str, str], ...]:
        """The schema and name of every relation, without building any."""
        return tuple(self._decoder.name(key) for key in self._relations)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """All relations."""
        return tuple(self._relations.values())

    @cached_property
    def system_columns(self) -> tuple[Attribute, ...]:
        """The columns that every table has beside its own (manual, 5.6)."""
        return tuple(self._decoder.attribute(f"{name}:{spelling}") for name, spelling in self._section("system columns"))

    @cached_property
    def keywords(self) -> Keywords:
        """The key words, in lower case."""
        rows = [(word, traits.split(" ")) for word, traits in self._section("keywords")]

        def those(trait: str) -> frozenset[str]:
            return frozenset(word for word, traits in rows if trait in traits)

        names = ("reserved", "type_func_name", "col_name", "unreserved", "bare_label")
        return Keywords(*(those(name) for name in names))

    @cached_property
    def collations(self) -> frozenset[str]:
        """The collations of every installation; those of a platform (``en_US``, ``de-x-icu``) are not in it."""
        return frozenset(self._section("collations").keys())

    def _relation(self, rows: list[Row]) -> Relation:
        return self._decoder.relation(rows[0], self.completeness)

    def _key(self, name: str, schema: str | None) -> str:
        return name if schema is None or schema == self.schema else f"{schema}.{name}"

    def _section(self, name: str) -> Section:
        return self._sections.get(name) or Section()

    def _lookup(self, section: str, decode: Callable[[list[Row]], V]) -> _Lookup[V]:
        return _Lookup(self._section(section), decode)


class ExtensionFacts(Facts):
    """What an extension brings, in the schema that it is created in, as of the version that was exported.

    Its relations are partial: their columns differ from one version of an extension to the next.
    """

    completeness = Completeness.PARTIAL

    @cached_property
    def requires(self) -> frozenset[str]:
        """The extensions that it needs, whose types its functions may have."""
        return frozenset(self._section("requires").keys())


def facts(version: int = DEFAULT_VERSION) -> Facts:
    """The facts of a major version.

    One that was not exported has those of the next newer one, since what PostgreSQL once has it rarely loses; one newer than
    all has those of the newest.
    """
    known = min((candidate for candidate in VERSIONS if candidate >= version), default=VERSIONS[-1])
    return _exported(known)


@cache
def _exported(version: int) -> Facts:
    return Facts((_FOLDER / f"postgresql-{version}.tsv").read_text("utf-8"))


@cache
def extension_facts(name: str, schema: str = "public") -> ExtensionFacts | None:
    """What ``CREATE EXTENSION name SCHEMA schema`` brings; None for an extension that is not known."""
    if not _EXTENSION_NAME.fullmatch(name):
        return None
    try:
        text = (_FOLDER / "extensions" / f"{name}.tsv").read_text("utf-8")
    except OSError:
        return None
    return ExtensionFacts(text, schema)


@cache
def known_extensions() -> tuple[ExtensionFacts, ...]:
    """What every extension that was exported brings."""
    names = sorted(path.stem for path in (_FOLDER / "extensions").glob("*.tsv"))
    return tuple(facts for facts in map(extension_facts, names) if facts is not None)


class _Lookup(Mapping[str, V], Generic[V]):
    """The facts of a section by key, decoded when they are asked for."""

    def __init__(self, section: Section, decode: Callable[[list[Row]], V]) -> None:
        self._section = section
        self._decode = decode
        self._decoded: dict[str, V | None] = {}

    def __getitem__(self, key: str) -> V:
        if key not in self._decoded:
            rows = list(self._section.rows(key))
            self._decoded[key] = self._decode(rows) if rows else None
        found = self._decoded[key]
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(self._section.keys()))

    def __len__(self) -> int:
        return sum(1 for _ in self)
