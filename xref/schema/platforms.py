"""Schemas that a hosting platform brings: no migration of the project makes them, and yet they are there."""

from __future__ import annotations

from collections.abc import Iterable

_SUPABASE = frozenset(
    {
        "auth",
        "cron",
        "extensions",
        "graphql",
        "graphql_public",
        "net",
        "pgsodium",
        "realtime",
        "storage",
        "supabase_functions",
        "supabase_migrations",
        "vault",
    }
)


def platform_schemas(paths: Iterable[str]) -> frozenset[str]:
    """The schemas of the platform that schema files with these paths (``/`` between names) are for; none for most.

    ``supabase/migrations`` is where the Supabase CLI keeps them; the schemas are those of a new Supabase project.
    """
    return _SUPABASE if any("supabase/migrations/" in path for path in paths) else frozenset()
