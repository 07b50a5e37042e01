"""Each idiom of building SQL in TypeScript, with what it sends: text, condition, number of values."""

from __future__ import annotations

from functools import cache

import pytest

from tests.extract.reading import IDIOMS, load, statements, told
from xref.extract.embedded import EmbeddedSql
from xref.reason import Reason
from xref.source import HOLE

FOLDERS = sorted(folder.name for folder in IDIOMS.iterdir() if folder.is_dir() and folder.name != "run-time")


@cache
def found(folder: str) -> tuple[EmbeddedSql, ...]:
    return statements(*load(IDIOMS / folder))


def in_function(folder: str, name: str) -> list[dict[str, tuple[str | None, int | None]]]:
    return [told(statement) for statement in found(folder) if statement.function == name]


def test_literals() -> None:
    assert in_function("1-literals", "getCall") == [
        {"SELECT id, summary FROM calls WHERE id = $1": (None, 1)},
        {"SELECT id, started_at FROM calls WHERE id = $1": (None, 1)},
        {"SELECT id FROM users WHERE name = 'O'Hara' AND note = E'a\\tb'": (None, 0)},
        {"SELECT id FROM users": (None, 0)},
        {"/* 📞 */ SELECT naïve FROM calls WHERE caller = '📞😀' AND id = $1": (None, 1)},
        {"SELECT regexp_replace(name, '\\d+', '') FROM users": (None, 0)},
        {"SELECT id FROM organizations": (None, 0)},
        {"SELECT id FROM users": (None, 0)},
    ]


def test_names_for_literals() -> None:
    assert in_function("1-literals", "listCalls") == [
        {"SELECT id FROM calls WHERE user_id = $1 ORDER BY started_at DESC": (None, 1)},
        {"SELECT id, email FROM users WHERE id = $1": (None, 1)},
        {"SELECT id FROM users": (None, 0)},
        {"SELECT count(*) FROM users": (None, 0)},
        {"SELECT id, name FROM organizations": (None, 0)},
        {"INSERT INTO audit_log (user_id) VALUES ($1)": (None, 1)},
    ]
    assert in_function("1-literals", "open") == [{"SELECT id FROM calls WHERE ended_at IS NULL": (None, 0)}]
    assert in_function("1-literals", "usersOf") == [{"SELECT id FROM users WHERE organization_id = $1": (None, 1)}]


def test_receivers_and_forms_of_a_call() -> None:
    assert in_function("1-literals", "endCall") == [
        {"UPDATE calls SET ended_at = now() WHERE id = $1": (None, 1)},
        {"DELETE FROM call_locks WHERE call_id = $1 AND kind = $2": (None, 2)},
        {"INSERT INTO tags (name) VALUES ($1)": (None, None)},
        {"BEGIN": (None, 0)},
    ]


def test_appended_text_with_computed_placeholders() -> None:
    start = "SELECT id FROM calls WHERE organization_id = $1"
    assert in_function("2-appended", "listCalls") == [
        {
            f"{start} AND status = $2 AND started_at >= $3 ORDER BY started_at": (
                "when `status` is given, when `from` is given",
                3,
            ),
            f"{start} AND status = $2 ORDER BY started_at": ("when `status` is given, unless `from` is given", 2),
            f"{start} AND started_at >= $2 ORDER BY started_at": ("unless `status` is given, when `from` is given", 2),
            f"{start} ORDER BY started_at": ("unless `status` is given, unless `from` is given", 1),
        }
    ]
    start = "SELECT count(*) FROM calls WHERE user_id = $1"
    assert in_function("2-appended", "countCalls") == [
        {
            f"{start} AND state = $2 AND kind = $3": ("when `live`", 3),
            f"{start} AND ended_at IS NOT NULL AND kind = $2": ("unless `live`", 2),
        }
    ]


def test_what_a_loop_appends() -> None:
    start, test = "SELECT id FROM users WHERE true", f" AND name LIKE '%{HOLE}%'"
    assert in_function("2-appended", "searchUsers") == [
        {
            f"{start}{test}{test}": ("when `terms` has several elements", 0),
            f"{start}{test}": ("when `terms` has one element", 0),
        }
    ]


