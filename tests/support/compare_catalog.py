"""Our catalog against the one of a real PostgreSQL after the same statements.

``python -m tests.support.compare_catalog FILES...`` replays files (a folder stands for its migrations) in a scratch database,
statement by statement and going on after errors, and prints the differences, counted by kind.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import psycopg

from tests.support.postgres import Connection, describe, scratch_database
from tests.support.stubs import with_stubs
from xref.schema.catalog import Attribute, Catalog, Relation, RelationKind
from xref.schema.order import order_migrations, up_part
from xref.schema.sources.ddl import LoadedDdl, replay
from xref.schema.types import SqlType, format_type, parse_type
from xref.source import SourceFile
from xref.sql.split import StatementText, split

Facts = dict[str, set[str]]
"""What is compared: a kind of fact to its facts, each a line of text."""

_RELATIONS = """
SELECT c.oid, n.nspname, c.relname, c.relkind, c.relrowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND n.nspname !~ '^pg_|^information_schema$' AND NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
_COLUMNS = """
SELECT c.oid, n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  a.attgenerated = '' AND EXISTS (SELECT FROM pg_attrdef d WHERE d.adrelid = c.oid AND d.adnum = a.attnum
    AND pg_get_expr(d.adbin, c.oid) !~ '^NULL(::.*)?$'),
       a.attidentity, a.attgenerated <> '', a.attnum
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
  AND n.nspname !~ '^pg_|^information_schema$'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY 2, 3, a.attnum
"""
_CONSTRAINTS = """
SELECT c.oid, n.nspname, c.relname, o.conname, o.contype,
  ARRAY(SELECT a.attname::text FROM unnest(o.conkey) WITH ORDINALITY k(num, at)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num ORDER BY k.at),
  o.confrelid::regclass::text,
  ARRAY(SELECT a.attname::text FROM unnest(o.confkey) WITH ORDINALITY k(num, at)
        JOIN pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.num ORDER BY k.at)
FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_|^information_schema$' AND o.contype NOT IN ('t', 'n')
"""
_INDEXES = """
SELECT c.oid, n.nspname, t.relname, c.relname, i.indisunique,
  ARRAY(SELECT COALESCE(a.attname::text, '*') FROM unnest(i.indkey::int[]) WITH ORDINALITY k(num, at)
        LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num WHERE k.at <= i.indnkeyatts ORDER BY k.at),
  i.indpred IS NOT NULL, m.amname
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am m ON m.oid = c.relam
WHERE n.nspname !~ '^pg_|^information_schema$'
  AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = c.oid AND o.contype <> 'f')
"""
_ENUMS = """
SELECT t.oid, n.nspname, t.typname,
  ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY enumsortorder)
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e'
"""
_DOMAINS = """
SELECT t.oid, n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault IS NOT NULL,
  (SELECT count(*) FROM pg_constraint o WHERE o.contypid = t.oid AND o.contype = 'c')
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'd' AND n.nspname !~ '^pg_|^information_schema$'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
"""
_FUNCTIONS = """
SELECT p.oid, n.nspname, p.proname, p.prokind, p.proretset,
  CASE WHEN p.prokind = 'p' THEN NULL ELSE format_type(p.prorettype, NULL) END,
  ARRAY(SELECT format_type(t, NULL)
        FROM unnest(COALESCE(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY u(t, at) ORDER BY at),
  p.proargmodes::text[], p.proargnames::text[], p.pronargdefaults, l.lanname, p.proisstrict
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
WHERE n.nspname !~ '^pg_|^information_schema$'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'i')
"""
_POLICIES = """
SELECT 0, schemaname, tablename, policyname, permissive = 'PERMISSIVE', roles::text[], lower(cmd), qual IS NOT NULL,
  with_check IS NOT NULL FROM pg_policies
"""
_TRIGGERS = """
SELECT c.oid, n.nspname, c.relname, t.tgname, t.tgtype, p.proname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND t.tgparentid = 0
"""
_KINDS = {
    "r": RelationKind.TABLE,
    "p": RelationKind.PARTITIONED_TABLE,
    "v": RelationKind.VIEW,
    "m": RelationKind.MATERIALIZED_VIEW,
    "f": RelationKind.FOREIGN_TABLE,
    "S": RelationKind.SEQUENCE,
    "c": RelationKind.COMPOSITE_TYPE,
}
_CONSTRAINT_KINDS = {"p": "primary key", "u": "unique", "c": "check", "x": "exclude", "f": "foreign key"}
_ROUTINES = {"f": "function", "p": "procedure", "a": "aggregate", "w": "window"}
_MODES = {"i": "in", "o": "out", "b": "inout", "v": "variadic", "t": "table"}
_WITH_DEFAULTS = (RelationKind.TABLE, RelationKind.PARTITIONED_TABLE, RelationKind.FOREIGN_TABLE)


