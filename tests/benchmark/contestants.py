"""What is measured: the floor, xref, and a peer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

Contestant = tuple[str, tuple[str, ...]]
"""What the table calls it, and its command."""

FLOOR = "read + tree-sitter parse"


def contestants(root: Path) -> list[Contestant]:
    """The floor and xref's commands on ``root``: cold scans by all cores and by one, and one that finds nothing changed."""
    xref = (sys.executable, "-m", "xref")
    scan = (*xref, "scan", str(root), "--output-format", "concise")
    return [
        (FLOOR, (sys.executable, str(Path(__file__).with_name("floor.py")), str(root))),
        ("xref scan --no-cache", (*scan, "--no-cache")),
        ("xref scan --no-cache --jobs 1", (*scan, "--no-cache", "--jobs", "1")),
        ("xref scan, nothing changed", scan),
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
