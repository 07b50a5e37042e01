"""A server and the types of the schema that the questions about types are asked of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.postgres import Connection
from tests.support.type_questions import new_types
from tests.support.type_sweep import server
from xref.resolve.typing.types import Types


@pytest.fixture(scope="package")
def connection() -> Iterator[Connection]:
    with server() as connection:
        yield connection


@pytest.fixture(scope="package")
def types() -> Types:
    return new_types()
