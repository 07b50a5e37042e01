"""What is asked of a server's catalogs for an export."""

from __future__ import annotations

from typing import Final

OWN: Final = """
    CREATE TEMPORARY TABLE own ON COMMIT DROP AS
    SELECT classid, objid FROM pg_depend
    WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass AND refobjid = %(extension)s AND %(extension)s <> 0
    UNION ALL SELECT tableoid, oid FROM pg_cast WHERE %(extension)s = 0 AND oid < 16384
    UNION ALL SELECT tableoid, oid FROM pg_class WHERE %(extension)s = 0 AND oid < 16384
    UNION ALL SELECT tableoid, oid FROM pg_operator WHERE %(extension)s = 0 AND oid < 16384
    UNION ALL SELECT tableoid, oid FROM pg_proc WHERE %(extension)s = 0 AND oid < 16384
    UNION ALL SELECT tableoid, oid FROM pg_type WHERE %(extension)s = 0 AND oid < 16384"""
"""What is wanted: the objects of an extension; with 0 those that initdb made, whose oid is below FirstNormalObjectId
(access/transam.h)."""

ALL_TYPES: Final = """
    SELECT t.oid, n.nspname, t.typname, t.typelem, EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace"""

TYPES: Final = """
    SELECT t.oid, n.nspname, t.typname, t.typtype::text, t.typcategory::text, t.typispreferred, a.typname,
        t.typelem,
        t.typbasetype, coalesce(r.rngsubtype, 0), coalesce(m.rngtypid, 0), coalesce(r.rngmultitypid, 0), t.typcollation <> 0
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    LEFT JOIN pg_type a ON a.oid = t.typarray
    LEFT JOIN pg_range r ON r.rngtypid = t.oid LEFT JOIN pg_range m ON m.rngmultitypid = t.oid
    LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE n.nspname <> 'pg_toast' AND (c.oid IS NULL OR c.relkind = 'c')
        AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
        AND t.oid IN (SELECT objid FROM own WHERE classid = 'pg_type'::regclass)"""

CASTS: Final = """
    SELECT castsource, casttarget, castcontext::text, castmethod::text FROM pg_cast
    WHERE oid IN (SELECT objid FROM own WHERE classid = 'pg_cast'::regclass)"""

OPERATORS: Final = """
    SELECT oprname, oprleft, oprright, oprresult FROM pg_operator
    WHERE oprresult <> 0 AND oid IN (SELECT objid FROM own WHERE classid = 'pg_operator'::regclass)"""

FUNCTIONS: Final = """
    SELECT n.nspname, p.proname, p.prokind::text, p.proisstrict, p.proretset, coalesce(a.aggkind::text, 'n'), p.prorettype,
        coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargmodes::text[], p.proargnames, p.pronargdefaults
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
    WHERE p.oid IN (SELECT objid FROM own WHERE classid = 'pg_proc'::regclass)"""

RELATIONS: Final = """
    SELECT n.nspname, c.relname, c.relkind::text, array_agg(a.attname ORDER BY a.attnum),
        array_agg(a.atttypid ORDER BY a.attnum), array_agg(a.attnotnull ORDER BY a.attnum)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE n.nspname <> 'pg_toast' AND c.relkind IN ('r', 'v', 'm', 'c', 'S')
        AND (c.oid IN (SELECT objid FROM own WHERE classid = 'pg_class'::regclass)
            OR c.reltype IN (SELECT objid FROM own WHERE classid = 'pg_type'::regclass))
    GROUP BY n.nspname, c.relname, c.relkind"""

SYSTEM_COLUMNS: Final = "SELECT attname, atttypid FROM pg_attribute WHERE attrelid = 'pg_class'::regclass AND attnum < 0"

KEYWORDS: Final = "SELECT word, catcode::text, barelabel FROM pg_get_keywords()"

COLLATIONS: Final = "SELECT collname FROM pg_collation WHERE oid < 10000"
"""Those of pg_collation.dat, which do not depend on the platform."""

EXTENSION: Final = "SELECT oid FROM pg_extension WHERE extname = %(name)s"

REQUIRES: Final = """
    SELECT r.extname FROM pg_depend d JOIN pg_extension r ON r.oid = d.refobjid
    WHERE d.classid = 'pg_extension'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.objid = %(extension)s"""
