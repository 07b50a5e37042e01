"""What sends SQL to PostgreSQL: libraries, methods, tags and the names that untyped code gives to a connection.

A call is a sink by where its receiver comes from (an import, a type, a constructor) or, when that is not to be seen, by the
house names below. The text decides nothing but this: what does not start as SQL does is never ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Configured:
    """A call or a tag that a project names as a sink: ``db.run``, ``runQuery``, ``sql``.

    ``text`` and ``values`` are the numbers of the arguments with the SQL and with the values (None: there are none); ``other``:
    it speaks another dialect, so it is no sink whatever its name; ``database`` is the one that it belongs to, by name.
    """

    call: str
    text: int = 0
    values: int | None = 1
    other: bool = False
    database: str | None = None


@dataclass(frozen=True, slots=True)
class SinkSettings:
    """Sinks that a project adds: ``functions`` (``db.run``, ``runQuery``; the first argument is the text) and ``tags``.

    ``calls`` are both of them with more said about each. ``max_variants`` is how many texts of a statement are looked at,
    ``naming`` the layer that maps names in a file, by its path (``none`` where there is none, None where it is not said).
    """

    functions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    max_variants: int = 64
    calls: tuple[Configured, ...] = ()
    naming: Callable[[str], str | None] | None = None

    def all_calls(self) -> tuple[Configured, ...]:
        """What is configured of calls, plain names too."""
        return (*self.calls, *(Configured(name) for name in self.functions))

    def all_tags(self) -> frozenset[str]:
        """The names that are configured as tags."""
        return frozenset((*self.tags, *(each.call for each in self.calls if not each.other)))

    def named(self, written: str) -> Configured | None:
        """What is configured for a call as it is written, ``this.db.run`` being one of ``db.run``; the longest name counts."""
        found = [each for each in self.all_calls() if written == each.call or written.endswith("." + each.call)]
        return max(found, key=lambda each: len(each.call), default=None)


DEFAULT = SinkSettings()


class Making(StrEnum):
    """What a tag makes of a template: a statement or a part of one with values apart, text, or something not known."""

    STATEMENT = "statement"
    FRAGMENT = "fragment"
    RAW = "raw"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a library."""

    kind: str
    making: Making


@dataclass(frozen=True, slots=True)
class Method:
    """A method that sends SQL: where in its arguments the text and the values are, and what it makes a receiver of."""

    kind: str | None = None
    text: int = 0
    values: int | None = 1
    spread_values: bool = False


REPLACING = frozenset({"knex", "sequelize"})
"""The kinds whose libraries put values in place of placeholders of their own (``?``, ``:name``) before they send it."""

FOREIGN = "foreign"
"""The kind of a receiver that is surely not a connection to PostgreSQL."""

PACKAGES: dict[str, str] = {
    "pg": "pg",
    "pg-pool": "pg",
    "pg-native": "pg",
    "@neondatabase/serverless": "neon",
    "@vercel/postgres": "vercel",
    "postgres": "postgres.js",
    "slonik": "slonik",
    "pg-promise": "pg-promise",
    "@electric-sql/pglite": "pglite",
    "kysely": "kysely",
    "drizzle-orm": "drizzle",
    "knex": "knex",
    "sequelize": "sequelize",
    "typeorm": "typeorm",
    "@prisma/client": "prisma",
    "graphile-worker": "pg",
    "bun": "bun",
    "@db/postgres": "deno-postgres",
    "deno-postgres": "deno-postgres",
    "sql-template-strings": "template",
    "sql-template-tag": "template",
}
"""Packages whose objects send SQL to PostgreSQL, and the name of each kind of sink."""

