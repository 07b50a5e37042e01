"""Rows come back as they were written, found by their whole key."""

from __future__ import annotations

from xref.builtin.rows import Section, read_sections, write_sections

ROWS = {
    "functions": [["lower", "text"], ["lower", "anyrange"], ["lower_inc", "anyrange"], ["low", "x"]],
    "operators": [["<", "int4"], ["<=", "int4"], ["@>", "jsonb"]],
    "casts": [],
}


def test_round_trip() -> None:
    sections = read_sections(write_sections("a title", ROWS))
    assert set(sections) == {"functions", "operators"}
    for name, section in sections.items():
        assert sorted(section) == sorted(ROWS[name])


def test_a_key_is_matched_whole() -> None:
    functions = read_sections(write_sections("a title", ROWS))["functions"]
    assert list(functions.rows("lower")) == [["lower", "anyrange"], ["lower", "text"]]
    assert list(functions.rows("low")) == [["low", "x"]]
    assert list(functions.rows("lo")) == []
    assert list(functions.rows("zzz")) == []
    assert functions.keys() == ["low", "lower", "lower", "lower_inc"]


def test_an_empty_section() -> None:
    assert list(Section()) == []
    assert list(Section().rows("x")) == []
    assert Section().keys() == []
