"""What the whole suite shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.postgres import Connection


@pytest.fixture(scope="session")
def empty_database() -> Iterator[Connection]:
    """A connection to a database of a real PostgreSQL 18 without user relations, for questions that need none."""
    from tests.support.postgres import scratch_database

    with scratch_database("") as connection:
        yield connection