def facts_of_server(connection: Connection, stubs: Iterable[object] = ()) -> Facts:
    """What the server's catalogs hold, extensions' own objects and stand-ins for them left out."""
    skipped = set(stubs)

    def rows(query: str) -> list[tuple[object, ...]]:
        return [row[1:] for row in connection.execute(query.encode()).fetchall() if row[0] not in skipped]

    connection.execute("SET search_path = public")
    facts: Facts = {
        "relation": {f"{s}.{n} {_KINDS[str(kind)]} rls={rls}" for s, n, kind, rls in rows(_RELATIONS)},
        "column": set(),
        "constraint": {
            f"{s}.{t} {name} {_CONSTRAINT_KINDS[str(kind)]} {_list(columns)}"
            + (f" -> {_target(target)} {_list(others)}" if kind == "f" else "")
            for s, t, name, kind, columns, target, others in rows(_CONSTRAINTS)
        },
        "index": {
            f"{s}.{t} {name} unique={unique} {_list(columns)} partial={partial} {method}"
            for s, t, name, unique, columns, partial, method in rows(_INDEXES)
        },
        "enum": {f"{s}.{n} {_list(labels)}" for s, n, labels in rows(_ENUMS)},
        "domain": {f"{s}.{n} {t} not_null={nn} default={d} checks={c}" for s, n, t, nn, d, c in rows(_DOMAINS)},
        "function": {_server_function(row) for row in rows(_FUNCTIONS)},
        "policy": {
            f"{s}.{t} {n} permissive={p} {_list(sorted(_items(roles)))} {command} using={using} check={check}"
            for s, t, n, p, roles, command, using, check in rows(_POLICIES)
        },
        "trigger": {f"{s}.{t} {n} {_trigger(int(str(bits)))} {function}" for s, t, n, bits, function in rows(_TRIGGERS)},
    }
    counts: Counter[str] = Counter()
    for s, t, name, type_, not_null, default, identity, generated, _ in rows(_COLUMNS):
        counts[f"{s}.{t}"] += 1
        at = counts[f"{s}.{t}"]
        more = f"not_null={not_null} default={default} identity={bool(identity)} generated={generated}"
        facts["column"].add(f"{s}.{t} {at} {name} {type_} {more}")
    return facts


