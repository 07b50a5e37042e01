"""Asking git, and nothing but its object store: no checkout, no hook, filter, text conversion, pager or fetch is ever run.

The repository's configuration is not trusted. Only plumbing is called that reads commits, trees and blobs; what such commands
could be made to run is switched off, and the environment holds nothing of git's but where its own configuration is.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from xref.config import ConfigError, Problem

_SECONDS = 300
_SETTINGS = ("core.fsmonitor=", f"core.hooksPath={os.devnull}", "core.pager=cat", "core.askPass=", "credential.helper=")
_KEPT = re.compile(r"GIT_CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)")
_ADDED = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_OBJECT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_FETCH_ALL = "fetch it: `git fetch --unshallow`; in GitHub Actions `fetch-depth: 0` for actions/checkout"


class TreeEntry(NamedTuple):
    """A file of a commit: its path from the top of the repository with ``/``, its mode (``100644``) and its object."""

    path: str
    mode: str
    object: str


@dataclass(frozen=True)
class Repository:
    """A git repository, read only.

    ``top`` is the folder with .git, ``prefix`` the way from there to the project's root (``app/``; empty: they are the same).
    """

    top: Path
    prefix: str
    program: str
    environment: Mapping[str, str] = field(repr=False)

    def commit(self, ref: str) -> str:
        """The commit that ``ref`` names. Raises ConfigError, with the nearest name, when there is none."""
        if not ref or ref.startswith("-") or not ref.isprintable():
            raise ConfigError(Problem(f'"{ref}" is not the name of a commit', help="name a branch, a tag or a commit"))
        found = self._find_commit(ref)
        if found is None:
            raise ConfigError(Problem(f'git knows no commit "{ref}"', help=self._advice(ref)))
        return found

    def _find_commit(self, ref: str) -> str | None:
        found = self._text("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", statuses=(0, 1, 128)).strip()
        return found if _OBJECT.fullmatch(found) else None

    def head(self) -> str | None:
        """The commit that is checked out; None before the first one."""
        found = self._find_commit("HEAD")
        if found is None and not self._text("symbolic-ref", "--quiet", "HEAD", statuses=(0, 1)).strip():
            raise ConfigError(Problem("git has no HEAD here", help=_FETCH_ALL if self.is_shallow else None))
        return found

    def merge_base(self, ref: str) -> str:
        """The commit at which HEAD branched off from ``ref``. Raises ConfigError when there is none, or none is here."""
        commit = self.commit(ref)
        base = self._text("merge-base", commit, self.commit("HEAD"), statuses=(0, 1)).strip()
        if _OBJECT.fullmatch(base):
            return base
        if self.is_shallow:
            message = f'the merge base of "{ref}" and HEAD is not in this shallow clone'
            raise ConfigError(Problem(message, help=_FETCH_ALL))
        raise ConfigError(Problem(f'"{ref}" and HEAD have no history in common', help="name a branch that HEAD came from"))

    @cached_property
    def is_shallow(self) -> bool:
        """Whether the history was cut off when it was cloned."""
        return self._text("rev-parse", "--is-shallow-repository").strip() == "true"

    def files(self, commit: str, paths: Sequence[str]) -> Iterator[TreeEntry]:
        """The files of a commit at or below these paths (from the top; none: all)."""
        separated = ("--", *paths) if paths else ()
        for record in self._run("ls-tree", "-r", "-z", "--full-tree", commit, *separated).split(b"\0"):
            head, tab, path = record.partition(b"\t")
            fields = head.decode("ascii", "replace").split(" ")
            if tab and len(fields) == 3:
                yield TreeEntry(os.fsdecode(path), fields[0], fields[2])

    def blobs(self, objects: Iterable[str], most: int) -> dict[str, bytes]:
        """The contents of blobs, without those of more than ``most`` bytes. Raises ConfigError for one that is not here."""
        wanted = [name for name in dict.fromkeys(objects) if _OBJECT.fullmatch(name)]
        if not wanted:
            return {}
        fit = []
        for line in self._run("cat-file", "--batch-check", given=_lines(wanted)).decode("ascii", "replace").splitlines():
            name, kind, *size = line.split(" ")
            if kind == "missing" or not size:
                raise ConfigError(
                    Problem(f"the object {name} is not in this clone", help="clone without --filter, or fetch it")
                )
            if kind == "blob" and int(size[0]) <= most:
                fit.append(name)
        return dict(_contents(self._run("cat-file", "--batch", given=_lines(fit)))) if fit else {}

    def is_ignored(self, path: str) -> bool:
        """Whether an ignore file leaves this path (from the top) out; a tracked one is not."""
        given = os.fsencode(path) + b"\0"
        return bool(self._run("check-ignore", "-z", "--stdin", given=given, statuses=(0, 1, 128)))

    def _advice(self, ref: str) -> str:
        if self.is_shallow:
            return _FETCH_ALL
        from xref.config.spelling import did_you_mean

        names = self._text("for-each-ref", "--format=%(refname:short)").split()
        below = [name for name in names if name.endswith(f"/{ref}")]
        return f'did you mean "{below[0]}"?' if below else did_you_mean(ref, names) or f"fetch it: `git fetch origin {ref}`"

    def _text(self, *arguments: str, statuses: Sequence[int] = (0,)) -> str:
        return self._run(*arguments, statuses=statuses).decode("utf-8", "replace")

    def _run(self, *arguments: str, given: bytes = b"", statuses: Sequence[int] = (0,)) -> bytes:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        command = [self.program, "--no-pager", *settings, *arguments]
        try:
            done = subprocess.run(  # noqa: S603  # git itself, by its absolute path, with arguments that are checked
                command, cwd=self.top, env=self.environment, input=given, capture_output=True, check=False, timeout=_SECONDS
            )
        except subprocess.TimeoutExpired:
            raise ConfigError(Problem(f"git {arguments[0]} did not end within {_SECONDS} seconds")) from None
        except OSError as error:
            raise ConfigError(Problem(f"git cannot be run: {error.strerror}")) from None
        said = done.stderr.decode("utf-8", "replace").strip()
        if "dubious ownership" in said:
            advice = f'if you trust it: git config --global --add safe.directory "{self.top}"'
            raise ConfigError(Problem("the repository belongs to another user, so git does not read it", help=advice))
        if done.returncode not in statuses or "not a git repository" in said:
            words = said.partition("\n")[0].removeprefix("fatal: ") or f"it ended with {done.returncode}"
            raise ConfigError(Problem(f"git {arguments[0]} failed: {words}"))
        return done.stdout


def open_repository(root: Path) -> Repository:
    """The repository that ``root`` lies in. Raises ConfigError when it lies in none or there is no git."""
    import shutil

    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if top is None:
        advice = "--since and --changed compare with a commit; scan without them"
        raise ConfigError(Problem(f"{root} is not in a git repository", help=advice))
    program = shutil.which("git")
    if program is None or not Path(program).is_absolute():
        raise ConfigError(Problem("git was not found", help="install git, or scan without --since and --changed"))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _KEPT.fullmatch(name)}
    environment = {**inherited, **_ADDED, "GIT_CEILING_DIRECTORIES": str(top.parent)}
    prefix = "".join(f"{part}/" for part in root.relative_to(top).parts)
    return Repository(top, prefix, program, environment)


def _lines(objects: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in objects).encode("ascii")


def _contents(output: bytes) -> Iterator[tuple[str, bytes]]:
    """What ``cat-file --batch`` gives: a line with name, kind and size, then the content and a line end."""
    offset = 0
    while (end := output.find(b"\n", offset)) >= 0:
        name, _, size = output[offset:end].decode("ascii", "replace").split(" ")
        start = end + 1
        offset = start + int(size) + 1
        yield name, output[start : offset - 1]
