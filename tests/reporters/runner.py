"""What a runner of GitHub Actions takes from a line of a log, as its documentation and its behaviour have it."""

from __future__ import annotations

import re
from typing import NamedTuple


class Command(NamedTuple):
    """A workflow command, unescaped."""

    name: str
    properties: dict[str, str]
    message: str


def lines(text: str) -> list[str]:
    """The lines of a log: they end in a line feed, a carriage return, or both."""
    return re.split(r"\r\n|\r|\n", text)


def command(line: str) -> Command | None:
    """The command that a line is: ``::name key=value,key=value::message`` after white space."""
    found = re.match(r"\s*::([^ :]+)(?: (.*?))?::(.*)", line, re.DOTALL)
    if found is None:
        return None
    pairs = (pair.partition("=") for pair in (found[2] or "").split(",") if pair)
    properties = {key.strip(): _unescaped(value, {"%3A": ":", "%2C": ","}) for key, _, value in pairs}
    return Command(found[1], properties, _unescaped(found[3], {}))


def old_command(line: str) -> str | None:
    """The name of the older kind of command, which may stand anywhere in a line."""
    found = re.search(r"##\[([a-z-]+)[^\]]*\]", line, re.IGNORECASE)
    return found[1] if found else None


def _unescaped(text: str, more: dict[str, str]) -> str:
    for written, meant in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        text = text.replace(written, meant)
    return text
