"""The tree of a commit in a temporary folder, as far as it is needed; the work tree is not touched.

A file that is the same in the work tree is taken from there, the others from git's object store. Only regular files are
written, each by a path that stays in the folder: no symbolic link, nothing that is called .git, no ``..``.
"""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from xref.changes.survey import MOST_BYTES, Survey, is_ignore_file
from xref.config import ConfigError, Problem

_EXCLUDE = ".git/info/exclude"
_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS))


@contextmanager
def earlier_tree(survey: Survey) -> Iterator[Path]:
    """A folder that stands for the top of the repository, removed afterwards.

    It has the files that changed, with what discovery looks at beside them; where something changed that may be a schema
    source, all that may be one; where an ignore file changed, everything.
    """
    with tempfile.TemporaryDirectory(prefix="xref-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        _write(folder, _EXCLUDE, survey.work_tree.read(_EXCLUDE, MOST_BYTES) or b"")
        (folder / survey.wanted.prefix).mkdir(parents=True, exist_ok=True)
        _write_all(folder, survey, _needed(survey))
        yield folder


def _needed(survey: Survey) -> set[str]:
    if survey.ignores_changed:
        return {*survey.files, *survey.names}
    needed = set(survey.changed)
    if survey.schema_changed:
        needed.update(filter(survey.wanted.is_schema, survey.files))
    folders = set(_folders_above(needed))
    beside = (*filter(is_ignore_file, survey.files), *survey.names)
    return needed | {path for path in beside if path.rpartition("/")[0] in folders}


def _folders_above(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        while path:
            path = path.rpartition("/")[0]
            yield path


def _write_all(folder: Path, survey: Survey, paths: Iterable[str]) -> None:
    from_git: dict[str, str] = {}
    for path in sorted(paths):
        if path in survey.names:
            _write(folder, path, b"")
        elif path in survey.changed:
            from_git[path] = survey.objects[path]
        else:
            content = survey.work_tree.read(path, survey.wanted.limit(path))
            if content is not None:
                _write(folder, path, content)
    contents = survey.repository.blobs(from_git.values(), MOST_BYTES)
    for path, name in from_git.items():
        content = contents.get(name)
        if content is not None and len(content) <= survey.wanted.limit(path):
            _write(folder, path, content)


def _write(folder: Path, path: str, content: bytes) -> None:
    """Writes a file of the tree. What this file system has no name for is left out."""
    whole = folder / path
    try:
        whole.parent.mkdir(parents=True, exist_ok=True)
        with whole.open("xb") as stream:
            stream.write(content)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise ConfigError(Problem(f"{folder} cannot be written: {error.strerror}", help="set TMPDIR")) from None
