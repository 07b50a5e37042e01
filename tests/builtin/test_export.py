"""The committed files are what an export writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xref import builtin
from xref.builtin.export import export

if TYPE_CHECKING:
    from tests.support.postgres import Connection

EXPORTED = Path(builtin.__path__[0]) / "exported"


def test_an_export_gives_the_committed_file(empty_database: Connection, tmp_path: Path) -> None:
    (written,) = export(empty_database.info.dsn, folder=tmp_path)
    assert written.read_text() == (EXPORTED / "postgresql-18.tsv").read_text()


def test_an_extensions_export(empty_database: Connection, tmp_path: Path) -> None:
    (written,) = export(empty_database.info.dsn, ["vector"], folder=tmp_path)
    exported, committed = (path.read_text().split("\n", 1)[1] for path in (written, EXPORTED / "extensions" / "vector.tsv"))
    assert exported == committed
    assert empty_database.execute("SELECT count(*) FROM pg_extension WHERE extname = 'vector'").fetchone() == (0,)


def test_the_files_are_small_and_plain() -> None:
    for path in EXPORTED.rglob("*.tsv"):
        text = path.read_text("ascii")
        assert len(text) < 400_000
        assert all(line == line.strip() for line in text.split("\n"))
