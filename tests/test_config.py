"""Configuration: where it is found, what it may say, what is said when it is wrong, and what options do to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from xref.config import Config, ConfigError, Database, Problem, Sink, find_root, load_config
from xref.config.keys import READERS
from xref.config.selection import FileIgnores, selected_rules
from xref.config.version import satisfies
from xref.finding import Severity
from xref.rule import Rule

RULES = ("undefined-table", "undefined-column", "camelcase-column", "tenant-filter")


def known() -> tuple[str, ...]:
    return RULES


@pytest.fixture(autouse=True)
def _in_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def load(root: Path, text: str, overrides: Mapping[str, object] | None = None) -> Config:
    (root / "xref.toml").write_text(text, encoding="utf-8")
    return load_config([root], overrides or {}, rules=known)


def problems(root: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        load(root, text)
    return caught.value.problems


class TestRoot:
    def test_nearest_configuration_wins_over_git(self, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        inner = tmp_path / "packages" / "api" / "src"
        inner.mkdir(parents=True)
        (tmp_path / "packages" / "api" / "xref.toml").touch()
        assert find_root([inner]) == tmp_path / "packages" / "api"

    def test_git_when_there_is_no_configuration(self, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        (tmp_path / "src").mkdir()
        assert find_root([tmp_path / "src"]) == tmp_path

    def test_configuration_further_up_wins_over_nearer_git(self, tmp_path: Path) -> None:
        (tmp_path / "xref.toml").touch()
        (tmp_path / "sub" / ".git").mkdir(parents=True)
        assert find_root([tmp_path / "sub"]) == tmp_path

    def test_pyproject_counts_only_with_its_table(self, tmp_path: Path) -> None:
        inner = tmp_path / "inner"
        inner.mkdir()
        (inner / "pyproject.toml").write_text('[project]\nname = "xref"\n')
        (tmp_path / "pyproject.toml").write_text('[tool.xref]\nfail-on = "note"\n')
        assert find_root([inner]) == tmp_path
        assert load_config([inner]).fail_on is Severity.NOTE

    def test_current_folder_when_there_is_neither(self, tmp_path: Path) -> None:
        (tmp_path / "src").mkdir()
        (tmp_path / "src" / "a.ts").touch()
        assert find_root([Path("src/a.ts")]) == tmp_path
        assert find_root([]) == tmp_path

    def test_path_outside_the_current_folder_is_its_own_root(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "here").mkdir()
        (tmp_path / "there").mkdir()
        monkeypatch.chdir(tmp_path / "here")
        assert find_root([tmp_path / "there"]) == tmp_path / "there"

    def test_second_path_outside_the_root(self, tmp_path: Path) -> None:
        (tmp_path / "one").mkdir()
        (tmp_path / "one" / "xref.toml").touch()
        (tmp_path / "two").mkdir()
        with pytest.raises(ConfigError, match="two is outside the root"):
            load_config(["one", "two"])


class TestValues:
    def test_every_key_is_a_field(self) -> None:
        names = {field.name for field in fields(Config)} - {"root", "paths", "file", "origins"}
        assert {key.replace("-", "_") for key in READERS} == names

    def test_all_keys_together(self, tmp_path: Path) -> None:
        config = load(tmp_path, EVERY_KEY)
        assert config.schema == (str(tmp_path / "db/schema.sql"),)
        assert config.severity == {"undefined-table": Severity.WARNING}
        assert config.per_file_ignores == {"scripts/**": ("undefined-column",)}
        assert config.sinks == (Sink("runQuery"), Sink("db.raw", 1, None))
        assert config.databases == (Database("crm", ("crm/**",), (Sink("crm.query"),), (str(tmp_path / "crm.sql"),)),)
        assert config.naming == {"kysely/**": "camelCase"}
        assert config.max_file_size == 2_000_000
        assert config.min_coverage == 90.0
        assert config.cache_dir == tmp_path / ".xref_cache"
        assert config.search_path == ("app", "public")
        assert config.origins["pg-version"] == "xref.toml:6"
        assert config.origins["cache-dir"] == "xref.toml:13"
        assert config.origins["max-variants"] == "xref.toml:12"

    def test_defaults(self, tmp_path: Path) -> None:
        config = load(tmp_path, "")
        assert config == Config(tmp_path, (tmp_path,), tmp_path / "xref.toml", origins=dict.fromkeys(READERS, "default"))

    @pytest.mark.parametrize(
        ("required", "met"),
        [(">=0.1", True), ("0.1.0", True), ("==0.1", True), (">=0.1, <0.2", True), ("<0.1", False), (">1", False)],
    )
    def test_required_version(self, required: str, met: bool) -> None:
        assert satisfies("0.1.0", required) is met


EVERY_KEY = """\
required-version = ">=0.1"
schema = "db/schema.sql"
include = ["src"]
exclude = ["src/old"]
search-path = ["app", "public"]
pg-version = 16
external-schemas = ["cron"]
tenant-column = "tenant_id"
id-exceptions = ["legacy_id"]
min-coverage = 90
max-file-size = "2 MB"
max-variants = 32
cache-dir = ".xref_cache"
select = ["undefined-table"]
extend-select = ["tenant-filter"]
ignore = ["undefined-column"]
fail-on = "warning"
sinks = ["runQuery", { call = "db.raw", text = 1, parameters = false }]

