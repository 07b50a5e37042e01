"""Conditions that ask the system catalogs whether something exists, answered from the draft.

``IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'mood')`` is True, False or, where the answer is not in the draft, None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xref.schema.draft import constraint_names
from xref.schema.sources.ddl.session import Session
from xref.sql.lexer import OPERATOR, QUOTED, STRING, WORD, Token, lex

_ROLES = {
    "column_name": "column",
    "attname": "column",
    "conname": "constraint",
    "constraint_name": "constraint",
    "enumlabel": "label",
    "typname": "type",
    "udt_name": "type",
    "policyname": "policy",
    "polname": "policy",
    "tgname": "trigger",
    "trigger_name": "trigger",
    "indexname": "index",
    "relname": "relation",
    "tablename": "relation",
    "table_name": "relation",
    "viewname": "relation",
    "matviewname": "relation",
    "sequence_name": "relation",
    "sequencename": "relation",
    "event_object_table": "relation",
    "attrelid": "relation",
    "conrelid": "relation",
    "tgrelid": "relation",
    "polrelid": "relation",
    "enumtypid": "type",
    "extname": "extension",
    "proname": "function",
    "routine_name": "function",
    "nspname": "schema",
    "schema_name": "schema",
    "schemaname": "schema",
    "table_schema": "schema",
    "constraint_schema": "schema",
    "routine_schema": "schema",
    "typnamespace": "schema",
    "relnamespace": "schema",
}
_HARMLESS = frozenset(
    {"table_catalog", "table_type", "constraint_type", "relkind", "typtype", "attisdropped", "attnum", "contype"}
)
_Facts = dict[str, str]


def answer(tokens: Sequence[Token], session: Session) -> bool | None:
    """What a condition comes to, as far as the draft knows."""
    parts = _split(_unwrapped(tokens), "and")
    answers = [_answer_one(part, session) for part in parts]
    if any(found is False for found in answers):
        return False
    return True if answers and all(answers) else None


def is_negative(tokens: Sequence[Token]) -> bool:
    """Whether a condition asks that something is not there yet."""
    words = [token[1] for token in _unwrapped(tokens) if token[0] <= OPERATOR]
    return words[:2] == ["not", "exists"] or (words[:1] == ["to_regclass"] and words[-2:] == ["is", "null"])


def _answer_one(tokens: Sequence[Token], session: Session) -> bool | None:
    tokens = _unwrapped(tokens)
    words = [token[1] if token[0] <= OPERATOR else "" for token in tokens]
    if words[:1] == ["not"]:
        inner = _answer_one(tokens[1:], session)
        return None if inner is None else not inner
    if words[:1] == ["exists"] and words[1:2] == ["("]:
        return _exists(tokens[2:-1], session)
    if words[:2] in (["to_regclass", "("], ["to_regtype", "("]) and len(tokens) > 3 and tokens[2][0] == STRING:
        if words[-2:] == ["is", "null"]:
            return not _named_exists(tokens[2][1], session, types=words[0] == "to_regtype")
        if words[-3:] == ["is", "not", "null"]:
            return _named_exists(tokens[2][1], session, types=words[0] == "to_regtype")
    return None


def _named_exists(written: str, session: Session, *, types: bool) -> bool:
    names = [token for token in lex(written) if token[0] in (WORD, QUOTED)]
    if not names:
        return False
    if types:
        schemas = [names[-2][1]] if len(names) > 1 else session.existing_path()
        return any(session.draft.type_taken((schema, names[-1][1])) for schema in schemas)
    return session.find(names) is not None or session.find_index(names) is not None


def _exists(tokens: Sequence[Token], session: Session) -> bool | None:
    if any(token[:2] in ((WORD, "or"), (WORD, "union"), (WORD, "having")) for token in tokens):
        return None
    facts, more = _facts(tokens)
    for role, exists in _QUESTIONS.items():
        if facts is not None and role in facts:
            found = exists(session, facts)
            return None if found and more else found
    return None


def _facts(tokens: Sequence[Token]) -> tuple[_Facts | None, bool]:
    """What ``column = 'literal'`` conditions say, and whether there are conditions that say more. None: they contradict."""
    facts: _Facts = {}
    more = False
    where = next((at for at, token in enumerate(tokens) if token[:2] == (WORD, "where")), None)
    if where is None:
        return facts, True
    for part in _split(tokens[where + 1 :], "and"):
        name, value = _equality(_unwrapped(part))
        role = _ROLES.get(name)
        if role is None or value is None:
            more = more or name not in _HARMLESS
            continue
        if role in ("relation", "type") and "." in value:
            facts["schema"], value = value.split(".", 1)
        if facts.setdefault(role, value) != value:
            return None, True
    return facts, more


def _equality(tokens: Sequence[Token]) -> tuple[str, str | None]:
    """The column and the literal of ``t.column = 'literal'::cast``; the literal is None for any other condition."""
    at = 0
    while at + 2 < len(tokens) and tokens[at + 1][1] == ".":
        at += 2
    if not tokens:
        return "", None
    name = tokens[at][1]
    rest = tokens[at + 1 :]
    if rest and rest[0][1] == "::":
        rest = rest[2:]
    if len(rest) < 2 or rest[0][1] != "=":
        return name, None
    if rest[1][0] == STRING and all(
        token[1] in ("::", "regclass", "regtype", "regnamespace", "name", "text") for token in rest[2:]
    ):
        return name, rest[1][1]
    strings = [token[1] for token in rest if token[0] == STRING]
    if name in ("typnamespace", "relnamespace") and len(strings) == 1:
        return name, strings[0]
    if rest[1][1] in ("current_schema", "current_database"):
        return "table_catalog", None
    return name, None


def _split(tokens: Sequence[Token], word: str) -> list[Sequence[Token]]:
    """Cut at a word outside of parentheses."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token[0] <= OPERATOR:
            depth += (token[1] == "(") - (token[1] == ")")
        if depth == 0 and token[:2] == (WORD, word):
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _unwrapped(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without parentheses around the whole."""
    while len(tokens) > 2 and tokens[0][1] == "(" and tokens[0][0] <= OPERATOR and _wraps(tokens):
        tokens = tokens[1:-1]
    return tokens


def _wraps(tokens: Sequence[Token]) -> bool:
    depth = 0
    for at, token in enumerate(tokens):
        if token[0] <= OPERATOR:
            depth += (token[1] == "(") - (token[1] == ")")
        if depth == 0:
            return at == len(tokens) - 1
    return False


# What can be asked; the first role that a condition names decides


def _schemas(session: Session, facts: _Facts) -> list[str]:
    return [facts["schema"]] if "schema" in facts else list(session.draft.schemas)


def _relations(session: Session, facts: _Facts) -> list[str]:
    if "relation" in facts:
        return [facts["relation"]]
    return [name for schema, name in session.draft.relations if schema in _schemas(session, facts)]


def _column(session: Session, facts: _Facts) -> bool | None:
    for schema in _schemas(session, facts):
        for name in _relations(session, facts):
            relation = session.draft.relations.get((schema, name))
            attribute = relation.attribute(facts["column"]) if relation else None
            if attribute is not None:
                return None if attribute.conditional else True
            if relation is not None and relation.completeness != "complete":
                return None
    return False


def _constraint(session: Session, facts: _Facts) -> bool | None:
    for (schema, name), relation in session.draft.relations.items():
        if schema in _schemas(session, facts) and facts.get("relation", name) == name:
            known = constraint_names(relation)
            if facts["constraint"] in known or facts["constraint"] in session.draft.not_nulls.get((schema, name), {}).values():
                return True
    return False


def _label(session: Session, facts: _Facts) -> bool | None:
    for (schema, name), enum in session.draft.enums.items():
        if schema in _schemas(session, facts) and facts.get("type", name) == name and facts["label"] in enum.labels:
            return True
    return False


def _on_relation(kind: str) -> Callable[[Session, _Facts], bool | None]:
    def exists(session: Session, facts: _Facts) -> bool | None:
        for (schema, name), relation in session.draft.relations.items():
            if schema in _schemas(session, facts) and facts.get("relation", name) == name:
                members = relation.policies if kind == "policy" else relation.triggers
                if any(member.name == facts[kind] for member in members):
                    return True
        return False

    return exists


def _relation(session: Session, facts: _Facts) -> bool | None:
    for schema in _schemas(session, facts):
        relation = session.draft.relations.get((schema, facts["relation"]))
        if relation is not None:
            return None if relation.conditional else True
        if (schema, facts["relation"]) in session.draft.indexes:
            return True
    return False


_QUESTIONS: dict[str, Callable[[Session, _Facts], bool | None]] = {
    "column": _column,
    "constraint": _constraint,
    "label": _label,
    "policy": _on_relation("policy"),
    "trigger": _on_relation("trigger"),
    "type": lambda session, facts: any(session.draft.type_taken((s, facts["type"])) for s in _schemas(session, facts)),
    "index": lambda session, facts: any((s, facts["index"]) in session.draft.indexes for s in _schemas(session, facts)),
    "relation": _relation,
    "extension": lambda session, facts: facts["extension"] in session.draft.extensions,
    "function": lambda session, facts: any((s, facts["function"]) in session.draft.functions for s in _schemas(session, facts)),
    "schema": lambda session, facts: facts["schema"] in session.draft.schemas,
}
