"""Names in a document: what a heading, a cell or a list item names, and exactly where.

A document shows names as the database stores them, so a name keeps its case (``sessionToken`` is a camelCase column), except a
bare capitalised word, which is prose for the lower-case name ("Users").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xref.schema.catalog import RelationName
from xref.schema.declaration import UNQUALIFIED
from xref.schema.sources.markdown.document import Passage

NAME = r'(?:"[^"\n`|]{1,63}"|[^\W\d][\w$]{0,62})'
_QUALIFIED = rf"(?:(?P<schema>{NAME})\.)?(?P<name>{NAME})"
_FULL = re.compile(_QUALIFIED)
_DOTTED = re.compile(rf"{NAME}(?:`?\.`?{NAME}){{0,2}}")
_CODE = re.compile(r"`+([^`\n]+)`+")
_LINK = re.compile(r"\[([^\[\]\n]+)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])")
_WRAPPERS = ("***", "**", "~~", "`", "*")

_NUMBERING = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|[A-Z]\.)\s+")
_ORNAMENT = re.compile(r"[^\w`\"*\[(]+")
_EMPHASIS = re.compile(r"\*+")
_LABEL = re.compile(
    r"(?:the\s+|db\s+|database\s+|new\s+)*(?:table|relation|entity|view)(?:\s+name)?\b\s*[:\-–—]?\s*", re.IGNORECASE
)
_BARE = re.compile(rf"{_QUALIFIED}(?P<rest>.*)", re.DOTALL)
_REST = re.compile(r"(?:\s*[(:].*|\s+[^\w\s&+/,].*)?", re.DOTALL)
_TABLE_WORD = re.compile(r"[`*]*\s+\(?(?:table|relation|entity|view)\b", re.IGNORECASE)
_NOT_A_TABLE = re.compile(
    r"[^`]*`[`*\s]*(?:tables|schema|database|module|service|package|app|worker|migration|function|enum|type|policy|trigger|column|"
    r"field|index|endpoint|file|script|values?)\b",
    re.IGNORECASE,
)
_NOT_TABLES = re.compile(
    r"architecture|attributes?|backend|changelog|checks?|columns?|constraints?|conventions|core|database|default|definitions?|"
    r"description|details|diagram|enums?|examples?|fields?|foreign|frontend|functions?|index|indexes|indices|introduction|keys?|"
    r"migrations?|models?|none|notes?|overview|parameters|policies|policy|primary|properties|purpose|references?|relations?|"
    r"relationships?|request|response|rls|rows?|schemas?|security|status|structure|summary|tables?|triggers?|types?|usage|"
    r"validation|values|views?",
    re.IGNORECASE,
)
"""Words that head a part of a description; as a bare heading they name no table."""
_NOT_NAMES = re.compile(
    r"all|and|any|etc|everything|false|many|misc|multiple|n|na|nil|no|none|not|nothing|null|others?|several|some|tba|tbd|the|to|"
    r"todo|true|unknown|various|yes",
    re.IGNORECASE,
)
"""Words that stand where a name could and are none."""


@dataclass(frozen=True, slots=True)
class Named:
    """A relation's name and where it is written. ``certain``: it is marked as a name (code, a label), not just a word."""

    name: RelationName
    at: Passage
    certain: bool = True


def unwrapped(passage: Passage) -> Passage:
    """The passage without the emphasis, code marks or link around the whole of it."""
    passage = passage.stripped()
    while True:
        inner = _peeled(passage)
        if inner is None:
            return passage
        passage = inner.stripped()


def _peeled(passage: Passage) -> Passage | None:
    text = passage.text
    for mark in _WRAPPERS:
        size = len(mark)
        if len(text) > 2 * size and text.startswith(mark) and text.endswith(mark) and mark[0] not in text[size:-size]:
            return passage.part(size, len(text) - size)
    link = _LINK.fullmatch(text)
    return passage.part(link.start(1), link.end(1)) if link else None


def is_struck(passage: Passage) -> bool:
    """Whether the passage is struck through: what it names is gone."""
    return passage.text.startswith("~~")


def stored(written: str, *, code: bool) -> str:
    """A written name as the database stores it."""
    if written.startswith('"'):
        return written[1:-1]
    if not code and (written.isupper() or written[1:].islower()):
        return written.lower()
    return written