def test_whole_texts_in_branches() -> None:
    assert in_function("3-branches", "pageOfUsers") == [
        {
            "SELECT id FROM users WHERE id > $2 ORDER BY id LIMIT $1": ("when `after` is given", 2),
            "SELECT id FROM users ORDER BY id LIMIT $1": ("unless `after` is given", 1),
        }
    ]
    assert in_function("3-branches", "usersBy") == [
        {
            "SELECT id FROM users ORDER BY name": ("when `order` is 'name'", 0),
            "SELECT id FROM users ORDER BY email": ("when `order` is 'email'", 0),
        }
    ]
    assert in_function("3-branches", "organizationsBy") == [
        {
            "SELECT id FROM organizations WHERE closed_at IS NULL": ("when `kind` is 'open'", 0),
            "SELECT id FROM organizations WHERE closed_at IS NOT NULL": ("when `kind` is 'closed'", 0),
            "SELECT id FROM organizations": ("unless `kind` is 'open', unless `kind` is 'closed'", 0),
        }
    ]
    assert in_function("3-branches", "early") == [
        {"SELECT id FROM users": (None, 0)},
        {"SELECT id FROM users WHERE id = $1": (None, 1)},
    ]


def test_fragments() -> None:
    start = "SELECT id FROM calls WHERE organization_id = $1"
    assert in_function("4-fragments", "callsOfToday") == [
        {
            f"{start} AND started_at::date = CURRENT_DATE ORDER BY started_at": ("when `today`", 1),
            f"{start} ORDER BY started_at": ("unless `today`", 1),
        }
    ]
    assert in_function("4-fragments", "callsSince") == [
        {
            "SELECT id FROM calls WHERE user_id = $1 AND started_at > $4 AND kind = $2 LIMIT $3": (
                "when `since` is given",
                4,
            ),
            "SELECT id FROM calls WHERE user_id = $1 AND kind = $2 LIMIT $3": ("unless `since` is given", 3),
        }
    ]


def test_a_fragment_in_two_statements() -> None:
    where, search = "WHERE user_id = $1", "AND summary ILIKE $2"
    assert in_function("4-fragments", "pageOfCalls") == [
        {
            f"SELECT id, summary FROM calls {where} {search} ORDER BY id": ("when `search` is given", 2),
            f"SELECT id, summary FROM calls {where} ORDER BY id": ("unless `search` is given", 1),
        },
        {
            f"SELECT count(*) FROM calls {where} {search}": ("when `search` is given", 2),
            f"SELECT count(*) FROM calls {where}": ("unless `search` is given", 1),
        },
    ]


def test_a_condition_that_is_tested_three_times_has_one_outcome() -> None:
    assert in_function("4-fragments", "correlated") == [
        {
            "SELECT c.id FROM calls c JOIN users u ON u.id = c.user_id WHERE u.name = $1 ORDER BY u.name": (
                "when `search` is given",
                1,
            ),
            "SELECT c.id FROM calls c ORDER BY c.id": ("unless `search` is given", 0),
        }
    ]


def test_a_member_by_a_key_and_a_name_that_is_not_known() -> None:
    assert in_function("4-fragments", "sorted") == [
        {
            "SELECT id FROM users ORDER BY name": ("when `key` is 'name'", 0),
            "SELECT id FROM users ORDER BY email": ("when `key` is 'email'", 0),
        },
        {f"SELECT id FROM {HOLE}": (None, 0)},
    ]


def test_joined_conditions() -> None:
    assert in_function("5-conditions", "search") == [
        {
            "SELECT id FROM users WHERE name = $1 AND email = $2": ("when `name` is given, when `email` is given", 2),
            "SELECT id FROM users WHERE name = $1": ("when `name` is given, unless `email` is given", 1),
            "SELECT id FROM users WHERE email = $1": ("unless `name` is given, when `email` is given", 1),
            "SELECT id FROM users": ("unless `name` is given, unless `email` is given", 0),
        }
    ]


def test_set_lists() -> None:
    start = "UPDATE users SET updated_at = now()"
    assert in_function("6-set-lists", "rename") == [
        {
            f"{start}, name = $2, email = $3 WHERE id = $1": ("when `name` is given, when `email` is given", 3),
            f"{start}, name = $2 WHERE id = $1": ("when `name` is given, unless `email` is given", 2),
            f"{start}, email = $2 WHERE id = $1": ("unless `name` is given, when `email` is given", 2),
            f"{start} WHERE id = $1": ("unless `name` is given, unless `email` is given", 1),
        }
    ]
    start, several = "UPDATE users SET", "when `Object.entries(body)` has several elements"
    assert in_function("6-set-lists", "patch") == [
        {
            f"{start} {HOLE} = $2, {HOLE} = $3 WHERE id = $1": (several, 3),
            f"{start} {HOLE} = $2 WHERE id = $1": (several.replace("several elements", "one element"), 2),
        }
    ]