[severity]
undefined-table = "warning"

[per-file-ignores]
"scripts/**" = ["undefined-column"]

[naming]
"kysely/**" = "camelCase"

[type-mapping]
UserRow = "users"

[[databases]]
name = "crm"
paths = ["crm/**"]
sinks = ["crm.query"]
schema = ["crm.sql"]
"""


class TestWrong:
    @pytest.mark.parametrize(
        ("text", "line", "message", "advice"),
        [
            ('\nschemas = "a.sql"\n', 2, 'unknown key "schemas"', 'did you mean "schema"?'),
            ('fail_on = "error"\n', 1, 'unknown key "fail_on"', 'did you mean "fail-on"?'),
            ("zzzz = 1\n", 1, 'unknown key "zzzz"', '"xref scan --show-settings" lists the keys'),
            ("pg-version = '16'\n", 1, "pg-version: must be a whole number, not a string", None),
            ("pg-version = true\n", 1, "pg-version: must be a whole number, not a boolean", None),
            ("pg-version = 9\n", 1, "pg-version: must be between 12 and 99, not 9", None),
            ("include = 3\n", 1, "include: must be a string or a list of strings, not a number", None),
            ("include = ['a',\n 3]\n", 1, "include: must be a list of strings, not of numbers", None),
            (
                "max-file-size = 'big'\n",
                1,
                'max-file-size: must be a number of bytes or a size such as "2 MB", not "big"',
                None,
            ),
            ("min-coverage = 101\n", 1, "min-coverage: must be between 0 and 100, not 101", None),
            ("fail-on = 'eror'\n", 1, 'fail-on: "eror" is not a severity', 'did you mean "error"?'),
            ("fail-on = 1979-05-27\n", 1, "fail-on: must be error, warning or note, not a date or time", None),
            (
                "select = [\n  'undefined-table',\n  'undefined-colum',\n]\n",
                3,
                'select: there is no rule "undefined-colum"',
                'did you mean "undefined-column"?',
            ),
            (
                "[severity]\n\nundefined_table = 'note'\n",
                3,
                'severity.undefined_table: there is no rule "undefined_table"',
                'did you mean "undefined-table"?',
            ),
            (
                "[severity]\nundefined-table = 'off'\n",
                2,
                'severity.undefined-table: "off" is not a severity',
                'list the rule under "ignore" instead',
            ),
            (
                "[per-file-ignores]\n'a/**' = ['nope']\n",
                2,
                'per-file-ignores.a/**: there is no rule "nope"',
                '"xref rules" lists them',
            ),
            (
                "[[databases]]\nname = 'a'\n[[databases]]\nname = 'b'\npathz = []\n",
                5,
                'databases.pathz: unknown key "pathz"',
                'did you mean "paths"?',
            ),
            ("[[databases]]\npaths = []\n", 1, 'databases: needs the key "name"', None),
            ("[naming]\n'a' = 'camelcase'\n", 2, 'naming.a: "camelcase" is not a mapping layer', 'did you mean "camelCase"?'),
            ("schema = '../x.sql'\n", 1, 'schema: "../x.sql" is outside the root', "give it as --schema"),
            ("schema = '/etc/x.sql'\n", 1, 'schema: "/etc/x.sql" is outside the root', "give it as --schema"),
            ("schema = 'postgresql://h/d'\n", 1, "schema: a connection is not taken from a file", "give it as --schema"),
            ("cache-dir = '../c'\n", 1, 'cache-dir: "../c" is outside the root', None),
            ("required-version = '>=9'\n", 1, "xref >=9 is required, and this is 0.1.0", "install the one required"),
            (
                "required-version = 'new'\n",
                1,
                'required-version: "new" is not a version',
                'use comparisons, as ">=0.1, <1"',
            ),
            ("select = [\n", 2, "not valid TOML: Invalid value", None),
            ("a = 1\na = 2\n", 2, "not valid TOML: Cannot overwrite a value", None),
        ],
    )
    def test_place_message_and_advice(self, tmp_path: Path, text: str, line: int, message: str, advice: str | None) -> None:
        (problem,) = problems(tmp_path, text)
        assert (problem.path, problem.line, problem.message, problem.help) == ("xref.toml", line, message, advice)

    def test_syntax_error_has_a_column(self, tmp_path: Path) -> None:
        (problem,) = problems(tmp_path, 'select = ["a"]\nignore = ["b" "c"]\n')
        assert problem.place == "xref.toml:2:15"

    def test_all_problems_at_once_in_order(self, tmp_path: Path) -> None:
        found = problems(tmp_path, "[severity]\nnope-rule = 'error'\n[zzzz]\n")
        assert [problem.line for problem in found] == [2, 3]

    def test_keys_inside_multi_line_strings_are_not_keys(self, tmp_path: Path) -> None:
        (problem,) = problems(tmp_path, 'tenant-column = """\nschemaa = 1\n"""\nschemaa = 1\n')
        assert problem.line == 4

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"a = '\xff'", "is not UTF-8"),
            (b"a = " + b"[" * 100_000, "values are nested too deeply"),
            (b"#" * 1_000_001, "is larger than 1 MB, which is no configuration"),
        ],
        ids=["encoding", "nesting", "size"],
    )
    def test_hostile_files(self, tmp_path: Path, content: bytes, message: str) -> None:
        (tmp_path / "xref.toml").write_bytes(content)
        with pytest.raises(ConfigError) as caught:
            load_config()
        assert caught.value.problems[0].message == message

    def test_linked_file_that_leaves_the_root(self, tmp_path: Path) -> None:
        (tmp_path / "outside.toml").write_text("fail-on = 'note'\n")
        (tmp_path / "project").mkdir()
        (tmp_path / "project" / "xref.toml").symlink_to(tmp_path / "outside.toml")
        with pytest.raises(ConfigError, match="symbolic link that leaves the root"):
            load_config(["project"])

    def test_pyproject_problem_names_its_file_and_line(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n\n[tool.xref]\nselekt = []\n")
        with pytest.raises(ConfigError) as caught:
            load_config()
        assert caught.value.problems[0].place == "pyproject.toml:5"

    def test_wrong_option(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError) as caught:
            load_config([], {"select": ["undefined-tabel"]}, rules=known)
        assert caught.value.problems == (
            Problem('--select: there is no rule "undefined-tabel"', help='did you mean "undefined-table"?'),
        )

    def test_given_file_that_is_missing(self) -> None:
        with pytest.raises(ConfigError, match=r"no such file or folder: nope\.toml"):
            load_config([], file=Path("nope.toml"))


class TestOptions:
    TEXT = 'schema = "a.sql"\nselect = ["undefined-table"]\nextend-select = ["tenant-filter"]\nignore = ["undefined-column"]\n'

    def test_schema_replaces_and_is_relative_to_the_current_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "sub").mkdir()
        monkeypatch.chdir(tmp_path / "sub")
        config = load(tmp_path, self.TEXT, {"schema": ["b.sql", "postgresql://localhost/x"]})
        assert config.schema == (str(tmp_path / "sub" / "b.sql"), "postgresql://localhost/x")
        assert config.origins["schema"] == "--schema"

    def test_select_starts_anew(self, tmp_path: Path) -> None:
        config = load(tmp_path, self.TEXT, {"select": ["undefined-column"]})
        assert (config.select, config.extend_select, config.ignore) == (("undefined-column",), (), ())

    def test_extend_select_adds_and_outweighs_the_ignore_of_the_file(self, tmp_path: Path) -> None:
        config = load(tmp_path, self.TEXT, {"extend-select": ["undefined-column"]})
        assert config.select == ("undefined-table",)
        assert config.extend_select == ("tenant-filter", "undefined-column")
        assert config.ignore == ()

    def test_ignore_adds(self, tmp_path: Path) -> None:
        config = load(tmp_path, self.TEXT, {"ignore": ["tenant-filter"]})
        assert config.ignore == ("undefined-column", "tenant-filter")
        assert config.origins["ignore"] == "xref.toml:4, --ignore"


class TestSelection:
    RULES = tuple(Rule(name, "", Severity.ERROR, lambda facts, rule: (), enabled=name != "tenant-filter") for name in RULES)

    def names(self, root: Path, text: str) -> list[str]:
        return [rule.name for rule in selected_rules(load(root, text), self.RULES)]

    def test_default_is_what_is_enabled(self, tmp_path: Path) -> None:
        assert self.names(tmp_path, "") == ["undefined-table", "undefined-column", "camelcase-column"]

    def test_extend_select_switches_on(self, tmp_path: Path) -> None:
        assert self.names(tmp_path, 'extend-select = ["tenant-filter"]') == list(RULES)

    def test_all(self, tmp_path: Path) -> None:
        assert self.names(tmp_path, 'select = ["all"]\nignore = ["undefined-table"]') == list(RULES[1:])

    def test_severity(self, tmp_path: Path) -> None:
        config = load(tmp_path, 'select = ["undefined-table"]\nseverity = { undefined-table = "note" }')
        assert [rule.severity for rule in selected_rules(config, self.RULES)] == [Severity.NOTE]

    def test_per_file_ignores(self, tmp_path: Path) -> None:
        text = '[per-file-ignores]\n"src/{old,older}/" = "undefined-table"\n"*.test.ts" = "all"\n'
        ignores = FileIgnores(load(tmp_path, text))
        assert ignores.ignores("src/older/deep/a.ts", "undefined-table")
        assert not ignores.ignores("src/older/deep/a.ts", "undefined-column")
        assert not ignores.ignores("src/new/a.ts", "undefined-table")
        assert ignores.ignores("src/new/a.test.ts", "undefined-column")
