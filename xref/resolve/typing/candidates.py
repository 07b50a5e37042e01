"""Which of several functions or operators takes given types best (manual, 10.2 and 10.3; func_select_candidate)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeVar

from xref.builtin import CastContext
from xref.resolve.typing.casts import can_coerce, coercions
from xref.resolve.typing.types import UNKNOWN, bare

if TYPE_CHECKING:
    from xref.resolve.typing.types import Types
    from xref.schema.types import SqlType

_STRING = "S"


class Candidate(Protocol):
    """Something that takes arguments of declared types, in the order in which a call writes them."""

    @property
    def declared(self) -> tuple[SqlType, ...]:
        """The declared types."""


C = TypeVar("C", bound=Candidate)


class Failure(Enum):
    """Why there is no choice."""

    NONE_FITS = "none takes these types"
    SEVERAL_FIT = "several do, none of them better than the others"
    NOT_KNOWN = "it hangs on a type that is not known"


def choose(types: Types, inputs: Sequence[SqlType], candidates: Sequence[C]) -> C | Failure:
    """The candidate for these input types, where none has exactly these; UNKNOWN stands for what is not decided."""
    fitting = []
    rows = (candidate.declared for candidate in candidates)
    for candidate, fits in zip(candidates, coercions(types, inputs, rows, CastContext.IMPLICIT), strict=True):
        if fits is None:
            return Failure.NOT_KNOWN
        if fits:
            fitting.append(candidate)
    if len(fitting) < 2:
        return fitting[0] if fitting else Failure.NONE_FITS
    return _select(types, [bare(types.base(type_)) for type_ in inputs], fitting) or Failure.SEVERAL_FIT


def _select(types: Types, inputs: list[SqlType], candidates: list[C]) -> C | None:
    """The best of several candidates that fit; domains among the inputs count as what they are over."""
    known = [(at, type_) for at, type_ in enumerate(inputs) if type_ != UNKNOWN]
    candidates = _best(candidates, lambda candidate: sum(candidate.declared[at] == type_ for at, type_ in known))
    if len(candidates) == 1:
        return candidates[0]
    slots = [(at, type_, types.category(type_)) for at, type_ in known]

    def preferred(candidate: C) -> int:
        declared = candidate.declared
        return sum(declared[at] == type_ or _is_preferred(types, declared[at], category) for at, type_, category in slots)

    candidates = _best(candidates, preferred)
    if len(candidates) == 1:
        return candidates[0]
    unknown = [at for at, type_ in enumerate(inputs) if type_ == UNKNOWN]
    if not unknown:
        return None
    candidates = _by_category(types, unknown, candidates)
    if len(candidates) == 1:
        return candidates[0]
    return _as_if_all_alike(types, inputs, {type_ for _, type_ in known}, candidates)


def _best(candidates: list[C], score: Callable[[C], int]) -> list[C]:
    scores = [score(candidate) for candidate in candidates]
    best = max(scores)
    return [candidate for candidate, reached in zip(candidates, scores, strict=True) if reached == best]


def _is_preferred(types: Types, type_: SqlType, category: str | None = None) -> bool:
    facts = types.facts(type_)
    return facts is not None and facts.preferred and (category is None or facts.category == category)


def _by_category(types: Types, unknown: list[int], candidates: list[C]) -> list[C]:
    """The candidates that take the category which is settled on for each undecided input; all when that leaves none."""
    kept = candidates
    wanted = []
    for at in unknown:
        categories = {types.category(candidate.declared[at]) for candidate in candidates}
        if len(categories) > 1 and _STRING not in categories:
            return candidates
        category = _STRING if _STRING in categories else categories.pop()
        prefers = any(_is_preferred(types, candidate.declared[at], category) for candidate in candidates)
        wanted.append((at, category, prefers))
    for at, category, prefers in wanted:
        kept = [candidate for candidate in kept if _takes(types, candidate.declared[at], category, preferred=prefers)]
    return kept or candidates


def _takes(types: Types, type_: SqlType, category: str, *, preferred: bool) -> bool:
    return types.category(type_) == category and (not preferred or _is_preferred(types, type_))


def _as_if_all_alike(types: Types, inputs: list[SqlType], known: set[SqlType], candidates: list[C]) -> C | None:
    """The one candidate that takes the undecided inputs as the type that all the others have."""
    if len(known) != 1:
        return None
    assumed = list(known) * len(inputs)
    fitting = [one for one in candidates if can_coerce(types, assumed, one.declared, CastContext.IMPLICIT)]
    return fitting[0] if len(fitting) == 1 else None
