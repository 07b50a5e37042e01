"""What is measured: the floor, xref, and a peer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from xref.cli.scan import command

Contestant = tuple[str, tuple[str, ...]]
"""What the table calls it, and its command."""

FLOOR = "read + tree-sitter parse"


def contestants(root: Path, *, warm: bool) -> list[Contestant]:
    """The floor and xref's commands on ``root``; the warm scan, which writes a cache into it, only where asked for."""
    xref = (sys.executable, "-m", "xref")
    scan = (*xref, "scan", str(root), "--output-format", "concise")
    if any("--no-cache" in parameter.opts for parameter in command.params):
        scans = [("xref scan --no-cache", (*scan, "--no-cache")), *([("xref scan, nothing changed", scan)] if warm else [])]
    else:
        scans = [("xref scan", scan)]
    return [
        (FLOOR, (sys.executable, str(Path(__file__).with_name("floor.py")), str(root))),
        *scans,
        ("xref --help", (*xref, "--help")),
        ("xref --version", (*xref, "--version")),
        ("python -c pass", (sys.executable, "-c", "pass")),
    ]


def biome(folder: Path) -> Contestant:
    """Biome's linter, installed from npm into ``folder`` if it is not there."""
    program = folder.resolve() / "node_modules" / ".bin" / "biome"
    if not program.exists():
        npm = ("npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), "@biomejs/biome")
        subprocess.run(npm, check=True, stdout=subprocess.DEVNULL)
    return "biome lint", (str(program), "lint", "--max-diagnostics=1", ".")
