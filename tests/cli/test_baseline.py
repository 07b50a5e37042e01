"""``xref baseline`` and ``scan`` with ``--baseline``, ``--since`` and ``--changed``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run

MORE = "export const more = () => db.query('SELECT nmae FROM users');\n"


def entries(path: Path) -> list[tuple[str, str, int]]:
    """Path, subject and count of each entry."""
    listed: list[dict[str, Any]] = json.loads(path.read_text())["findings"]
    return [(entry["path"], entry["subject"], entry["count"]) for entry in listed]


class TestWrite:
    def test_then_scan(self, run: Run, project: Path) -> None:
        assert run("baseline", "write") == (
            0,
            "wrote xref-baseline.json: 1 finding accepted\n",
            "next: xref scan --baseline xref-baseline.json\n",
        )
        assert run("scan").code == 1
        code, out, _ = run("scan", "--baseline", "xref-baseline.json")
        assert code == 0
        assert "(1 baselined)" in out
        (project / "src" / "more.ts").write_text((project / "src" / "users.ts").read_text() + MORE)
        code, out, _ = run("scan", "--baseline", "xref-baseline.json", "--format", "json")
        assert code == 1
        assert [finding["path"] for finding in json.loads(out)["findings"]] == ["src/more.ts", "src/more.ts"]
        assert json.loads(out)["summary"]["baselined"] == 1

    def test_of_some_paths_keeps_what_it_says_of_others(self, run: Run, project: Path) -> None:
        assert run("baseline", "write").code == 0
        (project / "lib").mkdir()
        (project / "lib" / "more.ts").write_text((project / "src" / "users.ts").read_text() + MORE)
        (project / "src" / "users.ts").write_text("export const x = 1;\n")
        assert run("baseline", "write", "lib").code == 0
        assert entries(project / "xref-baseline.json") == [
            ("lib/more.ts", "public.users.emial", 1),
            ("lib/more.ts", "public.users.nmae", 1),
            ("src/users.ts", "public.users.emial", 1),
        ]

    def test_another_file(self, run: Run, project: Path) -> None:
        assert run("baseline", "write", "--baseline", "src/b.json").code == 0
        assert not (project / "xref-baseline.json").exists()
        assert run("scan", "--baseline", "src/b.json").code == 0
        (project / "package.json").write_text("{}")
        code, _, err = run("baseline", "write", "--baseline", "package.json")
        assert code == 2
        assert err == "error: package.json is no baseline, and is left as it is\n  help: name another file, or remove it\n"

    def test_over_one_that_is_broken(self, run: Run, project: Path) -> None:
        run("baseline", "write")
        path = project / "xref-baseline.json"
        path.write_text(path.read_text().replace("    {", "<<<<<<< ours\n    {"))
        code, _, err = run("scan", "--baseline", "xref-baseline.json")
        assert code == 2
        assert "xref-baseline.json:5\n" in err
        assert "marks of a merge" in err
        assert run("baseline", "write").code == 0
        assert run("scan", "--baseline", "xref-baseline.json").code == 0

    def test_nothing_analysed(self, run: Run, project: Path) -> None:
        (project / "docs").mkdir()
        assert run("baseline", "write", "docs").code == 3
        assert not (project / "xref-baseline.json").exists()


class TestPrune:
    def test_drops_what_no_longer_occurs(self, run: Run, project: Path) -> None:
        users = project / "src" / "users.ts"
        users.write_text(users.read_text() + MORE)
        run("baseline", "write")
        users.write_text(users.read_text().replace("nmae", "email").replace("emial", "emial, nope"))
        assert run("baseline", "prune").out == "xref-baseline.json: 1 finding dropped, 1 still accepted\n"
        assert entries(project / "xref-baseline.json") == [("src/users.ts", "public.users.emial", 1)]
        assert run("scan", "--baseline", "xref-baseline.json").code == 1

    def test_follows_a_file_that_moved(self, run: Run, project: Path) -> None:
        run("baseline", "write")
        (project / "src").rename(project / "lib")
        assert run("baseline", "prune").out == "xref-baseline.json: 0 findings dropped, 1 still accepted\n"
        assert entries(project / "xref-baseline.json") == [("lib/users.ts", "public.users.emial", 1)]

    def test_without_one(self, run: Run, project: Path) -> None:
        code, _, err = run("baseline", "prune")
        assert code == 2
        assert "there is no baseline" in err
        assert 'help: "xref baseline write" writes one' in err


class TestScan:
    def test_a_baseline_that_is_not_there(self, run: Run, project: Path) -> None:
        code, _, err = run("scan", "--baseline", "nope.json")
        assert (code, err) == (2, 'error: there is no baseline nope.json\n  help: "xref baseline write" writes one\n')

    def test_changed_outside_of_a_repository(self, run: Run, project: Path) -> None:
        code, _, err = run("scan", "--changed")
        assert code == 2
        assert "is not in a git repository" in err
        assert "help: --since and --changed compare with a commit; scan without them" in err

    def test_changed_and_since_exclude_each_other(self, run: Run, project: Path) -> None:
        assert run("scan", "--changed", "--since", "main").code == 2
