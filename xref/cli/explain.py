"""``xref explain``: a rule's page, or the rules of an SQLSTATE."""

from __future__ import annotations

import re
import sys

import click

from xref.cli.options import AdvisedError, output_format
from xref.cli.output import print_text
from xref.config.spelling import did_you_mean
from xref.rule import Rule
from xref.rules import ALL, page
from xref.terminal import wants_color

_SQLSTATE = re.compile(r"[0-9A-Z]{5}")
_BOLD = "\x1b[1m{}\x1b[0m"
_CODE = "\x1b[36m{}\x1b[0m"


@click.command("explain")
@click.argument("subject", metavar="RULE|SQLSTATE")
@output_format(("text", "markdown"))
def command(subject: str, output_format: str) -> None:
    """Explain a rule, or the rules that stand for an SQLSTATE."""
    pages = [page(rule.name).strip() for rule in _rules_of(subject)]
    if output_format == "text":
        color = wants_color(sys.stdout)
        pages = [for_terminal(text, color) for text in pages]
    print_text("\n\n".join(pages))


def _rules_of(subject: str) -> list[Rule]:
    if subject.lower() in {rule.name for rule in ALL}:
        return [rule for rule in ALL if rule.name == subject.lower()]
    state = subject.upper()
    states = {rule.name: (rule.sqlstate or "").split("/") for rule in ALL}
    if _SQLSTATE.fullmatch(state) and any(character.isdigit() for character in state):
        found = [rule for rule in ALL if state in states[rule.name]]
        if not found:
            raise AdvisedError(f"no rule stands for SQLSTATE {state}", '"xref rules" lists those that there are')
        return found
    advice = did_you_mean(subject, states) or '"xref rules" lists them'
    raise AdvisedError(f'there is no rule "{subject}"', advice)


def for_terminal(markdown: str, color: bool) -> str:
    """A page's Markdown as text: headings without their marks, code indented, both coloured where that is wanted."""
    lines = []
    fenced = False
    for line in markdown.splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced:
            lines.append("    " + (_CODE.format(line) if color and line else line))
        elif line.startswith("#"):
            heading = line.lstrip("#").strip()
            lines.append(_BOLD.format(heading) if color else heading)
        else:
            lines.append(re.sub(r"`([^`]+)`", lambda match: _CODE.format(match[1]), line) if color else line)
    return "\n".join(line.rstrip() for line in lines)
