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


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keeps what the tests' scans keep out of the cache of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("home")))
        yield
