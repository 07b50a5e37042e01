"""Expectations are read from every kind of comment, and disagreement shows both ways."""

from __future__ import annotations

import pytest

from tests.support.expectations import Expectation, MalformedExpectationError, Todo, compare, read_expectations


@pytest.mark.parametrize(
    "line",
    [
        'db.query("SELECT emial FROM users"); // error: [undefined-column] "emial"',
        'SELECT emial FROM users -- error: [undefined-column] "emial"',
        'SELECT /* error: [undefined-column] "emial" */ emial FROM users',
        '| emial | text | <!-- error: [undefined-column] "emial" -->',
        '-- error:[undefined-column]"emial"\nSELECT emial',
    ],
)
def test_every_kind_of_comment(line: str) -> None:
    expected_line = line.count("\n") + 1
    assert read_expectations(line) == (Expectation(expected_line, "error", "undefined-column", "emial"),)


def test_several_in_one_comment() -> None:
    line = 'x // error: [a] "x" [b] "y" warning: [c] "z" note: [d] "w"'
    assert read_expectations(line) == (
        Expectation(1, "error", "a", "x"),
        Expectation(1, "error", "b", "y"),
        Expectation(1, "warning", "c", "z"),
        Expectation(1, "note", "d", "w"),
    )


def test_two_comments_on_a_line() -> None:
    line = '/* error: [a] "x" */ y /* warning: [b] "y" */'
    assert [(e.rule, e.severity) for e in read_expectations(line)] == [("a", "error"), ("b", "warning")]


def test_alone_speaks_for_the_next_line_that_is_not_one() -> None:
    text = 'a\n  -- error: [a] "x"\n  /* warning: [b] "y" */\r\n  SELECT x, y -- note: [c] "z"\nb'
    assert [(e.line, e.rule) for e in read_expectations(text)] == [(4, "a"), (4, "b"), (4, "c")]


def test_a_template_that_ends_after_the_comment_is_its_own_line() -> None:
    assert read_expectations('SELECT emial -- error: [a] "emial"`);')[0].line == 1
    assert read_expectations('-- error: [a] "emial"`);')[0].line == 1


def test_tokens_are_json() -> None:
    assert read_expectations(r'x -- error: [a] "\"userId\"" [b] "gr\u00f6\u00dfe"')[0].token == '"userId"'
    assert read_expectations('x -- error: [a] "größe 😀"')[0].token == "größe 😀"


def test_todos_keep_their_kind() -> None:
    text = 'x // todo-error: [a] "x" the parser takes it\ny -- todo-ok: [b] "y" LATERAL is not followed'
    assert [e.todo for e in read_expectations(text)] == [Todo.ERROR, Todo.OK]


def test_other_comments_are_not_expectations() -> None:
    assert read_expectations("// error: something went wrong\n-- a note: none\nthrow new Error('error: [x]')") == ()


@pytest.mark.parametrize(
    "text",
    [
        "x // error: [undefined-column]",
        "x // error: [undefined-column] emial",
        'x // error: [Undefined Column] "emial"',
        'x // error: [a] "x" [b]',
        'x // error: [a] "x" warning: oops',
        'x // todo-error: [a] "x"',
        "x // todo-ok: later",
        'x // todo-ok [a] "x" no colon',
        '-- error: [a] "x"',
        r'x -- error: [a] "\d"',
    ],
)
def test_malformed(text: str) -> None:
    with pytest.raises(MalformedExpectationError, match="line 1"):
        read_expectations(text)


EXPECTED = Expectation(3, "error", "undefined-column", "emial")
REPORTED = (3, "error", "undefined-column", "emial")


def test_agreement() -> None:
    assert compare([EXPECTED], [REPORTED]) == []
    assert compare([], []) == []
    assert compare([EXPECTED, EXPECTED], [REPORTED, REPORTED]) == []


def test_unmet() -> None:
    assert compare([EXPECTED], []) == ['line 3: not reported: error: [undefined-column] "emial"']
    assert len(compare([EXPECTED, EXPECTED], [REPORTED])) == 1


def test_unexpected() -> None:
    assert compare([], [REPORTED]) == ['line 3: not expected: error: [undefined-column] "emial"']
    assert len(compare([EXPECTED], [REPORTED, REPORTED])) == 1


@pytest.mark.parametrize(
    "reported",
    [
        (4, "error", "undefined-column", "emial"),
        (3, "warning", "undefined-column", "emial"),
        (3, "error", "undefined-table", "emial"),
        (3, "error", "undefined-column", "u.emial"),
    ],
)
def test_nearly_right_is_wrong_both_ways(reported: tuple[int, str, str, str]) -> None:
    differences = compare([EXPECTED], [reported])
    assert len(differences) == 2
    assert any("(reported on line" in difference for difference in differences)


def test_todo_error_holds_until_it_is_reported() -> None:
    todo = Expectation(3, "error", "undefined-column", "emial", Todo.ERROR)
    assert compare([todo], []) == []
    assert compare([todo], [REPORTED]) == [
        'line 3: todo-error: [undefined-column] "emial" is reported now: expect error: instead'
    ]


def test_todo_ok_holds_until_it_is_not_reported() -> None:
    todo = Expectation(3, "error", "undefined-column", "emial", Todo.OK)
    assert compare([todo], [(3, "warning", "undefined-column", "emial")]) == []
    assert compare([todo], []) == ['line 3: todo-ok: [undefined-column] "emial" is not reported any more: remove the todo']
