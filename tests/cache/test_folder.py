"""The cache's folder: nothing is believed that this user did not write for this root, and nothing that fails is an error."""

from __future__ import annotations

import os
import pickle
import stat
import sys
from pathlib import Path

import pytest

from xref.cache.entries import Entries, key_of
from xref.cache.folder import CacheFolder, open_folder, prune
from xref.cache.values import BrokenValueError, from_bytes, to_bytes
from xref.source import Span

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and owners are those of POSIX")


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "xref"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


def opened(root: Path, configured: Path | None = None) -> CacheFolder:
    folder = open_folder(root, configured)
    assert folder is not None
    return folder


def test_what_is_written_is_read(base: Path, root: Path) -> None:
    opened(root).write("some", b"content")
    assert opened(root).read("some") == b"content"
    assert stat.S_IMODE(base.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in base.rglob("*") if path.is_file()} == {0o600}


@pytest.mark.parametrize("damage", [b"", b"x", b"xref\0\1", None])
def test_what_is_damaged_is_not_there(damage: bytes | None, base: Path, root: Path) -> None:
    folder = opened(root)
    folder.write("some", b"content")
    path = folder.path / "some"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"!" if damage is None else damage)
    assert folder.read("some") is None
    for length in range(len(content)):
        path.write_bytes(content[:length])
        assert folder.read("some") is None


def test_what_was_signed_for_another_root_or_name_is_not_there(base: Path, root: Path) -> None:
    other = root.parent / "other"
    other.mkdir()
    opened(other).write("some", b"content")
    opened(root).write("more", b"content")
    folder = opened(root)
    (folder.path / "some").write_bytes((opened(other).path / "some").read_bytes())
    assert folder.read("some") is None
    (folder.path / "some").write_bytes((folder.path / "more").read_bytes())
    assert folder.read("some") is None


class Hostile:
    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, ("planted",)


def test_what_a_project_brings_is_not_unpickled(base: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    folder = opened(root, root / ".cache")
    key = CacheFolder(folder.path, bytes(32), folder.place)
    key.write("extracted", pickle.dumps(Hostile()))
    assert folder.read("extracted") is None
    assert Entries(folder, "extracted").find(b"") is None
    with pytest.raises(BrokenValueError):
        from_bytes(pickle.dumps(Hostile()))
    assert not (root / "planted").exists()


def test_only_own_classes_are_made() -> None:
    assert from_bytes(to_bytes((Span(1, 2), {"a": frozenset({1})}))) == (Span(1, 2), {"a": frozenset({1})})
    for value in (os.system, Path("x"), print, Span.__init__):
        with pytest.raises(BrokenValueError):
            from_bytes(pickle.dumps(value))


def test_a_folder_that_others_can_write_to_is_not_used(base: Path, root: Path) -> None:
    opened(root)
    base.chmod(0o770)
    assert open_folder(root) is None


def test_a_key_that_others_can_read_is_not_used(base: Path, root: Path) -> None:
    opened(root)
    (base / "key").chmod(0o644)
    assert open_folder(root) is None


def test_a_link_in_place_of_the_folder_is_not_used(base: Path, root: Path) -> None:
    (root / "planted").mkdir(mode=0o700)
    base.parent.mkdir()
    base.symlink_to(root / "planted")
    assert open_folder(root) is None


def test_a_user_folder_below_the_root_is_not_used(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / ".cache"))
    assert open_folder(root) is None
    assert open_folder(root, root / ".cache") is None
    assert not (root / ".cache").exists()


def test_a_configured_folder_that_leads_out_is_not_used(base: Path, root: Path) -> None:
    (root / "cache").symlink_to(root.parent)
    assert open_folder(root, root / "cache") is None
    own = opened(root, root / "kept").path
    own.symlink_to(root.parent)
    assert open_folder(root, root / "kept") is None


def test_without_a_home_there_is_no_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("HOME")
    assert open_folder(root) is None


def test_a_folder_that_cannot_be_written_is_no_error(base: Path, root: Path) -> None:
    folder = opened(root)
    folder.path.write_text("a file where the folder would be")
    folder.write("some", b"content")
    prune(folder)
    assert folder.read("some") is None
    base.parent.joinpath("file").write_text("")
    assert folder.read("../../file") is None


def test_few_reports_stay(base: Path, root: Path) -> None:
    folder = opened(root)
    for number in range(20):
        folder.write(f"report-{number}", b"")
        os.utime(folder.path / f"report-{number}", (number, number))
    folder.write("extracted", b"")
    prune(folder)
    assert {path.name for path in folder.path.iterdir()} == {"extracted", *(f"report-{number}" for number in range(4, 20))}


def test_entries_that_are_used_stay_when_there_are_too_many(base: Path, root: Path) -> None:
    folder = opened(root)
    first = Entries(folder, "some")
    large = "x" * 1_500_000
    for number in range(5):
        first.add(key_of(str(number)), large + str(number))
    first.save()
    second = Entries(folder, "some")
    assert second.find(key_of("4")) == large + "4"
    second.add(key_of("new"), "new")
    second.save()
    third = Entries(folder, "some")
    assert third.find(key_of("4")) == large + "4"
    assert third.find(key_of("new")) == "new"
    assert [third.find(key_of(str(number))) is not None for number in range(4)] == [True, True, True, False]


def test_a_configured_folder_keeps_its_other_files(base: Path, root: Path) -> None:
    names = {"extracted", *(f"report-{number}" for number in range(20))}
    for name in names:
        (root / name).write_text("not the cache's")
    folder = opened(root, root)
    folder.write("extracted", b"content")
    prune(folder)
    assert {path.name for path in root.iterdir()} == {*names, folder.path.name}
    assert (root / "extracted").read_text() == "not the cache's"
