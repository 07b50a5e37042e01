"""What reaches a terminal: nothing that it would act on."""

from __future__ import annotations

import io
import unicodedata

import pytest

from xref.terminal import escape_control, follows_links, wants_color


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain ä 𝒳", "plain ä 𝒳"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\x9b31mb", r"a\x9b31mb"),
        ("a\r\nb\tc", r"a\x0d\x0ab\x09c"),
        ("user\u202enimda", r"user\u202enimda"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("half\ud800", r"half\ud800"),
    ],
)
def test_escapes(text: str, escaped: str) -> None:
    assert escape_control(text) == escaped


def test_keep() -> None:
    assert escape_control("a\tb\n\x1b", keep="\t\n") == "a\tb\n\\x1b"


def test_no_control_or_format_character_is_left() -> None:
    """Unicode's categories Cc and Cs, and of Cf those that change order or show nothing."""
    every = "".join(map(chr, range(0x110000)))
    left = [character for character in escape_control(every) if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")]
    assert left == []
    bidirectional = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert [character for character in escape_control(every) if unicodedata.bidirectional(character) in bidirectional] == []


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "CI"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_color(environment: pytest.MonkeyPatch) -> None:
    assert wants_color(Terminal())
    assert not wants_color(io.StringIO())
    environment.setenv("TERM", "dumb")
    assert not wants_color(Terminal())
    environment.setenv("FORCE_COLOR", "1")
    assert wants_color(io.StringIO())
    environment.setenv("NO_COLOR", "1")
    assert not wants_color(Terminal())


def test_links(environment: pytest.MonkeyPatch) -> None:
    assert not follows_links(Terminal())
    environment.setenv("VTE_VERSION", "7600")
    assert follows_links(Terminal())
    assert not follows_links(io.StringIO())
    environment.setenv("CI", "true")
    assert not follows_links(Terminal())
