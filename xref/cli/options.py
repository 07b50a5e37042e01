"""Option types that say what was meant, and the options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class AdvisedError(click.UsageError):
    """A mistake in usage with what to do about it."""

    def __init__(self, message: str, advice: str | None = None) -> None:
        super().__init__(message)
        self.advice = advice


class SuggestingGroup(click.Group):
    """A group that answers a wrong name with the nearest."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, but for what is said of a wrong name."""
        names = self.list_commands(ctx)
        if args[0] not in names and not args[0].startswith("-"):
            from xref.config.spelling import did_you_mean

            raise AdvisedError(
                f'no such command: "{args[0]}"', did_you_mean(args[0], names) or f"use one of {', '.join(names)}"
            )
        return super().resolve_command(ctx, args)


def word(option: str, words: Sequence[str]) -> Callable[[str], str]:
    """The type of an option that takes one of a few words; a wrong one is answered with the nearest."""

    def convert(value: str) -> str:
        if value in words:
            return value
        from xref.config.spelling import did_you_mean

        raise AdvisedError(
            f'{option}: "{value}" is not a choice', did_you_mean(value, words) or f"use one of {', '.join(words)}"
        )

    return convert


def positive(option: str) -> Callable[[str], int]:
    """The type of an option that takes a number from 1."""

    def convert(value: str) -> int:
        if value.isascii() and value.isdecimal() and int(value[:9]) > 0:
            return int(value[:9])
        raise AdvisedError(f'{option}: "{value}" is not a number from 1')

    return convert


def comma_list(value: str) -> list[str]:
    """The type of an option that takes words with commas between them."""
    return [entry.strip() for entry in value.split(",") if entry.strip()]


def output_format(formats: Sequence[str], *, otherwise: str | None = None) -> Callable[[Command], Command]:
    """``--output-format`` and its alias ``--format``; the first of the formats is the default.

    Unless ``otherwise`` says in words what is: then the option is None where it was not given.
    """
    return click.option(
        "--output-format",
        "--format",
        "output_format",
        type=word("--output-format", formats),
        metavar="FORMAT" if otherwise else "|".join(formats),
        default=None if otherwise else formats[0],
        show_default=not otherwise,
        help=f"One of {', '.join(formats)} [default: {otherwise}]." if otherwise else "How to print it.",
    )


def config_file(command: Command) -> Command:
    """``--config``."""
    return click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the root's.")(
        command
    )


def schema_sources(command: Command) -> Command:
    """``--schema``, which may be given several times."""
    return click.option(
        "--schema", "schema", metavar="SOURCE", multiple=True, help="A schema source instead of those found; may be repeated."
    )(command)
