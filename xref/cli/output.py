"""Where text goes: standard output, and the files of ``--output``."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from xref.cli.options import AdvisedError
from xref.cli.outcome import ClosedPipeError
from xref.cli.rule_texts import rule_texts
from xref.config import Config, ConfigError, Problem
from xref.config.spelling import did_you_mean
from xref.discovery import DiscoveredFile, read_source
from xref.reporters import FORMATS, RenderContext
from xref.source import SourceFile
from xref.terminal import follows_links, wants_color, width


class Output(NamedTuple):
    """A format and the file that it is written to."""

    format: str
    path: Path


def output_file(value: str) -> Output:
    """The type of ``--output``: ``FORMAT=FILE``."""
    name, equals, path = value.partition("=")
    if not equals or not path:
        raise AdvisedError(f'--output: "{value}" is not FORMAT=FILE', "as in --output sarif=xref.sarif")
    if name not in FORMATS:
        advice = did_you_mean(name, FORMATS) or f"use one of {', '.join(FORMATS)}"
        raise AdvisedError(f'--output: there is no format "{name}"', advice)
    return Output(name, Path(path))


def written(output: Output, text: str) -> None:
    """Writes the text. Raises ConfigError when the file cannot be written."""
    try:
        output.path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise ConfigError(Problem(f"{output.path} cannot be written: {error.strerror}")) from None


def print_text(text: str) -> None:
    """Text that is ready for standard output: UTF-8 unless it is a terminal, which may know less. Raises ClosedPipeError."""
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    try:
        stream.write(text if not text or text.endswith("\n") else text + "\n")
        stream.flush()
    except BrokenPipeError:
        raise ClosedPipeError from None


def render_context(config: Config, options: Mapping[str, Any]) -> RenderContext:
    """How the report of a scan is to be rendered. The rules' pages are read only for the format that shows them."""
    formats = {options["output_format"], *(output.format for output in options["outputs"])}
    return RenderContext(
        rules=rule_texts(pages="sarif" in formats),
        file=_reader(config.root),
        color=wants_color(sys.stdout),
        hyperlinks=follows_links(sys.stdout),
        width=width(),
        quiet=options["quiet"],
        show_unchecked=options["show_unchecked"],
        show_statistics=options["statistics"],
        prefix=_prefix(config.root),
    )


def _reader(root: Path) -> Any:
    """Gives the files that locations name, each read once: those below the root, and nothing that a link leads out of it."""

    @cache
    def file(path: str) -> SourceFile | None:
        absolute = root / path
        try:
            if not absolute.resolve().is_relative_to(root) or not absolute.is_file():
                return None
        except (OSError, ValueError):
            return None
        read = read_source(DiscoveredFile(path, absolute))
        return read if isinstance(read, SourceFile) else None

    return file


def _prefix(root: Path) -> str:
    """The root's path from the top of its repository; empty when it is the top, or in none."""
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    prefix = root.relative_to(top).as_posix()
    return "" if prefix == "." else prefix
