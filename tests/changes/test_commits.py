"""What is compared with: merge bases, the first commit, and commits that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.changes.repository import HEAD, MAIN, OTHER, SCHEMA, TOP, WRONG, Repository
from xref.changes import Against
from xref.config import ConfigError, load_config
from xref.engine import check


class TestCommits:
    def test_since_is_the_merge_base(self, repository: Repository) -> None:
        repository.git("switch", "-qc", "work")
        repository.write("src/work.ts", TOP + OTHER)
        repository.commit()
        repository.git("switch", "-q", "main")
        repository.write("src/main.ts", TOP + OTHER)
        repository.commit()
        repository.git("switch", "-q", "work")
        repository.git("merge", "-q", "--no-edit", "main")
        assert [path for path, _, _ in repository.found(MAIN)] == ["src/work.ts"]

    def test_before_the_first_commit_all_is_new(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path / "new")
        repository.write("schema.sql", SCHEMA)
        repository.write("a.ts", TOP + WRONG)
        assert repository.found() == [("a.ts", 3, "public.users.emial")]

    @pytest.mark.parametrize(
        ("ref", "message"),
        [
            ("mian", 'git knows no commit "mian" (did you mean "main"?)'),
            ("nothing-like-it", 'git knows no commit "nothing-like-it" (fetch it: `git fetch origin nothing-like-it`)'),
            ("--output=x", '"--output=x" is not the name of a commit (name a branch, a tag or a commit)'),
            ("", '"" is not the name of a commit (name a branch, a tag or a commit)'),
            ("a\nb", '"a\nb" is not the name of a commit (name a branch, a tag or a commit)'),
        ],
    )
    def test_an_unknown_ref(self, repository: Repository, ref: str, message: str) -> None:
        with pytest.raises(ConfigError) as raised:
            repository.check(Against(ref, merge_base=True))
        assert str(raised.value) == message

    def test_a_shallow_clone(self, repository: Repository, tmp_path: Path) -> None:
        repository.git("switch", "-qc", "work")
        repository.write("work.txt", "work")
        repository.commit()
        repository.git("switch", "-q", "main")
        repository.write("main.txt", "main")
        repository.commit()
        clone = Repository(tmp_path / "clone")
        for branch in ("main", "work"):
            clone.git("fetch", "-q", "--depth=1", repository.folder.as_uri(), f"{branch}:refs/heads/of-{branch}")
        clone.git("switch", "-q", "of-work")
        with pytest.raises(ConfigError, match=r"not in this shallow clone .*fetch-depth: 0"):
            clone.check(Against("of-main", merge_base=True))
        with pytest.raises(ConfigError, match=r'git knows no commit "v1" .*fetch-depth: 0'):
            clone.check(Against("v1"))

    def test_no_history_in_common(self, repository: Repository) -> None:
        repository.git("switch", "-q", "--orphan", "alone")
        repository.commit()
        with pytest.raises(ConfigError, match="no history in common"):
            repository.check(MAIN)

    def test_not_a_repository(self, tmp_path: Path) -> None:
        (tmp_path / "a.ts").write_text(TOP)
        with pytest.raises(ConfigError, match="is not in a git repository"):
            check(load_config([tmp_path]), against=HEAD)
        (tmp_path / ".git").mkdir()
        with pytest.raises(ConfigError, match="not a git repository"):
            check(load_config([tmp_path]), against=HEAD)

    def test_no_git(self, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")
        with pytest.raises(ConfigError, match=r"git was not found \(install git"):
            repository.check()