FOREIGN_PACKAGES = frozenset(
    [
        "jsforce",
        "node-quickbooks",
        "intuit-oauth",
        "@clickhouse/client",
        "@clickhouse/client-web",
        "clickhouse",
        "mysql",
        "mysql2",
        "@planetscale/database",
        "sqlite",
        "sqlite3",
        "better-sqlite3",
        "@libsql/client",
        "libsql",
        "mssql",
        "tedious",
        "oracledb",
        "@google-cloud/bigquery",
        "snowflake-sdk",
        "cassandra-driver",
        "neo4j-driver",
        "mongodb",
        "mongoose",
        "redis",
        "ioredis",
        "@apollo/client",
        "apollo-client",
        "apollo-boost",
        "urql",
        "@urql/core",
        "graphql-request",
        "graphql",
        "graphql-tag",
        "@tanstack/react-query",
        "react-query",
        "mariadb",
        "node:sqlite",
        "bun:sqlite",
        "expo-sqlite",
        "sql.js",
        "@aws-sdk/client-athena",
        "@databricks/sql",
        "trino-client",
        "presto-client",
        "@duckdb/duckdb-wasm",
        "duckdb",
        "@duckdb/node-api",
        "convex",
        "@influxdata/influxdb-client",
        "hono",
        "express",
        "@supabase/supabase-js",
        "@cloudflare/workers-types",
    ]
)
"""Packages whose objects have a ``query`` of their own."""

HANDING_ON = frozenset(
    {"begin", "savepoint", "transaction", "$transaction", "connect", "reserve", "task", "taskIf", "tx", "txIf", "use"}
)
"""Methods of a connection that call back with one of the same kind."""

HARMLESS = frozenset({"hono", "express", "redis", "ioredis", "graphql", "@supabase/supabase-js", "@cloudflare/workers-types"})
"""Foreign packages that a file with a PostgreSQL connection may well import."""

PLAIN_TEMPLATES = frozenset({"String.raw", "dedent", "outdent", "stripIndent", "stripIndents"})
"""Tags that give the template's text, white space apart."""

METHODS: dict[str, Method] = {
    "query": Method(),
    "any": Method("pg-promise"),
    "one": Method("pg-promise"),
    "none": Method("pg-promise"),
    "many": Method("pg-promise"),
    "oneOrNone": Method("pg-promise"),
    "manyOrNone": Method("pg-promise"),
    "result": Method("pg-promise"),
    "multi": Method("pg-promise"),
    "multiResult": Method("pg-promise"),
    "unsafe": Method("postgres.js"),
    "raw": Method("knex"),
    "execute": Method("drizzle"),
    "exec": Method("pglite", values=None),
    "queryObject": Method("deno-postgres"),
    "queryArray": Method("deno-postgres"),
    "$queryRaw": Method("prisma", values=None),
    "$executeRaw": Method("prisma", values=None),
    "$queryRawUnsafe": Method("prisma", spread_values=True),
    "$executeRawUnsafe": Method("prisma", spread_values=True),
}
"""Methods that send their first argument, and the library that alone has them (None: several have)."""

RARE: dict[str, str] = {
    "execute": "drizzle-orm",
    "exec": "pglite",
    "queryObject": "postgres",
    "queryArray": "postgres",
}
"""Methods that others have as well: looked at only in files that name the library."""

TAGS: dict[str, dict[str, Making]] = {
    "neon": {"": Making.STATEMENT, "query": Making.STATEMENT},
    "vercel": {"": Making.STATEMENT},
    "postgres.js": {"": Making.STATEMENT},
    "pglite": {"sql": Making.STATEMENT},
    "bun": {"": Making.STATEMENT},
    "deno-postgres": {"queryObject": Making.STATEMENT, "queryArray": Making.STATEMENT},
    "template": {"": Making.FRAGMENT},
    "slonik": {
        "": Making.STATEMENT,
        "unsafe": Making.STATEMENT,
        "type": Making.STATEMENT,
        "typeAlias": Making.STATEMENT,
        "fragment": Making.FRAGMENT,
    },
    "prisma": {"$queryRaw": Making.STATEMENT, "$executeRaw": Making.STATEMENT, "sql": Making.FRAGMENT},
    "kysely": {"": Making.UNCERTAIN},
    "drizzle": {"": Making.UNCERTAIN},
    "sql": {"": Making.STATEMENT, "type": Making.STATEMENT, "unsafe": Making.STATEMENT, "fragment": Making.FRAGMENT},
    "local": {"": Making.UNCERTAIN},
}
"""What each library's tags make, by the member that is used as the tag (empty: the object itself)."""

