"""Repositories that mean harm: names, configuration, trees."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.changes.repository import MAIN, OTHER, RIGHT, TOP, WRONG, Repository
from xref.changes import Against
from xref.config import ConfigError


class TestHostile:
    @pytest.mark.parametrize(
        "name",
        ["a\nb.ts", 'a"b.ts', "a'b.ts", "-rf.ts", "--output=x.ts", "a\tb.ts", "ä.ts", ":(glob)*.ts", "a b.ts", "$(touch x).ts"],
    )
    def test_file_names(self, repository: Repository, name: str) -> None:
        repository.write(f"src/{name}", TOP + WRONG + RIGHT)
        repository.commit()
        assert repository.found() == []
        repository.write(f"src/{name}", TOP + WRONG + RIGHT + OTHER)
        assert repository.found() == [(f"src/{name}", 5, "public.users.nmae")]
        repository.commit()
        assert repository.found(Against("HEAD~1")) == [(f"src/{name}", 5, "public.users.nmae")]

    def test_a_file_name_that_is_not_utf_8(self, repository: Repository) -> None:
        path = os.fsencode(repository.folder) + b"/src/\xff\xfe.ts"
        try:
            Path(os.fsdecode(path)).write_text(TOP + WRONG)
        except OSError:
            pytest.skip("this file system has no such names")
        repository.commit()
        assert repository.found() == []
        Path(os.fsdecode(path)).write_text(TOP + WRONG + OTHER)
        assert repository.found() == [("src/\\xff\\xfe.ts", 4, "public.users.nmae")]

    def test_what_git_could_be_made_to_run_is_not_run(
        self, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ran = tmp_path / "ran"
        program = tmp_path / "program"
        program.write_text(f"#!/bin/sh\ntouch '{ran}'\ncat\n")
        program.chmod(0o755)
        settings = ["core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "gpg.program", "core.askPass"]
        settings += [f"{kind}.x.{use}" for kind, use in (("diff", "textconv"), ("diff", "command"), ("filter", "clean"))]
        settings += ["filter.x.smudge", "filter.x.process", "pager.ls-tree", "alias.ls-tree"]
        (repository.folder / ".gitattributes").write_text("* diff=x filter=x\n")
        hooks = repository.folder / ".git" / "hooks"
        hooks.mkdir(exist_ok=True)
        for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman", "post-checkout"):
            (hooks / hook).write_bytes(program.read_bytes())
            (hooks / hook).chmod(0o755)
        for setting in settings:
            repository.git("config", setting, str(program))
        for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "PAGER", "GIT_SSH", "GIT_ASKPASS"):
            monkeypatch.setenv(name, str(program))
        monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
        ran.unlink(missing_ok=True)
        repository.write("src/users.ts", TOP + WRONG + OTHER)
        assert len(repository.found(MAIN)) == 1
        assert not ran.exists()

    @pytest.mark.parametrize("url", ["ext::{program}", "{folder}"])
    def test_an_object_that_is_not_there_is_not_fetched(self, repository: Repository, tmp_path: Path, url: str) -> None:
        ran = tmp_path / "ran"
        program = tmp_path / "program"
        program.write_text(f"#!/bin/sh\ntouch '{ran}'\n")
        program.chmod(0o755)
        name = repository.git("rev-parse", "HEAD:src/users.ts")
        (repository.folder / ".git" / "objects" / name[:2] / name[2:]).unlink()
        settings = {
            "url": url.format(program=program, folder=repository.folder),
            "uploadpack": str(program),
            "promisor": "true",
        }
        for setting, value in settings.items():
            repository.git("config", f"remote.origin.{setting}", value)
        repository.git("config", "extensions.partialClone", "origin")
        repository.git("config", "protocol.ext.allow", "always")
        repository.write("src/users.ts", TOP + WRONG + OTHER)
        with pytest.raises(ConfigError, match=f"{name} is not in this clone"):
            repository.found()
        assert not ran.exists()

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
    def test_a_repository_of_another_user(self, repository: Repository) -> None:
        os.chown(repository.folder, 12345, 12345)
        with pytest.raises(ConfigError, match=r"belongs to another user.*safe\.directory"):
            repository.check()

    def test_a_tree_that_leads_out_of_the_folder(self, repository: Repository, tmp_path: Path) -> None:
        escaped = tmp_path / "escaped.ts"
        blob = repository.git("hash-object", "-w", "--stdin", given=(TOP + OTHER).encode())
        link = repository.git("hash-object", "-w", "--stdin", given=os.fsencode(tmp_path))
        entries = f"100644 blob {blob}\tescaped.ts\0".encode()
        inner = repository.git("mktree", "-z", "--missing", given=entries)
        parts = [_tree_entry("120000", "link", link), _tree_entry("40000", "..", inner), _tree_entry("40000", "link", inner)]
        parts += [_tree_entry("40000", ".git", inner), _tree_entry("100644", "a.ts", blob)]
        tree = repository.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", given=b"".join(parts))
        commit = repository.git("commit-tree", tree, "-m", "hostile")
        repository.write("src/users.ts", TOP + WRONG + OTHER)
        repository.found(Against(commit))
        assert not escaped.exists()

    def test_a_link_in_the_place_of_a_file_is_not_followed(self, repository: Repository, tmp_path: Path) -> None:
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside" / "users.ts").write_text(TOP + WRONG)
        (repository.folder / "src" / "users.ts").unlink()
        (repository.folder / "src").rmdir()
        (repository.folder / "src").symlink_to(tmp_path / "outside")
        repository.write("a.ts", TOP + OTHER)
        assert repository.found() == [("a.ts", 3, "public.users.nmae")]

    def test_a_submodule_is_as_it_is(self, repository: Repository, tmp_path: Path) -> None:
        module = Repository(repository.folder / "module")
        module.write("m.ts", TOP + WRONG)
        module.commit()
        repository.commit()
        repository.write("src/users.ts", TOP + WRONG + OTHER)
        assert repository.found() == [("src/users.ts", 4, "public.users.nmae")]


def _tree_entry(mode: str, name: str, object_name: str) -> bytes:
    return f"{mode} {name}\0".encode() + bytes.fromhex(object_name)
