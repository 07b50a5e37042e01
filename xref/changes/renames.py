"""Which new file is which old one under another name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from xref.source import SourceFile

_LEAST = 0.5
_MOST_COMPARISONS = 10_000


def renamed(old: Mapping[str, SourceFile], new: Mapping[str, SourceFile]) -> dict[str, str]:
    """The former path of each new one: by equal text, else by at least half of the lines being the same, as in git.

    ``old`` are the files that are gone, ``new`` those that are new.
    """
    former = dict(_with_equal_text(old, new))
    taken = set(former.values())
    old_left = {path: Counter(_lines(file)) for path, file in old.items() if path not in taken}
    new_left = {path: file for path, file in new.items() if path not in former}
    for path, before in _with_similar_text(old_left, new_left):
        if path not in former and before not in taken:
            former[path] = before
            taken.add(before)
    return former


def _with_equal_text(old: Mapping[str, SourceFile], new: Mapping[str, SourceFile]) -> Iterator[tuple[str, str]]:
    by_text: dict[str, list[str]] = {}
    for path in sorted(old):
        by_text.setdefault(old[path].text, []).append(path)
    for path in sorted(new):
        paths = by_text.get(new[path].text)
        if paths and new[path].text:
            before = next((one for one in paths if _name(one) == _name(path)), paths[0])
            paths.remove(before)
            yield path, before


def _with_similar_text(old: Mapping[str, Counter[str]], new: Mapping[str, SourceFile]) -> list[tuple[str, str]]:
    """The pairs that are similar enough, the most similar first. Those of the same name are looked at first."""
    pairs = sorted(
        ((path, before) for path in new for before in old), key=lambda pair: (_name(pair[0]) != _name(pair[1]), pair)
    )
    rated = []
    lines: dict[str, Counter[str]] = {}
    for path, before in pairs[:_MOST_COMPARISONS]:
        if path not in lines:
            lines[path] = Counter(_lines(new[path]))
        similarity = _similarity(old[before], lines[path])
        if similarity >= _LEAST:
            rated.append((-similarity, path, before))
    return [(path, before) for _, path, before in sorted(rated)]


def _similarity(old: Counter[str], new: Counter[str]) -> float:
    most = max(old.total(), new.total())
    return (old & new).total() / most if most else 0.0


def _lines(file: SourceFile) -> Iterable[str]:
    return (line.strip() for line in file.text.splitlines() if line.strip())


def _name(path: str) -> str:
    return path.rpartition("/")[2]
