"""The walk over the tree.

Nothing here follows a symbolic link: what it points to inside the root is read in its own place, what it points to outside is
not part of the project.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from xref.config.globs import config_globs
from xref.config.model import Config
from xref.discovery.found import EXTENSIONS, DiscoveredFile, Discovery, Skipped, is_at_or_below, relative_path, shown_path
from xref.discovery.ignores import Ignores, ignores_above
from xref.discovery.left_out import is_perhaps_output, is_version_control, reason_to_leave_file, reason_to_leave_folder
from xref.finding import Diagnostic, Severity


def discover(config: Config) -> Discovery:
    """The files below ``config.root``, split by whether they are at or below one of ``config.paths``.

    A path that was given by name is read although an ignore file, ``exclude`` or its folder would leave it out. Where neither
    a configuration nor .git marks the root as a project's, only the paths are looked into: it may be a home folder, or all.
    """
    walk = _Walk(config)
    if not config.paths or config.file is not None or (config.root / ".git").exists():
        walk.folder("", ignores_above(config.root), scripts=True)
    for path in config.paths:
        walk.named(path)
    wanted = tuple(relative_path(path, config.root) for path in config.paths) or ("",)
    files = sorted(walk.files.values(), key=lambda file: file.path)
    asked = {file.path for file in files if any(is_at_or_below(file.path, path) for path in wanted)}
    skipped = sorted(walk.skipped.values(), key=lambda entry: entry.path)
    return Discovery(
        files=tuple(file for file in files if file.path in asked),
        skipped=tuple(entry for entry in skipped if any(is_at_or_below(entry.path, path) for path in wanted)),
        diagnostics=tuple(walk.diagnostics),
        rest=tuple(file for file in files if file.path not in asked),
    )


class _Walk:
    """One walk. Paths are relative to the root; a folder's end in ``/``, the root's is empty."""

    def __init__(self, config: Config) -> None:
        self.root = config.root
        self.limit = config.max_file_size
        self.include = config_globs(config.include)
        self.exclude = config_globs(config.exclude)
        self.files: dict[str, DiscoveredFile] = {}
        self.skipped: dict[str, Skipped] = {}
        self.diagnostics: list[Diagnostic] = []
        self._entered: set[str] = set()

    def folder(self, path: str, above: Ignores, scripts: bool) -> None:
        """Takes in what the folder holds. ``scripts`` says whether JavaScript in it can be source."""
        self._entered.add(path)
        try:
            with os.scandir(self.root / path) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._cannot_read(path, error)
            return
        names = {entry.name for entry in found}
        ignores = above.entering(path) if ".gitignore" in names else above
        for entry in found:
            inside = path + entry.name
            try:
                if entry.is_symlink():
                    self._link(inside, entry)
                elif entry.is_dir(follow_symlinks=False):
                    self._enter(inside + "/", entry.name, ignores, names, scripts)
                elif entry.name.endswith(EXTENSIONS):
                    self._file(inside, entry, ignores, scripts)
            except OSError as error:
                self._cannot_read(inside, error)

    def named(self, path: Path) -> None:
        """Takes in a path that was given by name, which the walk may have left out."""
        relative = relative_path(path, self.root)
        if path.is_dir():
            folder = relative + "/" if relative else ""
            if folder not in self._entered:
                self.skipped.pop(folder, None)
                self.folder(folder, self._ignores_in(relative), scripts=True)
        elif relative not in self.files and path.name.endswith(EXTENSIONS):
            self._take(relative, path, self._unfit(path.stat()))

    def _ignores_in(self, path: str) -> Ignores:
        """What holds in the folder that a path without its last name leads to."""
        ignores = ignores_above(self.root)
        for depth in range(path.count("/") + 1):
            ignores = ignores.entering("".join(part + "/" for part in path.split("/")[:depth]))
        return ignores

    def _enter(self, path: str, name: str, ignores: Ignores, siblings: set[str], scripts: bool) -> None:
        if is_version_control(name):
            return
        reason = reason_to_leave_folder(name, siblings, is_top=path.count("/") == 1) or self._left_out(path, ignores)
        if reason is None:
            self.folder(path, ignores, scripts and not is_perhaps_output(name))
        else:
            self._skip(path, reason)

    def _file(self, path: str, entry: os.DirEntry[str], ignores: Ignores, scripts: bool) -> None:
        reason = self._left_out(path, ignores) or reason_to_leave_file(entry.name, scripts)
        if reason is None and self.include and not self.include.decide(path):
            reason = "not in include"
        self._take(path, Path(entry.path), reason or self._unfit(entry.stat(follow_symlinks=False)))

    def _take(self, path: str, absolute: Path, reason: str | None) -> None:
        if reason is not None:
            self._skip(path, reason)
            return
        shown = shown_path(path)
        self.skipped.pop(shown, None)
        self.files[shown] = DiscoveredFile(shown, absolute)

    def _left_out(self, path: str, ignores: Ignores) -> str | None:
        if ignores.files and ignores.ignores(path):
            return "ignored by .gitignore"
        return "excluded" if self.exclude and self.exclude.decide(path) else None

    def _unfit(self, status: os.stat_result) -> str | None:
        if not stat.S_ISREG(status.st_mode):
            return "not a regular file"
        return f"larger than {self.limit:,} bytes" if status.st_size > self.limit else None

    def _link(self, path: str, entry: os.DirEntry[str]) -> None:
        target = Path(os.path.realpath(entry.path))
        if not entry.name.endswith(EXTENSIONS) and not entry.is_dir():
            return
        if not target.is_relative_to(self.root):
            reason = "symbolic link that leaves the root"
        elif not target.exists():
            reason = "symbolic link to nothing"
        else:
            reason = "symbolic link, read in its own place"
        self._skip(path, reason)

    def _skip(self, path: str, reason: str) -> None:
        shown = shown_path(path)
        self.skipped[shown] = Skipped(shown, reason)

    def _cannot_read(self, path: str, error: OSError) -> None:
        shown = shown_path(path) or "."
        self.diagnostics.append(Diagnostic(Severity.WARNING, f"cannot be read: {error.strerror}", shown))
        self._skip(path or ".", "cannot be read")
