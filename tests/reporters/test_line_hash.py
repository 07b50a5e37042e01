"""The hashes are the numbers that GitHub's upload action computes for the same file."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xref.reporters.line_hash import line_hashes

END_OF_EMPTY = "c129715d7a2bc9a3:1"


GREETINGS = (
    "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 b3edc88f2938467e:1 c8e28b0b4002a3a0:1 "
    + END_OF_EMPTY
)
LOREM = (
    "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 a7f2ff13bc495cf2:5 a7f2ff13bc495cf2:6 "
    f"a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 {END_OF_EMPTY}"
)
PRINTS = (
    "e54938cc54b302f1:1 bb609acbe9138d60:1 1131fd5871777f34:1 5c482a0f8b35ea28:1 54517377da7028d2:1 2c644846cb18d53e:1 "
    f"f1b89f20de0d133:1 {END_OF_EMPTY}"
)


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        # The values that github/codeql-action expects in its own tests.
        ("", END_OF_EMPTY),
        (" a\nb\n  \t\tc\n d", "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1"),
        (
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
            "8b7cf3e952e7aeb2:1 b1ae1287ec4718d9:1 bff680108adb0fcc:1 c6805c5e1288b612:1 b86d3392aea1be30:1 e6ceba753e1a442:1",
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETINGS),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            LOREM,
        ),
        (
            "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
            PRINTS,
        ),
        # Computed with the same algorithm, in JavaScript.
        ("const x = 1;\n", f"ab6d6e2388194169:1 {END_OF_EMPTY}"),
        ("SELECT id\r\n\tFROM t\r\n", f"ab8c4766c99d4f60:1 7acbae7e70bd4c31:1 {END_OF_EMPTY}"),
        ("日本 🎉\n", f"472d17562927bf8b:1 {END_OF_EMPTY}"),
    ],
)
def test_is_the_actions_hash(text: str, hashes: str) -> None:
    assert line_hashes(text) == hashes.split()


@given(st.text(st.sampled_from("ab \t\r\n🎉\0"), max_size=300))
def test_is_a_number_to_the_base_37(text: str) -> None:
    lines = re.split("\r\n|\r|\n", text)
    for number, found in enumerate(line_hashes(text)):
        rest = re.sub("[ \t]", "", "\n".join(lines[number:])).encode("utf-16-le")
        units = [int.from_bytes(rest[place : place + 2], "little") for place in range(0, len(rest), 2)]
        window = [*units, 0xFFFF, *[0] * 100][:100]
        value = sum(unit * 37 ** (99 - place) for place, unit in enumerate(window)) % 2**64
        assert found.split(":")[0] == f"{value:x}"
    assert len(line_hashes(text)) == len(lines)


def test_equal_lines_are_counted() -> None:
    hashes = line_hashes("same line of code\n" * 20)
    assert [found.split(":")[1] for found in hashes[:3]] == ["1", "2", "3"]
    assert len({found.split(":")[0] for found in hashes[:3]}) == 1


def test_a_hash_stays_when_lines_move_and_are_indented() -> None:
    body = "const r = await db.query('SELECT id FROM users');\n" + "x" * 100
    assert line_hashes(body)[0] in line_hashes("// new\n\n    " + body)
