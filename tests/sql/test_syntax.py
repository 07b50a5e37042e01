"""The syntax verdict is the server's: over valid statements, over mutations of them, and over what people get wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sql.statements import REFUSED, VALID
from tests.support.syntax_corpus import Server, Verdict, compare, mutations, verdict


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.close()


@pytest.mark.parametrize("text", VALID)
def test_what_the_server_takes_is_taken(server: Server, text: str) -> None:
    assert server.verdict(text) == Verdict()
    assert verdict(text) == Verdict()


@pytest.mark.parametrize("text", REFUSED)
def test_what_the_server_refuses_is_refused_in_its_words_where_it_points(server: Server, text: str) -> None:
    answer = server.verdict(text)
    assert answer.message is not None
    assert verdict(text) == answer


def test_mutations_get_the_servers_verdict(server: Server) -> None:
    comparison = compare(server, mutations([*VALID, *REFUSED], 5000, seed=18))
    false_alarms = [text for kind, text, _, _ in comparison.disagreements if kind == "FALSE ALARM"]
    assert not false_alarms
    assert comparison.counts["both refuse, same place and message"] + comparison.counts["both accept"] >= 4980


def test_lexical_oddities_are_read_as_the_server_does(server: Server) -> None:
    texts = [
        "SELECT 'a'\n'b'",
        "SELECT E'a'\n  'b\\''",
        "SELECT 'a' -- c\n'b'",
        "SELECT a<-1",
        "SELECT a*-1",
        "SELECT a@-1",
        "SELECT 1..2",
    ]
    texts += [
        "SELECT a--b\n+ 1",
        "SELECT a/**/b",
        "SELECT a+/*x*/b",
        "SELECT 1.",
        "SELECT .5",
        "SELECT t.5",
        "SELECT 1e",
        "SELECT 0x",
        "SELECT 1__0",
    ]
    texts += [
        "SELECT a::int2",
        "SELECT a:int",
        "SELECT x'1' '2'",
        "SELECT u&'a' uescape '+'",
        "SELECT a=>b",
        "SELECT f(a=>1)",
        "SELECT a=-1",
        "SELECT é",
    ]
    texts += [
        "SELECT \u00a0a",
        "SELECT a$b",
        "SELECT $1$2",
        "SELECT $",
        "SELECT $a$",
        "SELECT a;b",
        "SELECT (1;2)",
        "SELECT a # b",
        "SELECT a \\ b",
        "SELECT ~~a",
    ]
    for text in texts:
        assert verdict(text) == server.verdict(text), text
