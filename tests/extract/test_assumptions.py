"""Assumptions: what goes together, what follows, and how it is told."""

from __future__ import annotations

import itertools

import pytest

from xref.extract.assumptions import EQUAL, NOTHING, NULLISH, TRUTHY, Assumptions, Atom, Compound, Condition, under


def about(subject: str, relation: str = TRUTHY) -> Atom:
    return Atom(subject, relation, f"when `{subject}`", f"unless `{subject}`", ord(subject[0]))


def told(*assumptions: tuple[Condition, bool]) -> Assumptions | None:
    found: Assumptions | None = NOTHING
    for condition, outcome in assumptions:
        found = found.adding(condition, outcome) if found is not None else None
    return found


A, B = about("a"), about("b")
# What each relation says of the values that a JavaScript variable may have here.
VALUES = ["undefined", "null", "''", "0", "false", "'k'", "'m'", "1"]
FALSY = {"undefined", "null", "''", "0", "false"}
RELATIONS = [TRUTHY, NULLISH, *(EQUAL + value for value in VALUES)]


def holds(relation: str, value: str) -> bool:
    if relation == TRUTHY:
        return value not in FALSY
    if relation == NULLISH:
        return value in ("undefined", "null")
    return relation == EQUAL + value


@pytest.mark.parametrize(("first", "second"), list(itertools.product(RELATIONS, RELATIONS)))
@pytest.mark.parametrize("outcomes", list(itertools.product([True, False], repeat=2)))
def test_no_contradiction_is_seen_that_is_not_there(first: str, second: str, outcomes: tuple[bool, bool]) -> None:
    possible = any((holds(first, value), holds(second, value)) == outcomes for value in [*VALUES, "'other'"])
    seen = told((about("x", first), outcomes[0]), (about("x", second), outcomes[1]))
    assert seen is not None or not possible


def test_one_test_has_one_outcome() -> None:
    assert told((A, True), (A, False)) is None
    assert told((A, True), (B, False)) is not None


def test_literals_of_one_subject_exclude_each_other() -> None:
    assert told((about("x", "='k'"), True), (about("x", "='m'"), True)) is None
    assert told((about("x", "='k'"), True), (about("x", NULLISH), True)) is None
    assert told((about("x", TRUTHY), False), (about("x", "='k'"), True)) is None


def test_compounds_follow_their_parts() -> None:
    both = Compound(((A, True), (B, True)), True, "", "")
    either = Compound(((A, True), (B, True)), False, "", "")
    assert told((both, True), (A, False)) is None
    assert told((A, True), (both, False), (B, True)) is None
    assert told((either, False), (B, True)) is None
    assert told((A, False), (B, False), (either, True)) is None
    assert told((either, True), (A, False), (B, True)) is not None


def test_merging_finds_contradictions_either_way_round() -> None:
    left, right = told((A, True)), told((B, True), (A, False))
    assert left is not None
    assert right is not None
    assert left.merged(right) is None
    assert right.merged(left) is None
    assert not left.may_go_with(right)


def test_joining_drops_the_one_outcome_that_differs() -> None:
    left, right = told((A, True), (B, True)), told((A, False), (B, True))
    assert left is not None
    assert right is not None
    joined = left.joined(right)
    assert joined is not None
    assert joined.words() == ("when `b`",)
    assert left.joined(NOTHING) is NOTHING


def test_ways_that_are_left_are_remembered() -> None:
    left, right = told((A, True)), told((B, True))
    assert left is not None
    assert right is not None
    known = under(NOTHING, [left, right])
    assert known is not None
    assert known.adding(A, False) is not None
    refuted = known.adding(A, False)
    assert refuted is not None
    assert refuted.adding(B, False) is None


def test_words_are_in_order_of_place_and_say_nothing_twice() -> None:
    assumptions = told((B, False), (A, True))
    assert assumptions is not None
    assert assumptions.words() == ("when `a`", "unless `b`")
    chosen = told((about("k", "='x'"), False), (about("k", "='y'"), True))
    assert chosen is not None
    assert chosen.words() == ("when `k`",)
    assert NOTHING.words() == ()
