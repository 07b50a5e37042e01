"""The commands beside scan: rules, explain, schema, graph, init."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from xref.cli.explain import for_terminal
from xref.config import load_config
from xref.rules import ALL


class TestRules:
    def test_table(self, run: Run) -> None:
        code, out, _ = run("rules")
        assert code == 0
        assert [line.split()[0] for line in out.splitlines()] == [rule.name for rule in ALL]

    def test_json(self, run: Run) -> None:
        rows = json.loads(run("rules", "--format", "json").out)
        assert [row["name"] for row in rows] == [rule.name for rule in ALL]
        assert rows[0] == {
            "name": "undefined-table",
            "sqlstate": "42P01",
            "severity": "error",
            "enabled": True,
            "summary": ALL[0].summary,
        }


class TestExplain:
    def test_rule(self, run: Run) -> None:
        code, out, _ = run("explain", "undefined-column")
        assert code == 0
        assert "undefined-column" in out.splitlines()[0]

    def test_sqlstate(self, run: Run) -> None:
        out = run("explain", "42p01").out
        assert "undefined-table" in out
        assert "undefined-alias" in out

    def test_markdown_is_the_page(self, run: Run) -> None:
        assert run("explain", "undefined-column", "--format", "markdown").out.startswith("#")

    def test_for_terminal(self) -> None:
        page = "# A `b`\n\nText `code`.\n\n```sql\nSELECT 1\n```\n"
        assert for_terminal(page, color=False) == "A `b`\n\nText `code`.\n\n    SELECT 1"
        assert for_terminal(page, color=True) == (
            "\x1b[1mA `b`\x1b[0m\n\nText \x1b[36mcode\x1b[0m.\n\n    \x1b[36mSELECT 1\x1b[0m"
        )


@pytest.mark.usefixtures("project")
class TestSchema:
    def test_list(self, run: Run) -> None:
        code, out, err = run("schema", "show")
        assert (code, err) == (0, "")
        assert [cell.strip() for cell in out.splitlines()[2].split("|")] == [
            *("public", "users", "table", "complete", "2", "schema.sql:1"),
        ]

    def test_relation(self, run: Run) -> None:
        code, out, _ = run("schema", "show", "users")
        assert code == 0
        assert [cell.strip() for cell in out.splitlines()[3].split("|")] == ["id", "uuid", "not null", "", "schema.sql:1"]
        assert "users_pkey" in out

    def test_json(self, run: Run) -> None:
        catalog = json.loads(run("schema", "show", "public.users", "--format", "json").out)
        (relation,) = catalog["relations"]
        assert [(column["name"], column["type"]) for column in relation["columns"]] == [("id", "uuid"), ("email", "text")]

    def test_wrong_name(self, run: Run) -> None:
        assert run("schema", "show", "user") == (2, "", 'error: no relation "user" is known\n  help: did you mean "users"?\n')

    def test_none_found(self, run: Run, project: Path) -> None:
        (project / "schema.sql").unlink()
        code, _, err = run("schema", "show")
        assert code == 2
        assert "no schema was found" in err


class TestGraph:
    def test_json(self, run: Run, project: Path) -> None:
        graph = json.loads(run("graph").out)
        assert {"id": "table:public.users", "kind": "table", "name": "public.users"} in graph["nodes"]

    def test_mermaid(self, run: Run, project: Path) -> None:
        out = run("graph", "--format", "mermaid").out
        assert out.startswith("flowchart LR\n")
        assert "src/users.ts" in out


class TestInit:
    def test_writes_what_was_found(self, run: Run, project: Path) -> None:
        code, out, err = run("init")
        assert code == 0
        assert "the schema is schema.sql" in out
        assert err == "next: xref scan\n"
        assert load_config().schema == (str(project / "schema.sql"),)
        assert 'include = ["src/**"]' in (project / "xref.toml").read_text()

    def test_every_commented_setting_is_right(self, run: Run, project: Path) -> None:
        run("init")
        written = (project / "xref.toml").read_text()
        lines = [line.removeprefix("# ") if "=" in line or line.startswith("# [") else line for line in written.splitlines()]
        (project / "xref.toml").write_text("\n".join(lines))
        load_config(rules=lambda: {rule.name for rule in ALL})

    def test_never_overwrites(self, run: Run, project: Path) -> None:
        (project / "xref.toml").write_text('fail-on = "note"\n')
        code, _, err = run("init")
        assert code == 2
        assert "there is a configuration already" in err
        assert (project / "xref.toml").read_text() == 'fail-on = "note"\n'

    def test_without_a_schema(self, run: Run, project: Path) -> None:
        (project / "schema.sql").unlink()
        code, out, err = run("init")
        assert code == 0
        assert "no schema was found" in out
        assert "name your schema" in err
