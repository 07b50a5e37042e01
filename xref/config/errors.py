"""What is wrong with a configuration or a command line, with its place and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``path`` is as people are told it, ``line`` and ``column`` 1-based; ``help`` says what to do."""

    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    help: str | None = None

    @property
    def place(self) -> str:
        """``xref.toml:3:5``, as far as it is known; empty when nothing is."""
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)

    def __str__(self) -> str:
        place = f"{self.place}: " if self.path else ""
        return f"{place}{self.message}" + (f" ({self.help})" if self.help else "")


class ConfigError(Exception):
    """The user's configuration or arguments cannot be used; exit code 2. ``problems`` is not empty, in order of place."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
