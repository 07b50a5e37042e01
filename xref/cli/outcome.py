"""How a run ends: the exit codes, and what is said on standard error when it cannot go on."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import TYPE_CHECKING

from xref.terminal import escape_control, wants_color

if TYPE_CHECKING:
    import click

    from xref.config import Problem

REPORT_A_BUG = "this is a mistake in xref, not in your code; please report it with the text above and the file"


class ExitCode(IntEnum):
    """What the shell is told. 130 and 141 are what it says itself of a program ended by Ctrl-C and by a closed pipe."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING_ANALYSED = 3
    INTERRUPTED = 130
    PIPE_CLOSED = 141


class ClosedPipeError(Exception):
    """Who read standard output has gone. Said so, because click ends with 1 for a BrokenPipeError, which means findings."""


def complain(message: str, place: str = "", advice: str | None = None) -> None:
    """An error for people, on standard error: what is wrong, where, and what to do."""
    color = wants_color(sys.stderr)
    label = "\x1b[1;31merror\x1b[0m" if color else "error"
    lines = [f"{label}: {escape_control(message)}"]
    if place:
        lines.append(f"  --> {escape_control(place)}")
    if advice:
        lines.append(f"  help: {escape_control(advice)}")
    say("\n".join(lines))


def say(text: str) -> None:
    """A line on standard error, which may be closed or not there."""
    from xref.cli.actions import without_commands

    try:
        sys.stderr.write(without_commands(text) + "\n")
    except (AttributeError, BrokenPipeError, ValueError):
        return


def guarded(run: Callable[[], object]) -> int:
    """Runs a command and gives its exit code; whatever it raises is said in words, never as a traceback."""
    try:
        code = run()
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, ClosedPipeError):
        _discard_output()
        return ExitCode.PIPE_CLOSED
    except Exception as error:  # the last frame of the program: everything ends in words
        return _failed(error)
    return code if isinstance(code, int) else ExitCode.CLEAN


def _discard_output() -> None:
    """Lets the interpreter's own last flush go nowhere, which would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(error: Exception) -> int:
    from xref.config.errors import ConfigError

    if isinstance(error, ConfigError):
        for problem in error.problems:
            _complain_of(problem)
        return ExitCode.USAGE
    if _is_schema_error(error):
        place = ":".join(str(part) for part in (getattr(error, "path", None), getattr(error, "line", None)) if part)
        complain(str(error), place, getattr(error, "hint", None))
        return ExitCode.USAGE
    if _is_click_error(error):
        return _usage(error)
    _report_own_mistake(error)
    return ExitCode.USAGE


def _complain_of(problem: Problem) -> None:
    complain(problem.message, problem.place, problem.help)


def _is_schema_error(error: Exception) -> bool:
    """Whether it is one, without importing the schema's modules: an error of theirs means that they are imported."""
    module = sys.modules.get("xref.schema.declaration")
    return module is not None and isinstance(error, module.SchemaError)


def _is_click_error(error: Exception) -> bool:
    module = sys.modules.get("click")
    return module is not None and isinstance(error, (module.ClickException, module.Abort))


def _usage(error: Exception) -> int:
    import click

    if not isinstance(error, click.ClickException):
        return ExitCode.INTERRUPTED
    advice = None
    if isinstance(error, click.UsageError) and error.ctx is not None:
        advice = f'"{error.ctx.command_path} --help" lists what there is'
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        # A group without a subcommand: its help, which is no mistake to explain.
        say(error.format_message())
        return ExitCode.USAGE
    if isinstance(error, click.NoSuchOption):
        advice = _nearest_option(error) or advice
        complain(f"no such option: {error.option_name}", advice=advice)
    else:
        complain(error.format_message(), advice=getattr(error, "advice", None) or advice)
    return ExitCode.USAGE


def _nearest_option(error: click.NoSuchOption) -> str | None:
    from xref.config.spelling import did_you_mean

    if error.ctx is None:
        return None
    return did_you_mean(error.option_name, [option for parameter in error.ctx.command.params for option in parameter.opts])


def _report_own_mistake(error: Exception) -> None:
    if os.environ.get("XREF_TRACEBACK"):
        import traceback

        say("".join(traceback.format_exception(error)).rstrip())
    message = f"xref failed: {type(error).__name__}: {error}"
    complain(message, advice=REPORT_A_BUG)
    for note in _notes(error):
        say(f"  {escape_control(note)}")
    if not os.environ.get("XREF_TRACEBACK"):
        say("  XREF_TRACEBACK=1 shows where it happened")


def _notes(error: BaseException) -> Iterator[str]:
    """What the stages on the way up added (``while reading src/a.ts``)."""
    yield from getattr(error, "__notes__", ())
