"""What a change brings: changed lines, what a migration breaks elsewhere, and not what only moved."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.changes.repository import HEAD, OTHER, RIGHT, SCHEMA, TOP, WRONG, Repository
from xref.baseline import counted, write_baseline
from xref.changes import Against
from xref.config import load_config
from xref.engine import check


class TestChangedLines:
    def test_an_old_finding_does_not_show(self, repository: Repository) -> None:
        assert repository.found() == []
        repository.write("src/users.ts", TOP + WRONG + RIGHT + "export const x = 1;\n")
        report = repository.check()
        assert report.findings == ()
        assert [it.message for it in report.diagnostics] == ["not shown: 1 finding that HEAD has too"]

    def test_a_new_one_does(self, repository: Repository) -> None:
        repository.write("src/users.ts", TOP + WRONG + RIGHT + OTHER)
        assert repository.found() == [("src/users.ts", 5, "public.users.nmae")]

    def test_one_more_of_the_same_does(self, repository: Repository) -> None:
        repository.write("src/users.ts", TOP + WRONG + RIGHT + WRONG.replace("wrong", "again"))
        assert repository.found() == [("src/users.ts", 5, "public.users.emial")]

    def test_a_copy_of_the_line_does(self, repository: Repository) -> None:
        repository.write("src/users.ts", TOP + WRONG + RIGHT + WRONG)
        assert len(repository.found()) == 1

    def test_an_old_one_on_a_line_that_was_touched_does(self, repository: Repository) -> None:
        repository.write("src/users.ts", TOP + WRONG.replace(");", ") as unknown;") + RIGHT)
        assert repository.found() == [("src/users.ts", 3, "public.users.emial")]

    def test_another_line_of_the_statement_was_touched(self, repository: Repository) -> None:
        text = TOP + "export const f = () => db.query(`SELECT id,\n  emial\nFROM users`);\n"
        repository.write("src/users.ts", text)
        repository.commit()
        repository.write("src/users.ts", text.replace("SELECT id,", "SELECT id, name,"))
        assert repository.found() == []

    def test_after_a_scan_without_a_comparison_in_the_same_process(self, repository: Repository) -> None:
        repository.write("src/users.ts", TOP + WRONG + OTHER)
        program = (
            "from xref.changes import Against; from xref.config import load_config; from xref.engine import check\n"
            "print(len(check(load_config()).findings), len(check(load_config(), against=Against()).findings))"
        )
        command = [sys.executable, "-c", program]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        done = subprocess.run(command, cwd=repository.folder, env=environment, capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == ("2 1\n", "")

    def test_moved_lines_do_not(self, repository: Repository) -> None:
        repository.write("src/users.ts", TOP + "// a\n\n" + WRONG + RIGHT)
        assert repository.found() == []
        repository.write("src/users.ts", TOP + "// a\n" * 40 + RIGHT + "if (db) {\n  " + WRONG.replace("export ", "") + "}\n")
        assert len(repository.found()) == 1
        repository.write("src/users.ts", TOP + "// a\n" * 40 + RIGHT + "{\n  " + WRONG + "}\n")
        assert repository.found() == []

    def test_lines_that_moved_to_another_file_do_not(self, repository: Repository) -> None:
        repository.write("src/users.ts", TOP + RIGHT)
        repository.write("src/more.ts", TOP + "// elsewhere\n" + WRONG)
        assert repository.found() == []

    def test_staged_and_untracked_files_count(self, repository: Repository) -> None:
        repository.write("src/staged.ts", TOP + OTHER)
        repository.git("add", "src/staged.ts")
        repository.write("src/untracked.ts", TOP + OTHER)
        assert [path for path, _, _ in repository.found()] == ["src/staged.ts", "src/untracked.ts"]

    def test_paths_limit_what_is_shown(self, repository: Repository) -> None:
        repository.write("src/a.ts", TOP + OTHER)
        repository.write("lib/b.ts", TOP + OTHER)
        assert [path for path, _, _ in repository.found(HEAD, "lib")] == ["lib/b.ts"]

    def test_line_ends_are_no_change(self, repository: Repository) -> None:
        file = repository.folder / "src" / "users.ts"
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        assert repository.found() == []
        file.write_bytes(file.read_bytes() + OTHER.encode())
        assert [line for _, line, _ in repository.found()] == [5]

    def test_a_suppression_that_went_uncovers_the_finding(self, repository: Repository) -> None:
        repository.write("src/users.ts", TOP + "// xref: ignore[undefined-column] known\n" + WRONG)
        repository.commit()
        repository.write("src/users.ts", TOP + WRONG)
        assert repository.found() == [("src/users.ts", 3, "public.users.emial")]

    def test_with_a_baseline_the_old_ones_are_accepted_first(self, repository: Repository) -> None:
        config = load_config([repository.folder])
        baseline = repository.folder / "xref-baseline.json"
        write_baseline(baseline, counted(check(config).findings))
        assert check(config, baseline=baseline, against=HEAD).findings == ()
        repository.write("src/users.ts", TOP + WRONG.replace("wrong", "before") + WRONG)
        report = check(config, baseline=baseline, against=HEAD)
        assert [finding.location.start.line for finding in report.findings] == [3]
        assert report.summary.baselined == 1


class TestElsewhere:
    def test_a_migration_that_breaks_an_untouched_file(self, repository: Repository) -> None:
        repository.write("db/migrations/002_drop.sql", "ALTER TABLE users DROP COLUMN email;\n")
        assert repository.found() == [("src/users.ts", 4, "public.users.email")]
        repository.commit()
        assert repository.found() == []
        assert repository.found(Against("HEAD~1", merge_base=True)) == [("src/users.ts", 4, "public.users.email")]

    def test_a_migration_that_breaks_nothing(self, repository: Repository) -> None:
        repository.write("db/migrations/002_add.sql", "ALTER TABLE users ADD COLUMN age int;\n")
        assert repository.found() == []

    def test_a_schema_that_the_configuration_names(self, repository: Repository) -> None:
        repository.write("xref.toml", 'schema = "model.txt.sql"\n')
        repository.write("model.txt.sql", SCHEMA)
        repository.commit()
        repository.write("model.txt.sql", SCHEMA.replace("email text NOT NULL", "mail text"))
        assert repository.found() == [("src/users.ts", 4, "public.users.email")]

    def test_a_constant_in_another_file(self, repository: Repository) -> None:
        repository.write("src/columns.ts", "export const COLUMNS = 'id, email';\n")
        repository.write(
            "src/list.ts", TOP + "import { COLUMNS } from './columns';\ndb.query(`SELECT ${COLUMNS} FROM users`);\n"
        )
        repository.commit()
        repository.write("src/columns.ts", "export const COLUMNS = 'id, emali';\n")
        assert repository.found() == [("src/columns.ts", 1, "public.users.emali")]

    def test_a_schema_that_git_ignores_is_the_same_then(self, repository: Repository) -> None:
        repository.git("rm", "-rq", "db")
        repository.write(".gitignore", "schema.sql\n")
        repository.write("schema.sql", SCHEMA)
        repository.commit()
        assert repository.found() == []
        repository.write("src/users.ts", TOP + WRONG + OTHER)
        assert repository.found() == [("src/users.ts", 4, "public.users.nmae")]

    def test_a_schema_outside_of_the_repository(self, repository: Repository, tmp_path: Path) -> None:
        (tmp_path / "outside.sql").write_text(SCHEMA)
        repository.write("src/users.ts", TOP + WRONG + OTHER)
        config = load_config([repository.folder], {"schema": [str(tmp_path / "outside.sql")]})
        assert len(check(config).findings) == 2
        assert [finding.subject for finding in check(config, against=HEAD).findings] == ["public.users.nmae"]

    def test_an_earlier_schema_that_cannot_be_loaded(self, repository: Repository) -> None:
        repository.write("xref.toml", 'schema = "db/schema.sql"\n')
        repository.write("db/schema.sql", "-- to be written\n")
        repository.commit()
        repository.write("db/schema.sql", SCHEMA)
        repository.write("src/users.ts", TOP + WRONG + OTHER)
        report = repository.check()
        assert [finding.subject for finding in report.findings] == ["public.users.nmae"]
        assert "the schema in HEAD cannot be loaded" in report.diagnostics[-2].message

    def test_a_project_below_the_top_of_its_repository(self, repository: Repository) -> None:
        repository.write("app/xref.toml", "")
        repository.write("app/schema.sql", SCHEMA)
        repository.write("app/.gitignore", "made/\n")
        repository.write("app/src/a.ts", TOP + WRONG + RIGHT)
        repository.commit()
        repository.write("app/schema.sql", SCHEMA.replace("email", "mail"))
        assert repository.found(HEAD, "app") == [("src/a.ts", 4, "public.users.email")]


class TestRenames:
    def test_a_moved_file_does_not_show(self, repository: Repository) -> None:
        repository.git("mv", "src", "lib")
        assert repository.found() == []
        repository.commit()
        assert repository.found(Against("HEAD~1", merge_base=True)) == []

    def test_a_moved_file_that_was_changed_shows_the_change(self, repository: Repository) -> None:
        text = TOP + "export const f = () => db.query(`SELECT id,\n  emial\nFROM users`);\n" + RIGHT
        repository.write("src/users.ts", text)
        repository.commit()
        (repository.folder / "src" / "users.ts").rename(repository.folder / "src" / "people.ts")
        repository.write("src/people.ts", text.replace("SELECT id,", "SELECT id, name,") + OTHER)
        assert repository.found() == [("src/people.ts", 7, "public.users.nmae")]