def test_in_lists() -> None:
    start = "SELECT id FROM calls WHERE id IN"
    assert in_function("8-in-lists", "callsOf") == [
        {
            f"{start} ($1,$2) LIMIT $3": ("when `ids` has several elements", 3),
            f"{start} ($1) LIMIT $2": ("when `ids` has one element", 2),
        }
    ]


def test_calls_of_wrappers_are_statements_and_their_insides_are_not() -> None:
    assert in_function("9-wrappers", "calls") == [
        {"SELECT id FROM calls WHERE user_id = $1": (None, 1)},
        {"SELECT id, email FROM users WHERE id = $1": (None, 1)},
        {"SELECT id FROM organizations": (None, 0)},
        {"SELECT id, started_at FROM calls WHERE ended_at IS NULL": (None, 0)},
        {"SELECT id, started_at FROM calls WHERE user_id = $1": (None, 1)},
    ]
    assert in_function("9-wrappers", "users") == [{"SELECT id FROM users": (None, 0)}]
    assert in_function("9-wrappers", "own") == [{"SELECT 1 AS one": (None, 0)}]
    assert len(found("9-wrappers")) == 7


def test_look_alikes_are_silent() -> None:
    assert found("10-look-alikes") == ()


def test_guards() -> None:
    assert [(statement.variants[0].text, statement.guarded) for statement in found("11-guards")] == [
        ("SELECT id FROM legacy_calls", True),
        ("SELECT to_regclass('public.call_summaries') AS found", False),
        ("SELECT id FROM call_summaries", True),
        ("SELECT id FROM calls", False),
        ("SELECT 1 FROM information_schema.tables WHERE table_name = 'call_scores'", False),
        ("SELECT id FROM call_scores", True),
    ]


def test_neon() -> None:
    assert in_function("12-tagged", "neonCalls") == [
        {"SELECT id FROM calls WHERE user_id = $1 AND kind = $2": (None, 2)},
        {"SELECT id FROM users WHERE id = $1": (None, 1)},
        {"SELECT id FROM organizations WHERE id = $1": (None, 1)},
        {"SELECT count(*) FROM calls": (None, 0)},
    ]


def test_postgres_js() -> None:
    start = "SELECT id FROM users WHERE organization_id = $1"
    assert in_function("12-tagged", "users") == [
        {
            f"{start} AND name = $2 LIMIT $3": ("when `search` is given", 3),
            f"{start} LIMIT $2": ("unless `search` is given", 2),
        },
        {
            "SELECT id FROM users WHERE id IN ($1,$2)": ("when `ids` has several elements", 2),
            "SELECT id FROM users WHERE id IN ($1)": ("when `ids` has one element", 1),
        },
        {'INSERT INTO users ("name","email")values($1,$2) RETURNING id': (None, 2)},
        {f'UPDATE "users" SET {HOLE} WHERE id = $1': (None, None)},
        {"SELECT id FROM organizations WHERE id = $1": (None, 1)},
        {"DELETE FROM calls WHERE user_id = $1": (None, 1)},
    ]


def test_slonik() -> None:
    assert in_function("12-tagged", "slonikUsers") == [
        {
            "SELECT id FROM organizations WHERE id = $1 AND closed_at IS NULL": ("when `active`", 1),
            "SELECT id FROM organizations WHERE id = $1": ("unless `active`", 1),
        },
        {'SELECT count(*) FROM "public"."users"': (None, 0)},
        {"DELETE FROM calls WHERE id = $1": (None, 1)},
    ]


def test_pg_promise() -> None:
    assert in_function("13-pg-promise", "calls") == [
        {"SELECT id FROM users WHERE id = $1 OR parent_id = $2 OR kind = $3": (None, 3)},
        {"SELECT id FROM calls WHERE id IN ($1) AND user_id = $2": (None, 2)},
        {"DELETE FROM calls WHERE id = $1": (None, 1)},
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_map_is_exact(folder: str) -> None:
    files = {file.path: file.text for file in load(IDIOMS / folder)}
    for statement in found(folder):
        for variant in statement.variants:
            end = 0
            for segment in variant.source_map.segments:
                assert segment.text.start == end
                end = segment.text.end
                if segment.verbatim:
                    made = variant.text[segment.text.start : segment.text.end]
                    assert files[segment.path][segment.source.start : segment.source.end] == made
            assert end == len(variant.text)
            assert [hole.offset for hole in variant.holes] == [at for at, char in enumerate(variant.text) if char == HOLE]


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_of_an_idiom_is_undecided(folder: str) -> None:
    assert {statement.reason for statement in found(folder)} <= {None}
    assert Reason.UNKNOWN_TEXT not in {statement.reason for statement in found(folder)}
