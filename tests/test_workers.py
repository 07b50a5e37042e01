"""Work that is shared out: every result, whoever did it, and a task that kills its process takes nothing else along."""

from __future__ import annotations

import os
import signal
import time

import pytest

from xref.workers import Done, Failure, Shared, can_fork, shared

forking = pytest.mark.skipif(not can_fork(), reason="no safe fork here")


def values(results: list[Done[int] | Failure]) -> list[int | str]:
    return [one.value if isinstance(one, Done) else one.reason for one in results]


@pytest.mark.parametrize("jobs", [1, 2, 4])
@pytest.mark.parametrize("count", [0, 1, 3, 500, 20_001])
def test_each_task_is_done_once(jobs: int, count: int) -> None:
    with shared(lambda number: number * 2, count, jobs) as work:
        assert values(work.results()) == [number * 2 for number in range(count)]


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_task_that_fails_fails_alone(jobs: int) -> None:
    def work(number: int) -> int:
        if number == 5:
            raise ValueError("five")
        return number

    with shared(work, 10, jobs) as one:
        assert values(one.results()) == [0, 1, 2, 3, 4, "ValueError: five", 6, 7, 8, 9]


@forking
def test_a_process_that_dies_costs_the_task_that_it_died_of() -> None:
    own = os.getpid()

    def work(number: int) -> int:
        if os.getpid() == own:
            time.sleep(0.05)
            return number
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    one = Shared(work, 40, 2)
    time.sleep(0.5)  # so that the other process has taken the second task by then
    found = values(one.results())
    assert found == [0, "its process died", *range(2, 40)]


@forking
def test_others_work_while_this_process_does_something_else() -> None:
    own = os.getpid()
    with shared(lambda number: os.getpid(), 5, 2) as work:
        time.sleep(0.5)
        assert own not in values(work.results())


@forking
def test_what_is_not_wanted_any_more_ends() -> None:
    before = time.perf_counter()
    with shared(lambda number: time.sleep(30), 2, 2):
        pass
    assert time.perf_counter() - before < 5


def test_a_value_that_is_no_plain_value_is_a_failure() -> None:
    own = os.getpid()

    def work(number: int) -> object:
        return lambda: None if os.getpid() != own else number

    with shared(work, 4, 2) as one:
        time.sleep(0.2)
        assert all(isinstance(each, Done) or "pickle" in each.reason for each in one.results())
