"""Where text goes: standard output, and the files of ``--output``."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from xref.cache.entries import Entries
from xref.cli.actions import in_actions, without_commands
from xref.cli.options import AdvisedError
from xref.cli.outcome import ClosedPipeError
from xref.cli.rule_texts import rule_texts
from xref.config import Config, ConfigError, Problem
from xref.config.spelling import did_you_mean
from xref.discovery import reader_below
from xref.reporters import FORMATS, RenderContext
from xref.terminal import follows_links, wants_color, width

_FOR_PEOPLE = ("text", "concise")


class Output(NamedTuple):
    """A format and the file that it is written to, or None for standard output."""

    format: str
    path: Path | None = None


def output(value: str) -> Output:
    """The type of ``--output``: ``FORMAT=FILE``, or ``FORMAT`` alone or with ``-`` for standard output."""
    name, equals, path = value.partition("=")
    if name not in FORMATS:
        advice = did_you_mean(name, FORMATS) or f"FORMAT=FILE, as in sarif=xref.sarif; the formats are {', '.join(FORMATS)}"
        raise AdvisedError(f'--output: there is no format "{name}"', advice)
    if equals and not path:
        raise AdvisedError(f'--output: "{value}" names no file', f"as in --output {name}=FILE, or {name}=- for standard output")
    return Output(name, None if path in ("", "-") else Path(path))


def outputs(options: Mapping[str, Any]) -> tuple[Output, ...]:
    """All that a scan writes, each once: what was asked for, and to standard output the default if nothing else goes there."""
    asked: tuple[Output, ...] = options["outputs"]
    main = options["output_format"]
    if main is None and all(output.path for output in asked):
        main = "github" if in_actions() else "text"
    every = tuple(dict.fromkeys((Output(main), *asked) if main else asked))
    paths = [output.path.absolute() for output in every if output.path]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice:
        raise AdvisedError(f"--output: two formats are to be written to {twice}", "give each a file of its own")
    return every


def write(output: Output, text: str) -> None:
    """Writes the text to where the output goes. Raises ConfigError when the file cannot be written, ClosedPipeError."""
    if output.path is None:
        print_text(without_commands(text) if output.format in _FOR_PEOPLE else text)
        return
    try:
        output.path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError(Problem(f"{output.path} cannot be written: {reason}")) from None


def print_text(text: str) -> None:
    """Text that is ready for standard output: UTF-8 unless it is a terminal, which may know less. Raises ClosedPipeError."""
    stream: TextIO | None = sys.stdout
    if stream is None:  # closed before the program began
        return
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    try:
        stream.write(text if not text or text.endswith("\n") else text + "\n")
        stream.flush()
    except BrokenPipeError:
        raise ClosedPipeError from None
    except OSError as error:
        # What is left in the buffer would fail again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise ConfigError(Problem(f"standard output cannot be written: {error.strerror}")) from None


def render_context(
    config: Config, options: Mapping[str, Any], formats: Collection[str], kept: Entries | None = None
) -> RenderContext:
    """How the report of a scan is to be rendered for a file. The rules' pages are read only for the format that shows them."""
    return RenderContext(
        rules=rule_texts(pages="sarif" in formats, kept=kept),
        file=reader_below(config.root),
        quiet=options["quiet"],
        show_unchecked=options["show_unchecked"],
        show_statistics=options["statistics"],
        prefix=_prefix(config.root),
        category=options["category"],
    )


def on_terminal(context: RenderContext, stream: TextIO | None) -> RenderContext:
    """The same for a stream, which may be a terminal."""
    return replace(context, color=wants_color(stream), hyperlinks=follows_links(stream), width=width())


def _prefix(root: Path) -> str:
    """The root's path from the top of its repository; empty when it is the top, or in none."""
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    prefix = root.relative_to(top).as_posix()
    return "" if prefix == "." else prefix
