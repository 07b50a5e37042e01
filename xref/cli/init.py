"""``xref init``: a first xref.toml with what was found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from xref.cli.outcome import say
from xref.cli.output import print_text
from xref.config import Config, ConfigError, Problem, load_config
from xref.config.root import FILE_NAME
from xref.discovery import discover
from xref.terminal import escape_control


@click.command("init")
def command() -> None:
    """Write an xref.toml with the schema and the folders that were found here. An existing one is left as it is."""
    config = load_config()
    path = config.root / FILE_NAME
    if config.file is not None:
        message = f"there is a configuration already: {config.file}"
        raise ConfigError(Problem(message, help='"xref scan --show-settings" shows what it says'))
    from xref.schema.discover import discover_schema

    sources = [_relative(source, config.root) for source in discover_schema(config.root)]
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(first_configuration(sources, _folders(config)))
    except OSError as error:
        raise ConfigError(Problem(f"{path} cannot be written: {error.strerror}")) from None
    print_text(escape_control(f"wrote {path}: {_said(sources)}\n", keep="\n"))
    say("next: xref scan" if sources else f'next: name your schema in {FILE_NAME}, then "xref scan"')


def first_configuration(sources: Sequence[str], folders: Sequence[str]) -> str:
    """The text of the file: what was found is said, all else stands there as a comment with its default."""
    schema = json.dumps(list(sources), ensure_ascii=False)
    include = json.dumps([f"{folder}/**" for folder in folders], ensure_ascii=False)
    found = (
        f"schema = {schema}"
        if sources
        else '# schema = ["db/schema.sql"]  # none was found: a dump, a folder of migrations, a registry'
    )
    return f"""\
# What the SQL is checked against: a dump, a folder of migrations, a Markdown registry.
{found}

# The files that are read; without it all TypeScript that .gitignore leaves.
# include = {include}
# exclude = ["**/*.test.ts"]

# The least severity that fails a run: error, warning or note.
# fail-on = "error"

# Rules beside the default ones, and rules to leave out; "xref rules" lists them.
# extend-select = []
# ignore = []

# [severity]
# undocumented-table = "note"

# [per-file-ignores]
# "scripts/**" = ["undefined-table"]
"""


def _relative(source: str, root: Path) -> str:
    path = Path(source)
    return path.relative_to(root).as_posix() if path.is_absolute() and path.is_relative_to(root) else source


def _folders(config: Config) -> list[str]:
    """The top folders with the most files, at most four."""
    counts = Counter(file.path.split("/", 1)[0] for file in discover(config).files if "/" in file.path)
    return sorted(folder for folder, _ in counts.most_common(4)) or ["src"]


def _said(sources: Sequence[str]) -> str:
    return f"the schema is {', '.join(sources)}" if sources else "no schema was found"
