"""Which existing name could have been meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")
_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake_case(name: str) -> str:
    """``sessionToken`` -> ``session_token``, ``userID`` -> ``user_id``, ``HTTPServer`` -> ``http_server``."""
    return _BOUNDARY.sub("_", name).lower()


def quoted(name: str) -> str:
    """A stored name (qualified or not) as it has to be written: in quotes where folding would change it."""
    return ".".join(part if _PLAIN.fullmatch(part) else f'"{part}"' for part in name.split("."))


def is_camel_case(name: str) -> bool:
    """Whether a written name has a lower-case letter or digit followed by an upper-case one."""
    return _BOUNDARY.search(name) is not None


def suggest(written: str, names: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The names most like ``written``: its snake_case twin and those that differ in case or underscores, else near ones.

    ``written`` is the identifier as in the text without quotes; ``names`` are stored names. At most ``limit`` are given.
    """
    from difflib import SequenceMatcher, get_close_matches

    known = sorted(set(names))
    best = [name for name in known if name == snake_case(written)]
    plain = written.lower().replace("_", "")
    best += [name for name in known if name not in best and name.lower().replace("_", "") == plain]
    if best:
        return tuple(best[:limit])
    # A long list of near names is no help; difflib's default cutoff lets through pairs that share only a suffix.
    near = get_close_matches(written.lower(), known, n=limit, cutoff=0.72)
    near.sort(key=lambda name: -SequenceMatcher(None, written.lower(), name).ratio())
    return tuple(near)
