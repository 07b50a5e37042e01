"""Microsoft's validator of SARIF, with its rules for GitHub, where it is installed.

``npm install --prefix FOLDER @microsoft/sarif-multitool`` installs it, ``XREF_SARIF_MULTITOOL=FOLDER`` says where. Its program
is called directly: the script around it hands arguments to a shell.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

VARIABLE = "XREF_SARIF_MULTITOOL"
_PROGRAMS = {"linux": "Sarif.Multitool", "darwin": "Sarif.Multitool", "win32": "Sarif.Multitool.exe"}


def validator() -> Path | None:
    """The program, None where it is not installed."""
    folder = os.environ.get(VARIABLE)
    if not folder or sys.platform not in _PROGRAMS:
        return None
    package = Path(folder) / "node_modules" / "@microsoft" / f"sarif-multitool-{sys.platform}"
    program = package / _PROGRAMS[sys.platform]
    return program if program.is_file() else None


def complaints(program: Path, text: str, folder: Path) -> list[str]:
    """The errors and warnings of the validator about a SARIF file with this text."""
    file, answer = folder / "checked.sarif", folder / "answer.sarif"
    file.write_text(text, encoding="utf-8")
    command: list[str | Path] = [program, "validate", file, "--output", answer, "--log", "ForceOverwrite"]
    command += ["--rule-kind", "Sarif;Gh;Ghas", "--level", "Error;Warning", "--max-file-size-in-kb", "100000", "--quiet"]
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert answer.is_file(), done.stdout + done.stderr
    (run,) = json.loads(answer.read_text(encoding="utf-8-sig"))["runs"]
    found = [f"{result['ruleId']}: {result['message']}" for result in run.get("results", ())]
    failed = [] if run["invocations"][0]["executionSuccessful"] or found else ["the validator failed"]
    return found + failed
