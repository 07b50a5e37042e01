"""Which lines and contents are the same, and which paths are safe."""

from __future__ import annotations

import pytest

from xref.changes.line_map import unchanged_lines
from xref.changes.survey import is_safe
from xref.changes.work_tree import is_blob


@pytest.mark.parametrize("path", ["../a", "a/../b", "/a", "a//b", ".git/config", "a/.GIT/hooks/x", "a/./b", "a\0b", ""])
def test_unsafe_paths(path: str) -> None:
    assert not is_safe(path)


def test_objects_of_both_kinds_are_known() -> None:
    assert is_blob(b"a\n", "78981922613b2afb6025042ff6bd878ac1994e85")
    assert is_blob(b"a\r\n", "78981922613b2afb6025042ff6bd878ac1994e85")
    assert not is_blob(b"b\n", "78981922613b2afb6025042ff6bd878ac1994e85")
    assert is_blob(b"", "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813")


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("abc", "abc", {0: 0, 1: 1, 2: 2}),
        ("", "abc", {}),
        ("abc", "", {}),
        ("abcd", "abxcd", {0: 0, 1: 1, 3: 2, 4: 3}),
        ("abcdef", "xbydzf", {1: 1, 3: 3, 5: 5}),
        ("abcde", "eabcd", {1: 0, 2: 1, 3: 2, 4: 3}),
        ("aaaa", "aa", {0: 0, 1: 1}),
    ],
)
def test_lines_that_did_not_change(old: str, new: str, same: dict[int, int]) -> None:
    assert unchanged_lines(old, new) == same


def test_lines_that_repeat_take_no_time() -> None:
    old = [str(index % 100) for index in range(200_000)]
    assert len(unchanged_lines(["x", *old, "y"], ["z", *reversed(old), "w"])) < len(old)
