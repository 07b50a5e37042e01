"""What GitHub Actions is given and what it must not be told: the job's summary, and commands in the log."""

from __future__ import annotations

import os
import re

_MOST_BYTES = 1024 * 1024
_COMMAND = re.compile(r"##\[(?=[a-z][a-z-]*[\] ])", re.IGNORECASE)


def in_actions() -> bool:
    """Whether a runner of GitHub Actions, or one that does as it does, runs this."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def without_commands(text: str) -> str:
    """Text for people without the older kind of workflow command, which a runner obeys wherever it is in a line of the log.

    A bracket becomes a parenthesis: as wide, so that what is underlined below it stays right.
    """
    return _COMMAND.sub("##(", text) if in_actions() else text


def summary_file() -> str | None:
    """The file whose Markdown becomes the summary of the job."""
    return os.environ.get("GITHUB_STEP_SUMMARY") or None


def append_summary(path: str, markdown: str) -> str | None:
    """Adds to the summary in one write, so that steps in parallel do not mix; gives why it could not, if so."""
    content = f"{markdown}\n".encode("utf-8", "backslashreplace")
    try:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            if os.fstat(file).st_size + len(content) > _MOST_BYTES:
                return "it would be larger than the 1 MiB that GitHub takes"
            os.write(file, content)
        finally:
            os.close(file)
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    return None
