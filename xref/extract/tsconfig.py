"""Which file a module's name means by the project's own settings: tsconfig.json (``paths``, ``baseUrl``) and package.json.

A tsconfig is JSON with comments and trailing commas. What is named in it leads nowhere but to files that are analysed anyway.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xref.source import SourceFile

    Read = Callable[[str], SourceFile | None]

_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')
_MAX_CONFIGS = 16
_MAX_LENGTH = 1_000_000


@dataclass(frozen=True, slots=True)
class PathMapping:
    """``paths`` of a tsconfig: patterns with at most one ``*``, each with targets; ``base`` is ``baseUrl`` if there is one.

    Targets and ``base`` are folders and files relative to the root of the project.
    """

    patterns: tuple[tuple[str, tuple[str, ...]], ...] = ()
    base: str | None = None

    def places(self, module: str) -> Iterator[str]:
        """Where the file may be that ``module`` means; the pattern with the longest beginning decides, as in TypeScript."""
        matching = [(pattern, targets) for pattern, targets in self.patterns if matched(pattern, module) is not None]
        if matching:
            pattern, targets = max(matching, key=lambda entry: (entry[0] == module, len(entry[0].partition("*")[0])))
            inside = matched(pattern, module) or ""
            yield from (target.replace("*", inside, 1) for target in targets)
        if self.base is not None:
            yield posixpath.join(self.base, module)


NO_MAPPING = PathMapping()


def matched(pattern: str, name: str) -> str | None:
    """What ``*`` stands for (empty without one) if ``name`` is as ``pattern`` says, else None."""
    before, star, after = pattern.partition("*")
    if not star:
        return "" if name == pattern else None
    if len(name) < len(before) + len(after) or not name.startswith(before) or not name.endswith(after):
        return None
    return name[len(before) : len(name) - len(after)]


def parse_json(text: str) -> object:
    """JSON that may have comments and trailing commas; None when it is something else."""
    if len(text) > _MAX_LENGTH:
        return None
    try:
        return json.loads(_TRAILING_COMMA.sub(_kept, _COMMENT.sub(_kept, text)))
    except (ValueError, RecursionError):
        return None


def _kept(match: re.Match[str]) -> str:
    return match[1] or ""


def read_json(path: str, read: Read) -> Mapping[str, object]:
    """The object in a file of the project; empty when there is none."""
    file = read(path)
    value = parse_json(file.text) if file is not None else None
    return value if isinstance(value, Mapping) else {}


def load_mapping(path: str, read: Read, packages: Callable[[str], str | None]) -> PathMapping:
    """The mapping of the tsconfig at ``path``, of what it extends, else of the projects that it references.

    ``packages`` gives the folder of a package of the project by its name: ``extends`` may name one.
    """
    seen: set[str] = set()
    found = _extended(path, read, packages, seen)
    if found == NO_MAPPING:
        for reference in _list(read_json(path, read).get("references")):
            target = reference.get("path") if isinstance(reference, Mapping) else None
            if isinstance(target, str):
                found = _extended(_beside(path, target), read, packages, seen)
                if found != NO_MAPPING:
                    break
    return found


def _extended(path: str, read: Read, packages: Callable[[str], str | None], seen: set[str]) -> PathMapping:
    """``paths`` and ``baseUrl`` of a tsconfig, each from the last of its ancestors that has it."""
    path = path if path.endswith(".json") else f"{path}/tsconfig.json" if read(f"{path}/tsconfig.json") else f"{path}.json"
    if path in seen or len(seen) >= _MAX_CONFIGS:
        return NO_MAPPING
    seen.add(path)
    content = read_json(path, read)
    inherited = NO_MAPPING
    extends = content.get("extends")
    for parent in _list(extends) if isinstance(extends, list) else [extends]:
        place = _parent(path, parent, packages) if isinstance(parent, str) else None
        if place is not None:
            found = _extended(place, read, packages, seen)
            inherited = PathMapping(found.patterns or inherited.patterns, found.base or inherited.base)
    return _own(path, content, inherited)


def _parent(path: str, extends: str, packages: Callable[[str], str | None]) -> str | None:
    if extends.startswith("."):
        return _beside(path, extends)
    parts = extends.split("/")
    count = 2 if extends.startswith("@") else 1
    folder = packages("/".join(parts[:count]))
    return posixpath.join(folder, *parts[count:]) if folder is not None else None


def _own(path: str, content: Mapping[str, object], inherited: PathMapping) -> PathMapping:
    options = content.get("compilerOptions")
    if not isinstance(options, Mapping):
        return inherited
    base, written = options.get("baseUrl"), options.get("paths")
    folder = _beside(path, base) if isinstance(base, str) else inherited.base
    if not isinstance(written, Mapping):
        return PathMapping(inherited.patterns, folder)
    beside = folder if folder is not None else posixpath.dirname(path)
    patterns = tuple(
        (pattern, tuple(_joined(beside, target) for target in _list(targets) if isinstance(target, str)))
        for pattern, targets in written.items()
    )
    return PathMapping(patterns, folder)


def _beside(path: str, target: str) -> str:
    return _joined(posixpath.dirname(path), target)


def _joined(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(folder, target.removeprefix("${configDir}/")))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
