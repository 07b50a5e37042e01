"""The facts that only PostgreSQL itself and its extensions have; relations and functions are those of xref.schema.catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xref.schema.catalog import Cast, CastContext, Operator

if TYPE_CHECKING:
    from xref.schema.types import SqlType

__all__ = ["Cast", "CastContext", "Keywords", "Operator", "TypeFacts"]


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """A type (pg_type) that is not an array.

    ``kind`` is base, composite, domain, enum, pseudo, range or multirange. Type resolution goes by ``category`` and
    ``preferred`` (manual, chapter 10 and pg_type). ``array`` is the pg_type name of its array type (``_int4``), ``element``
    what a subscript gives, ``base`` a domain's type, ``subtype`` a range's, ``range`` a multirange's and ``multirange`` a
    range's. ``equality``: it can stand in DISTINCT, GROUP BY and UNION; ``ordering``: in ORDER BY.
    """

    type: SqlType
    kind: str
    category: str
    preferred: bool = False
    array: str | None = None
    element: SqlType | None = None
    base: SqlType | None = None
    subtype: SqlType | None = None
    range: SqlType | None = None
    multirange: SqlType | None = None
    equality: bool = False
    ordering: bool = False
    collatable: bool = False


@dataclass(frozen=True, slots=True)
class Keywords:
    """The key words of SQL by what they may not name (manual, appendix C).

    A ``reserved`` one may name nothing unquoted, ``type_func_name`` may name a function or type, ``col_name`` anything but
    these, ``unreserved`` anything. Those of ``bare_label`` may be a column's label without AS; the others need it.
    """

    reserved: frozenset[str]
    type_func_name: frozenset[str]
    col_name: frozenset[str]
    unreserved: frozenset[str]
    bare_label: frozenset[str]
