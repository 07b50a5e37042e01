"""``python -m tests.benchmark [PATH] [--files N ...] [--rounds N] [--biome]``: prints a Markdown table.

With ``--stages`` it prints instead what parsing and describing one SQL statement costs.

Without PATH a fixture project is multiplied to as many code files as asked. Whole processes run in turns (A B C A B C ...), so
that what disturbs the machine disturbs all alike. The floor is a process that only reads the same files and parses them.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from tests.benchmark.contestants import biome, contestants
from tests.benchmark.measure import measure
from tests.benchmark.project import code_files, multiply
from tests.benchmark.stages import stages
from tests.benchmark.table import table


def main() -> int:
    """Measures what the command line asks for; 0 when every process ran."""
    arguments = _arguments()
    if arguments.stages:
        print("\n".join(stages(arguments.rounds)))
        return 0
    peers = [biome(arguments.biome)] if arguments.biome else []
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {arguments.rounds} rounds; milliseconds, megabytes.\n")
    if arguments.path:
        root = arguments.path.resolve()
        print(_measured(root, arguments.rounds, [*contestants(root), *peers]))
        return 0
    for files in arguments.files:
        with tempfile.TemporaryDirectory() as folder:
            root = multiply(Path(folder) / "project", files)
            print(_measured(root, arguments.rounds, [*contestants(root), *peers]))
    return 0


def _measured(root: Path, rounds: int, commands: list[tuple[str, tuple[str, ...]]]) -> str:
    files = code_files(root)
    lines = sum(file.read_bytes().count(b"\n") for file in files)
    title = f"### {len(files)} files, {lines:,} lines\n"
    return "\n".join((title, *table(measure(commands, root, rounds)), ""))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark", description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("path", nargs="?", type=Path, help="a project to scan, instead of a multiplied fixture")
    parser.add_argument("--files", type=int, nargs="+", default=[120, 600], help="how many code files (default: 120 600)")
    parser.add_argument("--rounds", type=int, default=7, help="how often each process runs (default: 7)")
    parser.add_argument("--biome", type=Path, metavar="FOLDER", help="install biome from npm into FOLDER and measure it too")
    parser.add_argument("--stages", action="store_true", help="the stages of one statement instead of whole processes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