def _items(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _list(value: object) -> str:
    return f"({','.join(_items(value))})"


def _target(value: object) -> str:
    name = str(value).replace('"', "")
    return name if "." in name else f"public.{name}"


def _trigger(bits: int) -> str:
    timing = "instead of" if bits & 64 else "before" if bits & 2 else "after"
    events = [name for bit, name in ((4, "insert"), (8, "delete"), (16, "update"), (32, "truncate")) if bits & bit]
    return f"{timing} {','.join(sorted(events))}"


def _server_function(row: Sequence[object]) -> str:
    schema, name, kind, returns_set, result, types, modes, names, defaults, language, strict = row
    all_types = _items(types)
    all_modes = [_MODES[mode] for mode in _items(modes)] or ["in"] * len(all_types)
    all_names = _items(names) or [""] * len(all_types)
    arguments = [f"{m} {n} {t}".replace("  ", " ") for m, n, t in zip(all_modes, all_names, all_types, strict=True)]
    return (
        f"{schema}.{name} {_ROUTINES[str(kind)]} ({', '.join(arguments)}) returns {'setof ' if returns_set else ''}{result} "
        f"defaults={defaults} {language} strict={strict}"
    )


def facts_of_catalog(loaded: LoadedDdl) -> Facts:
    """The same of our catalog."""
    catalog = loaded.catalog
    facts: Facts = {
        kind: set() for kind in ("relation", "column", "constraint", "index", "enum", "domain", "function", "policy", "trigger")
    }
    for relation in catalog.relations.values():
        _add_relation(facts, relation)
    for enum in catalog.enums.values():
        facts["enum"].add(f"{enum.schema}.{enum.name} {_list(list(enum.labels))}")
    for domain in catalog.domains.values():
        more = f"not_null={domain.not_null} default={domain.default is not None} checks={len(domain.checks)}"
        facts["domain"].add(f"{domain.schema}.{domain.name} {format_type(domain.base)} {more}")
    _add_functions(facts, catalog)
    return facts


def _add_relation(facts: Facts, relation: Relation) -> None:
    name = str(relation.name)
    facts["relation"].add(f"{name} {relation.kind} rls={bool(relation.rls)}")
    for at, attribute in enumerate(relation.attributes, 1):
        facts["column"].add(f"{name} {at} {_column(attribute, relation)}")
    for constraint in relation.constraints:
        facts["constraint"].add(f"{name} {constraint.name} {constraint.kind} {_list(list(constraint.columns))}")
    for foreign in relation.foreign_keys:
        columns, others = _list(list(foreign.columns)), _list(list(foreign.target_columns))
        facts["constraint"].add(f"{name} {foreign.name} foreign key {columns} -> {foreign.target} {others}")
    for index in relation.indexes:
        columns = _list([column or "*" for column in index.columns])
        facts["index"].add(
            f"{name} {index.name} unique={index.unique} {columns} partial={index.predicate is not None} {index.method}"
        )
    for policy in relation.policies:
        facts["policy"].add(
            f"{name} {policy.name} permissive={policy.permissive} {_list(sorted(policy.roles))} {policy.command} "
            f"using={policy.using is not None} check={policy.check is not None}"
        )
    for trigger in relation.triggers:
        function = trigger.function.rpartition(".")[2]
        facts["trigger"].add(f"{name} {trigger.name} {trigger.timing} {','.join(sorted(trigger.events))} {function}")


def _column(attribute: Attribute, relation: Relation) -> str:
    type_ = format_type(attribute.type) if attribute.type else "?"
    plain = relation.kind in _WITH_DEFAULTS
    return (
        f"{attribute.name} {type_} not_null={bool(attribute.not_null and plain)} "
        f"default={attribute.default is not None} identity={attribute.identity is not None} "
        f"generated={attribute.generated is not None}"
    )


def _add_functions(facts: Facts, catalog: Catalog) -> None:
    for overloads in catalog.functions.values():
        for function in overloads:
            arguments = [f"{a.mode} {a.name or ''} {_bare(a.type)}".replace("  ", " ") for a in function.arguments]
            defaults = sum(a.has_default for a in function.arguments)
            result = _bare(function.result) if function.result else None
            language = function.language or "internal"
            facts["function"].add(
                f"{function.schema}.{function.name} {function.kind} ({', '.join(arguments)}) "
                f"returns {'setof ' if function.returns_set else ''}{result} defaults={defaults} {language} "
                f"strict={function.strict}"
            )


def _bare(type_: SqlType) -> str:
    """format_type with a NULL modifier, as signatures have it."""
    text = format_type(replace(type_, modifiers=(), array=False))
    text = {"bpchar": "character", '"bit"': "bit"}.get(text, text)
    return text + "[]" if type_.array else text


def differences(ours: Facts, theirs: Facts) -> list[str]:
    """What only one side has, as ``kind: - fact`` (the server's, missing in ours) and ``kind: + fact`` (ours alone)."""
    found = []
    for kind, facts in theirs.items():
        found += [f"{kind}: - {fact}" for fact in sorted(facts - ours[kind])]
        found += [f"{kind}: + {fact}" for fact in sorted(ours[kind] - facts)]
    return found


class Server:
    """A scratch database that runs the files' statements, going on after errors, and describes queries for the replay.

    It runs a statement when it is asked to describe what comes after it, so that both sides are at the same place.
    """

    def __init__(self, connection: Connection, files: Sequence[SourceFile]) -> None:
        self.connection = connection
        self.errors: list[str] = []
        self.stubs: set[object] = set()
        self._steps = [(file, statement) for file in files for statement in split(file.text)]
        self._at = 0

    def __call__(self, query: str, catalog: Catalog) -> tuple[Attribute, ...] | None:
        at = next((at for at in range(self._at, len(self._steps)) if query in self._steps[at][1].text), self._at)
        self._run_to(at)
        found = describe(self.connection, query)
        if found is None:
            return None
        return tuple(Attribute(name, _server_type(type_, catalog)) for name, type_ in found.columns)

    def run_rest(self) -> None:
        """Run what is left."""
        self._run_to(len(self._steps))
        self.connection.execute("ROLLBACK")

    def _run_to(self, end: int) -> None:
        while self._at < end:
            file, statement = self._steps[self._at]
            if self._at == 0 or self._steps[self._at - 1][0] is not file:
                self.connection.execute("ROLLBACK")
                self.connection.execute("DISCARD ALL")
            self._at += 1
            self._run(file, statement)

    def _run(self, file: SourceFile, statement: StatementText) -> None:
        if statement.tokens[0][1] == "copy":
            return
        text = with_stubs(statement.text + ";")
        before = self._objects() if text != statement.text + ";" else set()
        try:
            self.connection.execute(text.encode(), prepare=False)
        except psycopg.Error as error:
            line = file.position(statement.span.start).line
            self.errors.append(f"{file.path}:{line}: {str(error).splitlines()[0]}")
        if text != statement.text + ";":
            self.stubs |= self._objects() - before

    def _objects(self) -> set[object]:
        query = b"SELECT oid FROM pg_proc UNION ALL SELECT oid FROM pg_class UNION ALL SELECT oid FROM pg_type"
        return {row[0] for row in self.connection.execute(query).fetchall()}


def _server_type(text: str, catalog: Catalog) -> SqlType:
    type_ = parse_type(text)
    for schema in catalog.search_path if type_.schema is None else ():
        key = (schema, type_.name)
        if key in catalog.enums or key in catalog.domains or key in catalog.relations or key in catalog.ranges:
            return replace(type_, schema=schema)
    return type_


def compare(files: Sequence[SourceFile]) -> tuple[list[str], list[str], LoadedDdl]:
    """The differences, the server's errors (path:line: message) and what we loaded."""
    with scratch_database("") as connection:
        server = Server(connection, files)
        loaded = replay(files, describe=server)
        server.run_rest()
        theirs = facts_of_server(connection, server.stubs)
    return differences(facts_of_catalog(loaded), theirs), server.errors, loaded


def read_files(paths: Iterable[str]) -> list[SourceFile]:
    """The SQL files of these paths with their Down sections cut; folders in migration order."""
    files = []
    for path in map(Path, paths):
        names = order_migrations([str(p) for p in path.rglob("*.sql")]) if path.is_dir() else [str(path)]
        files += [SourceFile(name, up_part(Path(name).read_text())) for name in names]
    return files


def main(paths: Sequence[str]) -> int:
    found, errors, loaded = compare(read_files(paths))
    for error in errors:
        print("server:", error)
    for diagnostic in loaded.diagnostics:
        print(f"ours: {diagnostic.path}:{diagnostic.line}: {diagnostic.message}")
    for shadowed in loaded.shadowed:
        print("shadowed:", shadowed.name, shadowed.missing, shadowed.differing)
    for difference in found:
        print(difference)
    print(dict(Counter(difference.split(":")[0] for difference in found)))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