def is_code(outer: Passage, inner: Passage) -> bool:
    """Whether the inner passage stands between backticks within the outer one."""
    before = inner.start - outer.start
    return outer.text[before - 1 : before] == "`"


def relation_name(passage: Passage, *, code: bool = False) -> Named | None:
    """The relation that a whole passage names (``users``, ```public.users```, ``**users**``), else None.

    ``code`` says that the passage is known to stand between backticks.
    """
    inner = unwrapped(passage)
    match = _FULL.fullmatch(inner.text)
    if match is None or _NOT_NAMES.fullmatch(match["name"]):
        return None
    code = code or is_code(passage, inner)
    return Named(_relation(match, code=code), inner.part(match.start("name")), code)


def column_name(passage: Passage) -> tuple[str, Passage] | None:
    """The column that a whole passage names, else None."""
    inner = unwrapped(passage)
    if not re.fullmatch(NAME, inner.text):
        return None
    return stored(inner.text, code=is_code(passage, inner)), inner


def dotted_name(passage: Passage) -> tuple[list[str], Passage] | None:
    """The parts of a passage that is wholly a dotted name (``users.id``), with the last part's place, else None."""
    inner = unwrapped(passage)
    if not _DOTTED.fullmatch(inner.text.strip("`")):
        return None
    parts = list(re.finditer(NAME, inner.text))
    names = [stored(part[0], code=True) for part in parts]
    return names, inner.part(parts[-1].start(), parts[-1].end())


def code_spans(passage: Passage) -> list[Passage]:
    """What stands between backticks, in order."""
    return [passage.part(match.start(1), match.end(1)) for match in _CODE.finditer(passage.text)]


def listed_names(passage: Passage) -> list[Passage] | None:
    """The names of a passage that is wholly a list of names in code, None when it says anything else."""
    rest = _CODE.sub("", passage.text)
    if re.sub(r"\band\b|\bor\b|\betc\b|[\s,;&.…+*]", "", rest):
        return None
    spans = code_spans(passage)
    return spans if spans and all(re.fullmatch(NAME, span.text) for span in spans) else None


def heading_relation(passage: Passage) -> Named | None:
    """The relation that a heading, or a line that stands for one, names; status marks and remarks around it do not count."""
    text = _without_number(passage)
    label = _LABEL.match(text.text)
    labelled = text.part(label.end()) if label else text
    return _coded(labelled) or _bare(labelled, labelled=label is not None)


def _without_number(passage: Passage) -> Passage:
    for _ in range(3):
        mark = _NUMBERING.match(passage.text) or _ORNAMENT.match(passage.text) or _EMPHASIS.match(passage.text)
        if mark is None:
            break
        passage = passage.part(mark.end())
    return passage


def _coded(text: Passage) -> Named | None:
    spans = [span for span in code_spans(text) if _FULL.fullmatch(span.text)]
    if not spans or len({span.text for span in spans}) > 1:
        return None
    match = _FULL.match(spans[0].text)
    before = text.text[: spans[0].start - text.start].strip("`* \t[(")
    if (
        match is None
        or _NOT_A_TABLE.match(text.text[spans[0].start - text.start :])
        or before.lower() not in ("", "the", "table")
    ):
        return None
    return Named(_relation(match, code=True), spans[0].part(match.start("name")))


def _bare(text: Passage, *, labelled: bool) -> Named | None:
    inner = unwrapped(text)
    inner = inner.part(len(inner.text) - len(inner.text.lstrip("*[_")) if inner.text[:1] in "*[" else 0)
    match = _BARE.match(inner.text)
    if match is None or (_NOT_TABLES.fullmatch(match["name"]) and not labelled):
        return None
    rest = match["rest"].lstrip("*]")
    spoken = _TABLE_WORD.match(match["rest"]) is not None
    if not spoken and not _REST.fullmatch(rest):
        return None
    if _NOT_NAMES.fullmatch(match["name"]):
        return None
    return Named(
        _relation(match, code=False),
        inner.part(match.start("name"), match.end("name")),
        labelled or spoken or bool(match["schema"]),
    )


def _relation(match: re.Match[str], *, code: bool) -> RelationName:
    schema = stored(match["schema"], code=code) if match["schema"] else UNQUALIFIED
    return RelationName(schema, stored(match["name"], code=code))
