"""SQL text to syntax trees: :func:`parse` gives one :class:`ParsedStatement` a statement, with sqlglot's node classes.

The grammar is PostgreSQL 18's, so a tree never says more or less than what was written. What differs from the shapes that
sqlglot's own parser makes (``exp.`` left out; ``meta`` is ``node.meta``; an arg that was not written may be missing):

Positions. Every node has meta ``start`` and ``end`` (inclusive; offsets in the whole text): the characters that it was
written with. Expressions have meta ``at`` too: where the server points for the node (``exprLocation``: the leftmost of its
parts, parentheses left out). An operator's own place is meta ``op``, a call's too where it is not the name's; a window's is
that of its name or parenthesis. Where ``at`` depends on types (a CAST that changes nothing), it is the start.

Holes. A node that stands for one has the HOLE character in its name (an Operator in ``operator``, a Parameter in its number);
in a list it may stand for several.

Names. ``Identifier.this`` is as written (quotes removed, ``U&`` decoded, not folded) with ``quoted``. ``Column(this, table,
db, catalog)``, ``*`` is ``Star()``, ``t.*`` is ``Column(this=Star(), table)``. Fields and whole rows of expressions:
``(x).f`` is ``Dot(this=Paren(x), expression=Identifier)``, ``(x).*`` is ``Dot(.., expression=Star())``. ``x[1]`` is
``Bracket(this=x, expressions=[i])`` (as written, no shift), ``x[1:2]`` has ``Slice(this, expression)`` in it (each may be
None). ``$1`` is ``Parameter(this=Literal)``.

Literals. ``Literal(this, is_string)``; strings decoded whatever their form ('', E'', U&'', $$); numbers as written without
``_``. ``BitString``, ``HexString``, ``Null``, ``Boolean``. ``ROW(a, b)`` and ``(a, b)`` are ``Tuple`` (arg ``row`` is True
for the first). ``ARRAY[..]`` is ``Array(expressions)``, ``ARRAY(query)`` is ``Array(query=Subquery)``, EXISTS
``Exists(this=Subquery)``. DEFAULT is ``Var("DEFAULT")``.

Types. ``Cast(this, to=DataType)`` for ``x::t``, ``CAST(x AS t)`` and ``t 'literal'`` (meta ``form``: "::", "cast",
"literal"). ``DataType.meta["pg_text"]`` is the type as written ("character varying(255)[]"). Column definitions of a function
in FROM are ``ColumnDef(this=Identifier, kind=DataType, collate)``.

Operators. Whatever PostgreSQL looks up in pg_operator has meta ``operator`` (its name there) and ``op``, operands in ``this``
and ``expression``: EQ NEQ LT LTE GT GTE Add Sub Mul Div Mod by those classes, ``Like``/``ILike``/``SimilarTo`` (operator
"~~", "!~~", "~~*", "!~~*", "~", "!~"; arg ``negate``), all others ``Operator(this, operator, expression)``. A prefix operator
has no ``this``; ``-x`` is ``Neg(this=x)``. ``OPERATOR(s.+)`` adds meta ``operator_schema``. ``x op ANY (..)`` has ``Any`` or
``All`` as ``expression``, around a ``Subquery`` or an array. NOT IN, NOT BETWEEN: ``Not(In(..))``, ``Not(Between(..))``;
``In`` has ``expressions`` or ``query=Subquery``. IS: ``Is(this, expression, negate)`` with ``Null()``, ``Boolean``,
``Var("UNKNOWN")``, ``Var("DOCUMENT")`` or ``JSON(this=kind)``; IS [NOT] DISTINCT FROM: ``NullSafeNEQ``/``NullSafeEQ`` with
operator "=".

Calls. ``Anonymous(this=Identifier, db=Identifier, catalog, expressions, distinct, order=Order)``, also for ``s.f(x)``;
``f(*)`` has ``Star()``. ``Variadic(this)`` and ``Kwarg(this=Identifier, expression)`` among the arguments. Around it, in this
order: ``WithinGroup(this, expression=Order)``, ``Filter(this, expression=Where)``, ``Window(this, alias=base, partition_by,
order, spec)`` (arg ``named`` is True for ``OVER w``). What has a syntax of its own is the call that PostgreSQL makes of it,
with ``db`` pg_catalog and meta ``keyword``: extract(text, x), position(string, part), substring, overlay, btrim/ltrim/rtrim,
normalize, is_normalized, timezone(zone, x), overlaps, like_escape, similar_to_escape, pg_collation_for, xmlexists,
system_user. What the grammar itself knows has meta ``keyword`` and no ``db``: coalesce, greatest, least, nullif, grouping,
merge_action, current_date, current_timestamp, localtime, current_user, current_schema ..., xmlconcat, xmlelement, xmlforest,
json_object, json_array, json_objectagg, json_value and so on (those of SQL/JSON with arg ``returning=DataType``).
``Collate(this, expression=Identifier)``, a qualified one has ``Dot``.

Queries. ``Union``/``Except``/``Intersect(this, expression, distinct)`` with ORDER BY, LIMIT and WITH on the outermost; an
operand in parentheses is ``Subquery(this)``. ``VALUES`` is ``Values(expressions=[Tuple])``, in FROM inside a ``Subquery(this,
alias)``. ``TABLE t`` is a ``Select`` of ``Star()``. ``Distinct(on=Tuple)``. ``Group(expressions)`` in the written order, with
``GroupingSets``, ``Cube``, ``Rollup`` (their ``expressions``) and an empty ``Tuple`` among them. ``Ordered(this, desc,
nulls_first, operator)``, ``nulls_first`` None unless written. ``Limit(expression, with_ties)`` also for FETCH FIRST (``LIMIT
ALL``: ``Null()``), ``Offset(expression)``. ``locks=[Lock(kind, expressions=[Table], wait)]``. ``into=Into(this=Table)``.
``windows=[Window(this=Identifier, alias=base, ..)]``.

FROM. ``from_=From(this=item)`` and ``joins=[Join]`` in the written order, in Select, Update and Delete (USING) alike. A comma
is ``Join(this=item, comma=True)``; a join has ``side``, ``kind`` ("CROSS", "INNER", "OUTER"), ``method`` "NATURAL", ``on``,
``using=[Identifier]``, ``alias`` (JOIN USING .. AS). The items before a join back to the last comma are its left side. ``(a
JOIN b ..) [AS j]``, and the right side of ``a JOIN b JOIN c ON .. ON ..``, is ``Paren(this=item, joins, alias)``. Items:
``Table(this, db, catalog, alias, only, sample)``, ``Subquery(this=query, alias, lateral)``, a function ``Table(this=call,
alias, ordinality, lateral)`` (unnest too; also for keywords and casts), ``Table(rows_from=[Table], ..)``; XMLTABLE and
JSON_TABLE are calls with arg ``columns=[ColumnDef]`` (``kind`` None: FOR ORDINALITY). ``TableAlias(this, columns=[Identifier
or ColumnDef])``.

Writing. ``Insert(this=Table or Schema(this=Table, expressions), expression=query, default, overriding, conflict, returning,
with_)``; a column is ``Identifier`` (or ``Dot``/``Bracket`` over one). ``OnConflict(conflict_keys=[Ordered(this, collate,
opclass)], index_predicate=Where, constraint=Identifier, action=Var("DO UPDATE" or "DO NOTHING"), expressions=[EQ], where)``.
``Update(this=Table, expressions=[EQ(this=Column or Bracket/Dot or Tuple, expression)], from_, joins, where, returning)``;
such an EQ has meta ``assignment`` and no operator. ``Delete(this, from_, joins, where, returning)``. ``WHERE CURRENT OF c``
is ``Where(this=Var("CURRENT OF"), cursor=Identifier)``. ``Merge(this, using=item, on, whens=Whens([When(matched, source,
condition, then)]), returning)``: ``matched``/``source`` as in sqlglot (BY SOURCE: matched False, source True), ``then`` is
``Update(expressions)``, ``Insert(this=Tuple, expression=Tuple, default, overriding)``, ``Var("DELETE")`` or ``Var("DO
NOTHING")``. ``Returning(expressions, old=Identifier, new=Identifier)``. ``With(expressions=[CTE(this, alias, materialized,
search=[Identifier], search_column, cycle=[Identifier], cycle_mark, cycle_path, cycle_to, cycle_default)], recursive)``.
"""

from __future__ import annotations

from xref.sql.parse import ParsedStatement, SyntaxProblem, parse

__all__ = ["ParsedStatement", "SyntaxProblem", "parse"]
