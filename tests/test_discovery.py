"""Discovery: which files are read, which are not and why. The oracle for ignore files is git itself."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from xref.config import Config
from xref.config.globs import Patterns, config_globs
from xref.discovery import DiscoveredFile, Discovery, MisencodedFile, decode_source, discover, read_source
from xref.finding import Diagnostic
from xref.source import Position, SourceFile


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("export const x = 1;\n")


def read_paths(discovery: Discovery) -> list[str]:
    return [file.path for file in discovery.files]


def reasons(discovery: Discovery) -> dict[str, str]:
    return {entry.path: entry.reason for entry in discovery.skipped}


class TestFiles:
    def test_extensions_in_order(self, tmp_path: Path) -> None:
        write(
            tmp_path, *(f"a.{extension}" for extension in ("tsx", "ts", "mts", "cts", "js", "mjs", "cjs", "jsx", "sql", "json"))
        )
        found = read_paths(discover(Config(tmp_path)))
        assert found == [f"a.{extension}" for extension in ("cjs", "cts", "js", "jsx", "mjs", "mts", "ts", "tsx")]

    def test_left_out_by_name(self, tmp_path: Path) -> None:
        write(
            tmp_path, "a.ts", "node_modules/p/a.ts", "dist/a.js", ".wrangler/a.js", "web/.next/a.js", "lib.min.js", ".git/a.ts"
        )
        discovery = discover(Config(tmp_path))
        assert read_paths(discovery) == ["a.ts"]
        assert reasons(discovery) == {
            "node_modules/": "dependencies",
            "dist/": "build output",
            ".wrangler/": "build output",
            "web/.next/": "build output",
            "lib.min.js": "minified",
        }

    def test_a_word_that_names_sources_too(self, tmp_path: Path) -> None:
        """``build`` beside a package.json is output; a ``build`` among sources is a folder like any other, but for scripts."""
        write(tmp_path, "api/package.json", "api/build/a.ts", "api/src/orders/build/a.ts", "api/src/orders/build/a.js")
        discovery = discover(Config(tmp_path))
        assert read_paths(discovery) == ["api/src/orders/build/a.ts"]
        assert reasons(discovery) == {"api/build/": "build output", "api/src/orders/build/a.js": "build output"}

    def test_declarations_are_read(self, tmp_path: Path) -> None:
        write(tmp_path, "src/database.types.d.ts")
        assert read_paths(discover(Config(tmp_path))) == ["src/database.types.d.ts"]

    def test_size(self, tmp_path: Path) -> None:
        (tmp_path / "large.ts").write_text("x" * 101)
        (tmp_path / "fits.ts").write_text("x" * 100)
        discovery = discover(Config(tmp_path, max_file_size=100))
        assert read_paths(discovery) == ["fits.ts"]
        assert reasons(discovery) == {"large.ts": "larger than 100 bytes"}

    def test_include_and_exclude(self, tmp_path: Path) -> None:
        write(tmp_path, "src/a.ts", "src/b.tsx", "src/old/c.ts", "test/d.ts")
        config = Config(tmp_path, include=("src/**/*.{ts,tsx}",), exclude=("old",))
        discovery = discover(config)
        assert read_paths(discovery) == ["src/a.ts", "src/b.tsx"]
        assert reasons(discovery) == {"src/old/": "excluded", "test/d.ts": "not in include"}

    def test_paths_limit_and_the_rest_is_known(self, tmp_path: Path) -> None:
        write(tmp_path, ".git/config", "workers/a.ts", "workers2/b.ts", "lib/c.ts")
        discovery = discover(Config(tmp_path, (tmp_path / "workers",)))
        assert read_paths(discovery) == ["workers/a.ts"]
        assert [file.path for file in discovery.rest] == ["lib/c.ts", "workers2/b.ts"]

    def test_what_no_project_is_is_not_walked(self, tmp_path: Path) -> None:
        """Without .git and configuration the root is the current folder, of which only the paths are looked into."""
        write(tmp_path, "workers/src/a.ts", "lib/c.ts")
        paths = (tmp_path / "workers" / "src", tmp_path / "workers")
        discovery = discover(Config(tmp_path, paths))
        assert read_paths(discovery) == ["workers/src/a.ts"]
        assert discovery.rest == ()

    def test_what_is_named_is_read(self, tmp_path: Path) -> None:
        write(tmp_path, ".git/config", "dist/a.ts", "dist/sub/b.ts", "ignored.ts", "dist/c.md")
        (tmp_path / ".gitignore").write_text("ignored.ts\n")
        paths = (tmp_path / "dist" / "a.ts", tmp_path / "dist", tmp_path / "ignored.ts", tmp_path / "dist" / "c.md")
        discovery = discover(Config(tmp_path, paths))
        assert read_paths(discovery) == ["dist/a.ts", "dist/sub/b.ts", "ignored.ts"]

    def test_file_name_that_is_not_utf8(self, tmp_path: Path) -> None:
        try:
            (tmp_path / os.fsdecode(b"caf\xe9.ts")).write_text("x")
        except OSError:
            pytest.skip("the file system takes UTF-8 names only")
        (file,) = discover(Config(tmp_path)).files
        assert file.path == r"caf\xe9.ts"
        assert isinstance(read_source(file), SourceFile)


class TestOddEntries:
    def test_symbolic_links(self, tmp_path: Path) -> None:
        root = tmp_path / "root"
        write(tmp_path, "outside/secret.ts", "outside/file.ts", "root/real/a.ts")
        (root / "loop").symlink_to(root)
        (root / "real" / "up").symlink_to("..")
        (root / "twin.ts").symlink_to("real/a.ts")
        (root / "away").symlink_to(tmp_path / "outside")
        (root / "file.ts").symlink_to(tmp_path / "outside" / "file.ts")
        (root / "gone.ts").symlink_to("nowhere.ts")
        (root / "self.ts").symlink_to("self.ts")
        discovery = discover(Config(root))
        assert read_paths(discovery) == ["real/a.ts"]
        assert reasons(discovery) == {
            "away": "symbolic link that leaves the root",
            "file.ts": "symbolic link that leaves the root",
            "gone.ts": "symbolic link to nothing",
            "loop": "symbolic link, read in its own place",
            "real/up": "symbolic link, read in its own place",
            "self.ts": "symbolic link to nothing",
            "twin.ts": "symbolic link, read in its own place",
        }

    def test_folder_named_like_a_file(self, tmp_path: Path) -> None:
        write(tmp_path, "x.ts/inner.ts")
        assert read_paths(discover(Config(tmp_path))) == ["x.ts/inner.ts"]

    def test_pipe_named_like_a_file(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.ts")
        assert reasons(discover(Config(tmp_path))) == {"pipe.ts": "not a regular file"}

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_what_may_not_be_read(self, tmp_path: Path) -> None:
        write(tmp_path, "locked/a.ts", "b.ts")
        (tmp_path / "locked").chmod(0)
        (tmp_path / "b.ts").chmod(0)
        discovery = discover(Config(tmp_path))
        (tmp_path / "locked").chmod(0o700)
        assert [diagnostic.path for diagnostic in discovery.diagnostics] == ["locked/"]
        assert isinstance(read_source(discovery.files[0]), Diagnostic)

    def test_file_that_is_gone(self, tmp_path: Path) -> None:
        read = read_source(DiscoveredFile("a.ts", tmp_path / "a.ts"))
        assert isinstance(read, Diagnostic)
        assert (read.path, read.message) == ("a.ts", "cannot be read: No such file or directory")


class TestText:
    def text(self, content: bytes) -> str:
        read = decode_source("a.ts", content)
        assert isinstance(read, SourceFile)
        return read.text

    def test_byte_order_mark_takes_no_column(self) -> None:
        assert self.text(b"\xef\xbb\xbfabc") == "abc"

    def test_utf16(self) -> None:
        assert self.text("\ufeffäb".encode("utf-16-le")) == "äb"
        assert self.text("\ufeffäb".encode("utf-16-be")) == "äb"

    def test_line_ends_stay(self) -> None:
        read = decode_source("a.ts", b"a\r\nb\rc\n")
        assert isinstance(read, SourceFile)
        assert read.text == "a\r\nb\rc\n"
        assert read.position(5) == Position(3, 1)

    def test_latin1_keeps_its_columns(self) -> None:
        """Three bytes, of which none is UTF-8, are three columns, as an editor shows them in Latin-1."""
        read = decode_source("a.ts", "// ok\n/* äöü */ x".encode("latin-1"))
        assert isinstance(read, MisencodedFile)
        assert read.position(read.text.index("x")) == Position(2, 11)
        assert (read.diagnostic.path, read.diagnostic.line) == ("a.ts", 2)

    def test_binary(self) -> None:
        read = decode_source("a.ts", b"\x00\x01\x02")
        assert isinstance(read, Diagnostic)
        assert read.message == "holds NUL bytes: a binary file, left out"

    def test_empty(self) -> None:
        assert self.text(b"") == ""


def git(root: Path, *arguments: str, stdin: str = "") -> str:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, input=stdin, text=True, capture_output=True, env=environment, check=False).stdout


def not_ignored_by_git(root: Path) -> list[str]:
    listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return sorted(path for path in listed.split("\0") if path.endswith(".ts"))


class TestIgnoreFiles:
    def test_nested_negated_and_excluded(self, tmp_path: Path) -> None:
        git(tmp_path, "init", "-q")
        write(tmp_path, "a.ts", "b.ts", "gen/a.ts", "gen/keep.ts", "src/gen/a.ts", "src/x.gen.ts", "src/y.gen.ts", "private.ts")
        write(tmp_path, "logs/a.ts", "deep/logs/a.ts", "tmp/keep.ts", "tmp/b.ts", "sub/only.ts", "sub/in/only.ts", "sp ace.ts")
        (tmp_path / ".gitignore").write_text(
            "# comment\n/gen/*\n!/gen/keep.ts\n*.gen.ts\n/logs/\ntmp/\n!tmp/keep.ts\nsp\\ ace.ts \n"
        )
        (tmp_path / "src" / ".gitignore").write_text("!y.gen.ts\n")
        (tmp_path / "sub" / ".gitignore").write_text("/only.ts\r\n")
        (tmp_path / ".git" / "info" / "exclude").write_text("private.ts\n")
        assert read_paths(discover(Config(tmp_path))) == not_ignored_by_git(tmp_path)

    def test_ignore_files_above_the_root(self, tmp_path: Path) -> None:
        git(tmp_path, "init", "-q")
        root = tmp_path / "packages" / "api"
        write(root, "a.ts", "b.ts", "c.ts", "src/d.ts")
        (tmp_path / ".gitignore").write_text("/packages/api/a.ts\n")
        (tmp_path / "packages" / ".gitignore").write_text("b.ts\napi/src/*\n")
        assert read_paths(discover(Config(root))) == not_ignored_by_git(root) == ["c.ts"]

    def test_without_git_the_files_hold_too(self, tmp_path: Path) -> None:
        write(tmp_path, "a.ts", "b.ts")
        (tmp_path / ".gitignore").write_text("b.ts\n")
        assert read_paths(discover(Config(tmp_path))) == ["a.ts"]

    def test_link_as_ignore_file_is_not_followed(self, tmp_path: Path) -> None:
        write(tmp_path, "a.ts")
        (tmp_path / "patterns").write_text("a.ts\n")
        (tmp_path / ".gitignore").symlink_to("patterns")
        assert read_paths(discover(Config(tmp_path))) == ["a.ts"]

    @pytest.mark.parametrize("seed", range(30))
    def test_random_patterns_as_git_decides(self, tmp_path: Path, seed: int) -> None:
        chance = random.Random(seed)
        git(tmp_path, "init", "-q")
        patterns = [_random_pattern(chance) for _ in range(chance.randint(1, 4))]
        (tmp_path / ".gitignore").write_text("\n".join(patterns) + "\n")
        for _ in range(40):
            _try_to_write(tmp_path, "/".join(chance.choice(_NAMES) for _ in range(chance.randint(1, 4))))
        files = sorted(
            path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file() and ".git" not in str(path)
        )
        ignored = set(git(tmp_path, "check-ignore", "--no-index", "-z", "--stdin", stdin="\0".join(files)).split("\0")) - {""}
        compiled = Patterns(patterns)
        assert {path for path in files if _is_ignored(compiled, path)} == ignored, patterns


_NAMES = ("a", "b", "ab", "foo", "a.ts", "aab", "]", "-", "a b", "{a}", ".a", "#", "!a", "*", "c")
_SEGMENTS = ("a", "b", "ab", "foo", "*", "?b", "[ab]", "[!a]b", "[a-c]", "*.ts", "a*b", "a*", "**", "-", ".a")


def _random_pattern(chance: random.Random) -> str:
    """A pattern as people write them: whole names, with a slash before, after or between them."""
    segments = [chance.choice(_SEGMENTS) for _ in range(chance.randint(1, 3))]
    return chance.choice(("", "", "", "!")) + chance.choice(("", "/")) + "/".join(segments) + chance.choice(("", "", "/"))


def _try_to_write(root: Path, path: str) -> None:
    try:
        write(root, path)
    except OSError:
        return


def _is_ignored(patterns: Patterns, path: str) -> bool:
    parts = path.split("/")
    folders = ("/".join(parts[:depth]) + "/" for depth in range(1, len(parts)))
    return any(patterns.decide(candidate) for candidate in (*folders, path))


class TestGlobs:
    @pytest.mark.parametrize(
        ("glob", "path", "matches"),
        [
            ("src", "src/deep/a.ts", True),
            ("src/", "src", False),
            ("/src/*.ts", "src/a.ts", True),
            ("/src/*.ts", "lib/src/a.ts", False),
            ("**/*.{test,spec}.ts", "a/b.spec.ts", True),
            ("{a,b}/{c,d}.ts", "b/d.ts", True),
            ("{a", "{a", True),
        ],
    )
    def test_configuration_globs(self, glob: str, path: str, matches: bool) -> None:
        assert bool(config_globs([glob]).decide(path)) is matches

    def test_hostile_patterns_are_quick(self) -> None:
        patterns = Patterns(["a*" * 60 + "b", "**/a/" * 40 + "b", "*/" * 100 + "x"])
        assert patterns.decide("a" * 250) is None
        assert patterns.decide("a/" * 1000 + "c") is None
        assert config_globs(["{a,b}" * 40]).decide("c") is None
