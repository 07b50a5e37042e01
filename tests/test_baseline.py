"""The baseline: what it accepts, what it does not, and files that are none."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from xref.baseline import Baseline, Key, accept, counted, read_baseline, write_baseline
from xref.baseline.file import rendered
from xref.config import ConfigError, load_config
from xref.engine import check
from xref.finding import Finding, Report, Severity
from xref.source import Location, Position

SCHEMA = "CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL, name text);\n"
TOP = "import { Pool } from 'pg';\nconst db = new Pool();\n"
WRONG = "export const wrong = () => db.query('SELECT emial FROM users');\n"
OTHER = "export const other = () => db.query('SELECT nmae FROM users');\n"
HEAD = '{"tool": "xref", "baseline": 1, "findings": ['
ENTRY = '{"path": "a.ts", "rule": "undefined-column", "subject": "t.c", "count": 1}'


def found(path: str, line: int, subject: str | None = "t.c", rule: str = "undefined-column") -> Finding:
    """A finding."""
    return Finding(rule, Severity.ERROR, "m", Location(path, Position(line, 1), Position(line, 2)), subject=subject)


def kept(findings: Sequence[Finding], counts: dict[Key, int], files: set[str]) -> list[tuple[str, int]]:
    """Path and line of what remains."""
    left = accept(findings, Baseline("b.json", counts), files.__contains__).kept
    return [(finding.location.path, finding.location.start.line) for finding in left]


class TestAccepting:
    def test_up_to_the_count_and_the_last_by_position_shows(self) -> None:
        counts = counted([found("a.ts", 1), found("a.ts", 2)])
        assert counts == {Key("a.ts", "undefined-column", "t.c"): 2}
        assert kept([found("a.ts", 30), found("a.ts", 40)], counts, {"a.ts"}) == []
        assert kept([found("a.ts", 9), found("a.ts", 1), found("a.ts", 5)], counts, {"a.ts"}) == [("a.ts", 9)]

    def test_what_is_fresh_is_accepted_last(self) -> None:
        old, new = found("a.ts", 9), found("a.ts", 1)
        accepted = accept([new, old], Baseline("b.json", counted([old])), {"a.ts"}.__contains__, fresh={new})
        assert (accepted.kept, accepted.accepted) == ([new], [old])

    def test_another_subject_or_rule_shows(self) -> None:
        counts = counted([found("a.ts", 1), found("a.ts", 1, None)])
        others = [found("a.ts", 1, "t.d"), found("a.ts", 2, None), found("a.ts", 3, rule="undefined-table")]
        assert kept(others, counts, {"a.ts"}) == [("a.ts", 1), ("a.ts", 3)]

    def test_a_moved_file_stays_accepted(self) -> None:
        counts = counted([found("src/a.ts", 1), found("src/a.ts", 2), found("src/a.ts", 3, None)])
        moved = [found("lib/a.ts", 1), found("lib/a.ts", 2), found("lib/a.ts", 3), found("lib/a.ts", 4, None)]
        assert kept(moved, counts, {"lib/a.ts"}) == [("lib/a.ts", 3)]

    def test_a_file_that_was_cut_in_two_stays_accepted(self) -> None:
        counts = counted([found("a.ts", 1), found("a.ts", 2)])
        assert kept([found("b.ts", 1), found("c.ts", 1)], counts, {"b.ts", "c.ts"}) == []

    def test_a_copy_of_a_file_shows(self) -> None:
        assert kept([found("a.ts", 1), found("b.ts", 1)], counted([found("a.ts", 1)]), {"a.ts", "b.ts"}) == [("b.ts", 1)]

    def test_one_more_in_a_file_that_is_known_shows_although_another_went(self) -> None:
        counts = counted([found("a.ts", 1), found("b.ts", 1)])
        assert kept([found("b.ts", 1), found("b.ts", 2)], counts, {"b.ts"}) == [("b.ts", 2)]

    def test_without_a_subject_the_name_of_the_file_counts(self) -> None:
        counts = counted([found("src/a.ts", 1, None)])
        assert kept([found("lib/b.ts", 1, None)], counts, {"lib/b.ts"}) == [("lib/b.ts", 1)]

    def test_what_occurs_no_more(self) -> None:
        counts = counted([found("a.ts", 1), found("a.ts", 2), found("b.ts", 1)])
        unused = accept([found("a.ts", 1)], Baseline("b.json", counts), {"a.ts"}.__contains__).unused
        assert {key.path: count for key, count in unused.items()} == {"a.ts": 1, "b.ts": 1}


class TestProject:
    def run(self, folder: Path, code: str, name: str = "src/a.ts") -> Report:
        (folder / "schema.sql").write_text(SCHEMA)
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(TOP + code)
        baseline = folder / "xref-baseline.json"
        return check(load_config([folder]), baseline=baseline if baseline.exists() else None)

    def test_adopting(self, tmp_path: Path) -> None:
        write_baseline(tmp_path / "xref-baseline.json", counted(self.run(tmp_path, WRONG).findings))
        report = self.run(tmp_path, "// moved\n" + WRONG)
        assert (report.findings, report.summary.baselined, report.diagnostics) == ((), 1, ())
        report = self.run(tmp_path, OTHER + WRONG)
        assert [finding.subject for finding in report.findings] == ["public.users.nmae"]
        report = self.run(tmp_path, WRONG + WRONG.replace("wrong", "again"))
        assert [finding.location.start.line for finding in report.findings] == [4]
        assert report.summary.baselined == 1

    def test_a_moved_file(self, tmp_path: Path) -> None:
        write_baseline(tmp_path / "xref-baseline.json", counted(self.run(tmp_path, WRONG).findings))
        (tmp_path / "src" / "a.ts").unlink()
        report = self.run(tmp_path, WRONG, "src/b.ts")
        assert (report.findings, report.summary.baselined) == ((), 1)

    def test_what_occurs_no_more_is_said(self, tmp_path: Path) -> None:
        write_baseline(tmp_path / "xref-baseline.json", counted(self.run(tmp_path, WRONG + OTHER).findings))
        (said,) = self.run(tmp_path, WRONG).diagnostics
        assert said.message == '1 of the findings that it accepts is no longer there: "xref baseline prune"'


class TestFile:
    def test_is_read_as_it_was_written(self, tmp_path: Path) -> None:
        names = ["ü\n\u202e\x1b[31m.ts", 'a"\\b.ts', "\ud800.ts", "-a.ts"]
        counts = counted([found(name, 1, subject) for name in names for subject in (None, "", "t.ö")])
        path = tmp_path / "b.json"
        write_baseline(path, counts)
        assert read_baseline(path).counts == counts
        assert "\u202e" not in path.read_text(encoding="utf-8")
        assert list(tmp_path.iterdir()) == [path]

    def test_one_entry_a_line_sorted(self) -> None:
        counts = counted([found("b.ts", 1), found("a.ts", 1, "t.é"), found("a.ts", 1, None), found("b.ts", 2)])
        assert rendered(counts) == (
            '{\n  "tool": "xref",\n  "baseline": 1,\n  "findings": [\n'
            '    {"path": "a.ts", "rule": "undefined-column", "subject": null, "count": 1},\n'
            '    {"path": "a.ts", "rule": "undefined-column", "subject": "t.é", "count": 1},\n'
            '    {"path": "b.ts", "rule": "undefined-column", "subject": "t.c", "count": 2}\n'
            "  ]\n}\n"
        )
        assert rendered({}) == '{\n  "tool": "xref",\n  "baseline": 1,\n  "findings": []\n}\n'

    def test_a_link_in_its_place_is_replaced_and_not_followed(self, tmp_path: Path) -> None:
        target = tmp_path / "target"
        target.write_text("")
        link = tmp_path / "b.json"
        link.symlink_to(target)
        write_baseline(link, {})
        assert target.read_text() == ""
        assert not link.is_symlink()

    def test_another_file_is_left_as_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "package.json"
        path.write_text('{"name": "a"}')
        with pytest.raises(ConfigError, match="is no baseline, and is left as it is"):
            write_baseline(path, {})
        assert path.read_text() == '{"name": "a"}'

    @pytest.mark.parametrize("name", ["", ".", "..", "/"])
    def test_a_folder(self, name: str) -> None:
        with pytest.raises(ConfigError, match="is a folder"):
            write_baseline(Path(name), {})

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="cannot be written: No such file or directory"):
            write_baseline(tmp_path / "no" / "b.json", {})

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            ("", 1, 'is no baseline: there must be "{"'),
            ("[]", 1, 'is no baseline: there must be "{"'),
            ("{}", 1, "is no baseline: it does not say first which version"),
            ('{"version": 1, "findings": []}', 1, "is no baseline: it does not say first which version"),
            ('{"baseline": 1}', 1, 'is no baseline: it has no "findings"'),
            ('{"tool": "xref",\n "baseline": 2, "findings": []}', 2, "is of a later version of xref"),
            ('{"baseline": true, "findings": []}', 1, "is no baseline of version 1"),
            ('{"baseline": "1", "findings": []}', 1, "is no baseline of version 1"),
            (f"{HEAD}\n{ENTRY},\n{ENTRY}]}}", 3, "lists the same path, rule and subject twice"),
            (f"{HEAD}\n{ENTRY}\n{ENTRY}]}}", 3, 'not valid JSON: there must be ","'),
            (f"{HEAD}\n{ENTRY},\n]}}", 3, "not valid JSON: expecting value"),
            (f"{HEAD}\n{ENTRY}", 2, 'not valid JSON: there must be ","'),
            (f"{HEAD}\n{ENTRY}]}}\nx", 3, "has something after its end"),
            (f"{HEAD}\n<<<<<<< ours\n{ENTRY}]}}", 2, "has the marks of a merge that failed"),
            (f"{HEAD}\n{ENTRY}\n=======\n{ENTRY}]}}", 3, "has the marks of a merge that failed"),
            (f"{HEAD}{ENTRY.replace('1', '0')}]}}", 1, "count must be between 1 and"),
            (f"{HEAD}{ENTRY.replace('1', '-1')}]}}", 1, "count must be between 1 and"),
            (f"{HEAD}{ENTRY.replace('1', '1' * 40)}]}}", 1, "count must be between 1 and"),
            (f"{HEAD}{ENTRY.replace('1', '1' * 5000)}]}}", 1, "a number is too long"),
            (f"{HEAD}{ENTRY.replace('1', 'true')}]}}", 1, "count must be a whole number"),
            (f"{HEAD}{ENTRY.replace('1', 'NaN')}]}}", 1, "count must be a whole number"),
            (f"{HEAD}{ENTRY.replace('1', '1.0')}]}}", 1, "count must be a whole number"),
            (HEAD + "\n\n" + ENTRY.replace('"a.ts"', "null") + "]}", 3, "path must be a string"),
            (HEAD + ENTRY.replace('"t.c"', "[]") + "]}", 1, "subject must be a string or null"),
            (f"{HEAD}{ENTRY.replace('rule', 'role')}]}}", 1, "an entry must have path, rule, subject, count"),
            (f"{HEAD}[]]}}", 1, "an entry must have path, rule, subject, count"),
            ('{"baseline": 1, "x": ' + "[" * 100_000, 1, "values are nested too deeply"),
            ('{"baseline": 1, 1: 2}', 1, "is no baseline: a name is missing"),
            (f'{HEAD}], "findings": []}}', 1, "is no baseline: a name is missing or is there twice"),
        ],
    )
    def test_what_is_no_baseline(self, tmp_path: Path, text: str, line: int, message: str) -> None:
        path = tmp_path / "b.json"
        path.write_text(text)
        with pytest.raises(ConfigError) as raised:
            read_baseline(path)
        (problem,) = raised.value.problems
        assert problem.message.startswith(message)
        assert (problem.path, problem.line) == (str(path), line)
        assert problem.help

    def test_what_cannot_be_read(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"there is no baseline .*nope.json \(\"xref baseline write\" writes one\)"):
            read_baseline(tmp_path / "nope.json")
        with pytest.raises(ConfigError, match="is not a regular file"):
            read_baseline(tmp_path)
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ConfigError, match="is not a regular file"):
            read_baseline(tmp_path / "pipe")
        (tmp_path / "latin").write_bytes(b'{"baseline": 1,\n"x": "\xff"}')
        with pytest.raises(ConfigError, match="latin:2: is not UTF-8"):
            read_baseline(tmp_path / "latin")
        for name in ("a\0b", "a" * 5_000):
            with pytest.raises(ConfigError):
                read_baseline(Path(name))

    def test_a_byte_order_mark_and_fields_to_come(self, tmp_path: Path) -> None:
        (tmp_path / "b.json").write_text(f'\ufeff{{"new": [1], "baseline": 1, "findings": [{ENTRY}], "more": {{}}}}', "utf-8")
        assert read_baseline(tmp_path / "b.json").total == 1
