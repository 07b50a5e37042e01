"""Which files are steps of the past: numbered or dated migrations, whose SQL was meant for the schema of its day."""

from __future__ import annotations

import re

_FOLDER = re.compile(r"(?:^|[-_])(?:migrations?|alterations?)$", re.IGNORECASE)
_STEP = re.compile(r"\d{8}|\d+\.\d+\.\d+|[vV]?\d{3,4}[-_]|[a-z]+[-_]\d{8}")


def is_past_migration(path: str) -> bool:
    """Whether a file (its path with ``/``) is one numbered or dated step of a folder of migrations."""
    *folders, name = path.split("/")
    for number, folder in enumerate(folders):
        if _FOLDER.search(folder):
            return any(_STEP.match(part) for part in (*folders[number + 1 :], name))
    return False
