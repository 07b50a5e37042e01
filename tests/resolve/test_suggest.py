"""Which names are suggested for one that is wrong."""

from __future__ import annotations

import pytest

from xref.resolve.suggest import is_camel_case, quoted, snake_case, suggest


@pytest.mark.parametrize(
    ("written", "twin"),
    [
        ("sessionToken", "session_token"),
        ("userID", "user_id"),
        ("HTTPServer", "http_server"),
        ("id", "id"),
        ("day7Total", "day7_total"),
    ],
)
def test_snake_case(written: str, twin: str) -> None:
    assert snake_case(written) == twin


@pytest.mark.parametrize(
    ("written", "camel"), [("sessionToken", True), ("session_token", False), ("ID", False), ("Email", False)]
)
def test_camel_case(written: str, *, camel: bool) -> None:
    assert is_camel_case(written) is camel


@pytest.mark.parametrize(
    ("written", "names", "expected"),
    [
        ("entityId", ["entity_id", "entity", "entity_ids"], ("entity_id",)),
        ("targeturl", ["targetUrl", "target"], ("targetUrl",)),
        ("emial", ["email", "id", "name"], ("email",)),
        ("zzz", ["email", "id"], ()),
    ],
)
def test_the_twin_comes_alone_and_far_names_do_not(written: str, names: list[str], expected: tuple[str, ...]) -> None:
    assert suggest(written, names) == expected


def test_a_name_is_quoted_where_folding_would_change_it() -> None:
    assert [quoted(name) for name in ("email", "targetUrl", "u.targetUrl")] == ["email", '"targetUrl"', 'u."targetUrl"']
