"""Reading the fixtures of this folder's tests."""

from __future__ import annotations

from pathlib import Path

from xref.schema.catalog import Relation
from xref.schema.declaration import Declarations
from xref.schema.merge import Merged, merge
from xref.schema.sources.markdown import load_markdown
from xref.source import SourceFile

FIXTURES = Path(__file__).parents[3] / "fixtures" / "schema" / "markdown"


def fixture(name: str) -> SourceFile:
    """A fixture's file."""
    return SourceFile(name, (FIXTURES / name).read_text(encoding="utf-8"))


def declared(text: str) -> Declarations:
    """What a document of this text declares."""
    return load_markdown(SourceFile("registry.md", text))


def merged(text: str) -> Merged:
    """The catalog of a document of this text."""
    return merge([declared(text)])


def only(text: str) -> Relation:
    """The one described relation of a document of this text, other tables being names only."""
    (relation,) = [relation for relation in merged(text).catalog.relations.values() if relation.attributes]
    return relation
