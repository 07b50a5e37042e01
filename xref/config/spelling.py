"""Did you mean: the nearest of the words that would have been right."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that ``word`` most likely stands for, None when none is near; ``_`` and ``-`` and case do not count."""
    import difflib

    spelled = {choice.lower().replace("_", "-"): choice for choice in choices}
    found = difflib.get_close_matches(word.lower().replace("_", "-"), spelled, n=1, cutoff=0.6)
    return spelled[found[0]] if found else None


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """``did you mean "…"?`` for the nearest choice, None when none is near."""
    found = nearest(word, choices)
    return None if found is None else f'did you mean "{found}"?'