_HOUSE = re.compile(
    r"^(?:[a-z]{0,4}db|tx|trx|pool|client|conn|connection|pg|database|postgres|sqldb|dataSource|queryRunner|entityManager)$"
)
_LAST_WORD = re.compile(
    r"(?:Db|DB|Tx|Trx|Pool|Client|Conn|Connection|Database|Postgres|Pg|PG|DataSource|QueryRunner|EntityManager)$"
)
_WEAK = re.compile(r"(?:client|conn|connection)$", re.IGNORECASE)
_OTHER_NAMES = re.compile(
    r"apollo|graphql|clickhouse|salesforce|sfdc|soql|quickbooks|qbo|mysql|maria|sqlite|mongo|bigquery|snowflake|analytics|redis|duckdb"
    r"|elastic|influx|neo4j|cassandra|dynamo|mssql|sqlserver|oracle|supabase|trpc|athena|presto|trino|redshift|datadog|prometheus"
    r"|axiom|tinybird|stripe|durableobject|jsforce|intuit|hubspot|queryclient|planetscale|libsql|turso"
)
_OTHER_WORDS = frozenset(
    {"api", "rest", "http", "https", "gql", "kv", "d1", "search", "fetch", "ch", "sf", "qb", "r2", "s3", "ads"}
)
_WORD = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*")
_START = re.compile(
    r"(?:\s|\(|\ufffc|--[^\n]*(?:\n|$)|/\*(?:[^*]|\*(?!/))*\*/)*(?:select|insert|update|delete|with|merge|values|table|begin|start|commit"
    r"|rollback|savepoint|release|set|reset|show|create|alter|drop|truncate|grant|revoke|comment|lock|copy|explain|analyze|vacuum"
    r"|refresh|reindex|call|do|listen|notify|unlisten|declare|fetch|close|move|prepare|execute|deallocate|discard|cluster"
    r"|checkpoint|security|import|reassign|end|abort)(?![\w$])",
    re.IGNORECASE,
)


def package_kind(module: str) -> str | None:
    """The kind of sink that a package's objects are, :data:`FOREIGN`, or None for a package that says nothing."""
    known = PACKAGES.get(module) or _DENO.get(_VERSION.sub("", module))
    if known is not None:
        return known
    if module in FOREIGN_PACKAGES:
        return FOREIGN
    parts = module.removeprefix("npm:").removeprefix("jsr:").split("/")
    package = "/".join(parts[:2]) if parts[0].startswith("@") else parts[0]
    package = package[:1] + package[1:].split("@")[0]
    if package == "drizzle-orm" and len(parts) > 1 and _OTHER_DRIVERS.match(parts[1]):
        return FOREIGN
    return FOREIGN if package in FOREIGN_PACKAGES else PACKAGES.get(package)


_VERSION = re.compile(r"@v?[\d.]+(?=/|$)")
_DENO = {
    "https://deno.land/x/postgres/mod.ts": "deno-postgres",
    "https://deno.land/x/postgresjs/mod.js": "postgres.js",
}
_OTHER_DRIVERS = re.compile(
    r"mysql|sqlite|better-sqlite|d1|libsql|planetscale|tidb|singlestore|bun-sqlite|expo-sqlite|op-sqlite|durable-sqlite|gel"
)


def is_other(name: str) -> bool:
    """Whether a name (of a variable, a type, a module) speaks of something that is not PostgreSQL."""
    words = [word.lower() for word in _WORD.findall(name)]
    return not _OTHER_WORDS.isdisjoint(words) or _OTHER_NAMES.search("".join(words)) is not None


def is_house_name(name: str) -> bool:
    """Whether untyped code would give this name to a connection: ``db``, ``tx``, ``readPool``, ``getDb``."""
    return not is_other(name) and (_HOUSE.match(name) is not None or _LAST_WORD.search(name) is not None)


def is_weak_name(name: str) -> bool:
    """Whether a house name is one that clients of anything have (``client``, ``conn``): it needs support of the file."""
    return _WEAK.search(name) is not None and not name.lower().startswith("pg")


def starts_as_sql(text: str) -> bool:
    """Whether a text starts with an SQL command's first word, after white space, comments, parentheses and holes."""
    return _START.match(text) is not None
