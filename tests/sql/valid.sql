SELECT
SELECT FROM t
SELECT ALL a, b AS "B", c d, t.*, s.t.a, count(*) FROM s.t AS t WHERE a = 1 AND NOT b OR c IS NULL
SELECT DISTINCT ON (a, lower(b)) a, b FROM t ORDER BY a DESC NULLS LAST, lower(b) USING <, 3 ASC NULLS FIRST LIMIT 5 OFFSET $1 ROWS
SELECT a, sum(b) FROM t GROUP BY DISTINCT a, (), (a, b), CUBE (a, (b, c)), ROLLUP (a), GROUPING SETS ((a), (), CUBE (b)) HAVING sum(b) > 1
SELECT rank() OVER w, sum(a) FILTER (WHERE b) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t WINDOW w AS (PARTITION BY a ORDER BY b), v AS (w RANGE UNBOUNDED PRECEDING)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a), array_agg(DISTINCT a ORDER BY b DESC), f(VARIADIC a), f(1, x => 2, y := 3), s.f(ALL a), string_agg(a, ',' ORDER BY a) FROM t
SELECT nth_value(a, 2) OVER (ORDER BY b GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE NO OTHERS), lag(a) OVER (PARTITION BY b) FROM t
SELECT a FROM t FETCH FIRST 5 ROWS ONLY
SELECT a FROM t ORDER BY a OFFSET 2 FETCH NEXT ROW WITH TIES
SELECT a FROM t LIMIT ALL FOR UPDATE OF t, u NOWAIT FOR NO KEY UPDATE FOR KEY SHARE SKIP LOCKED
SELECT a FROM t FOR SHARE LIMIT 1
SELECT a INTO TEMP TABLE x FROM t
(SELECT a FROM t ORDER BY b LIMIT 1) UNION ALL (SELECT 2) INTERSECT SELECT 3 EXCEPT DISTINCT VALUES (4), (5) ORDER BY 1
((SELECT 1) UNION SELECT 2) LIMIT 1
TABLE ONLY s.t
TABLE t ORDER BY a
VALUES (1, 'a'), (DEFAULT, NULL) ORDER BY 1 DESC LIMIT 1
WITH x AS (SELECT 1), y (a, b) AS MATERIALIZED (VALUES (1, 2)), z AS NOT MATERIALIZED (DELETE FROM t RETURNING *) SELECT * FROM x, y, z
WITH RECURSIVE x (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SEARCH DEPTH FIRST BY n SET o CYCLE n SET c TO 'y' DEFAULT 'n' USING p SELECT * FROM x
WITH x AS (INSERT INTO t VALUES (1) RETURNING a) UPDATE u SET b = x.a FROM x
SELECT 1 FROM a, b AS c (d, e), ONLY f, ONLY (g), h *, s.i j TABLESAMPLE system (10) REPEATABLE (1), (SELECT 1) k, (VALUES (1)) l (m), LATERAL (SELECT 1) n
SELECT 1 FROM a JOIN b ON a.x = b.x LEFT JOIN c USING (y, z) AS u CROSS JOIN d NATURAL FULL OUTER JOIN e RIGHT JOIN f ON true INNER JOIN g USING (h)
SELECT 1 FROM a JOIN b JOIN c ON b.x = c.x ON a.x = b.x, (d JOIN e ON true) AS j (k), ((f CROSS JOIN g) JOIN h ON true), ((SELECT 1) UNION SELECT 2) AS s
SELECT 1 FROM generate_series(1, $1) WITH ORDINALITY AS g (a, b), unnest(ARRAY[1]) u, LATERAL f(x) v, s.f(1) AS w (a int, b text COLLATE "C"), g() AS (a numeric(5, 2)[]), ROWS FROM (f(1), g() AS (a int)) WITH ORDINALITY q
SELECT 1 FROM current_date d, coalesce(1, 2) c, cast('{1}' AS int[]) a, left('a', 1) l, xmltable('/a' PASSING '<a/>' COLUMNS b int PATH 'x' DEFAULT 1 NOT NULL, c FOR ORDINALITY) x
SELECT CASE a WHEN 1 THEN 2 ELSE 3 END, CASE WHEN a THEN b WHEN c THEN d END, (SELECT 1), ARRAY(SELECT 1), ARRAY[1, 2], ARRAY[[1], [2]], ARRAY[]::int[], ROW(), ROW(1), (1, 2), EXISTS (SELECT 1)
SELECT a[1], a[1:2][:], a[i + 1:], (t).x, (f(x)).*, (t.a).b[1].c, $1.x, $1[1], (SELECT a)[1], t.a[1].b, (ROW(1, 2)).f1
SELECT a IS NOT NULL, a ISNULL, a NOTNULL, a IS TRUE, a IS NOT FALSE, a IS UNKNOWN, a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b, a IS DOCUMENT, a IS JSON, a IS NOT JSON OBJECT WITH UNIQUE KEYS, a IS JSON ARRAY WITHOUT UNIQUE, a IS NORMALIZED, a IS NOT NFC NORMALIZED
SELECT a BETWEEN 1 AND 2 AND b, a NOT BETWEEN SYMMETRIC 1 + 1 AND 2, a IN (1, 2), a NOT IN (SELECT 1), (a, b) IN ((1, 2)), a LIKE 'x' ESCAPE '!', a NOT ILIKE b, a SIMILAR TO b, a NOT SIMILAR TO b ESCAPE c, a LIKE ANY (ARRAY['x']), a NOT ILIKE ALL (SELECT b)
SELECT a = ANY ($1), a <> ALL (ARRAY[1]), a < SOME (SELECT 1), a OPERATOR(pg_catalog.+) b, a OPERATOR(=) ANY (b), OPERATOR(pg_catalog.-) a, a || b ->> 'c' #> '{d}' #>> '{e}', a @> b, a <@ b, a ? b, a ?| b, a ?& b, a && b, a -|- b, a @@ b, a ~* b, a !~ b, a <-> b, @ a, |/ a, a !=- b
SELECT - a + + b * c / d % e ^ f - -1, a::int::text, CAST(a AS numeric(3)), a::s.t[], a::"T"[3][], a::int ARRAY, a::double precision, a::timestamp(3) with time zone, a::time without time zone, a::character varying(3), a::national char varying(2), a::bit varying(3), a::interval day to second(3), a::interval(3), a::float(3), a::setof int
SELECT date '2020-01-01', timestamp with time zone 'now', timestamp(3) without time zone 'now', interval '1' day, interval(3) '1 s', interval '1' hour to second(2), numeric(3) '1', s.t 'x', f(1) 'x', double precision '1', bool 'true', bit '1', char(3) 'abc', json '{}', left 'a'
SELECT E'a\'b\n', U&'\0041', U&'d!0061t' UESCAPE '!', U&"\0041", $$a'b$$, $x$a$$b$x$, b'01', x'1F', 1.5e3, .5, 1., 0x1F, 0b11, 0o17, 1_000, 1e-3, 99999999999
SELECT a COLLATE "C" || b COLLATE pg_catalog."C", a AT TIME ZONE 'utc' AT LOCAL, a + b AT TIME ZONE c, (a, b) OVERLAPS (c, d), ROW(a, b) OVERLAPS ROW(c, d), a = b COLLATE "C"
SELECT extract(epoch FROM a), extract('day' FROM a), extract(year FROM a), position('a' IN b), substring(a FROM 1 FOR 2), substring(a FOR 2), substring(a SIMILAR b ESCAPE c), substring(a, 1), overlay(a PLACING b FROM 1 FOR 2), overlay(a, b, 1), trim(BOTH 'x' FROM a), trim(LEADING FROM a), trim(a), trim(a, b), normalize(a, NFC), collation for (a), treat(a AS int)
SELECT current_date, current_time(3), current_timestamp, localtime, localtimestamp(2), current_role, current_user, session_user, system_user, user, current_catalog, current_schema, current_schema()
SELECT coalesce(a, b), greatest(a), least(a, b), nullif(a, b), grouping(a), merge_action()
SELECT json_object('a' : 1, 'b' VALUE 2 NULL ON NULL WITH UNIQUE KEYS RETURNING jsonb), json_object('{a,1}'), json_object(a, b), json_object(), json_object(RETURNING text FORMAT JSON), json_array(1, 2 FORMAT JSON ABSENT ON NULL), json_array(SELECT 1 RETURNING jsonb), json_array(), json('1' WITH UNIQUE KEYS), json_scalar(1), json_serialize(a RETURNING text)
SELECT json_objectagg(a : b ABSENT ON NULL WITHOUT UNIQUE RETURNING json) FILTER (WHERE c), json_arrayagg(a ORDER BY b NULL ON NULL) OVER w FROM t WINDOW w AS ()
SELECT json_value(a, '$.x' PASSING 1 AS y RETURNING int DEFAULT 0 ON EMPTY ERROR ON ERROR), json_query(a, '$' WITH CONDITIONAL ARRAY WRAPPER OMIT QUOTES ON SCALAR STRING EMPTY ARRAY ON EMPTY), json_query(a, '$' WITHOUT WRAPPER KEEP QUOTES NULL ON ERROR), json_exists(a, '$' FALSE ON ERROR)
SELECT * FROM json_table('[]'::jsonb, '$[*]' AS p PASSING 1 AS x COLUMNS (id FOR ORDINALITY, a int PATH '$.a' DEFAULT 1 ON EMPTY NULL ON ERROR, b text FORMAT JSON WITH WRAPPER, c bool EXISTS PATH '$.c' TRUE ON ERROR, NESTED PATH '$.d' AS q COLUMNS (e int))) AS jt
SELECT xmlelement(name a, xmlattributes(b AS c, d), e), xmlforest(a AS b, c), xmlconcat(a, b), xmlparse(document a PRESERVE WHITESPACE), xmlpi(name a, b), xmlroot(a, version NO VALUE, standalone yes), xmlserialize(content a AS text NO INDENT), xmlexists('//a' PASSING BY REF b)
INSERT INTO t VALUES (1, DEFAULT)
INSERT INTO s.t AS x (a, b.c, d[1], "E") OVERRIDING SYSTEM VALUE VALUES ($1,$2), ($3, $4) ON CONFLICT (a, lower(b), (c + 1), d COLLATE "C" text_ops) WHERE e DO UPDATE SET a = excluded.a, (b, c) = (1, DEFAULT), d[1] = 2, (e) = ROW(1) WHERE x.a > 1 RETURNING *, a AS b
INSERT INTO t DEFAULT VALUES ON CONFLICT ON CONSTRAINT c DO NOTHING RETURNING WITH (OLD AS o, NEW AS n) o.a, n.b
INSERT INTO t (a) SELECT a FROM u ON CONFLICT DO NOTHING
INSERT INTO t (SELECT 1)
INSERT INTO t ((SELECT 1) UNION SELECT 2)
INSERT INTO t (a) WITH x AS (SELECT 1) TABLE x
INSERT INTO t OVERRIDING USER VALUE SELECT 1
UPDATE ONLY t AS u SET a = 1, b = DEFAULT, (c, d) = (SELECT 1, 2), e[1] = 2, f.g = 3 FROM v JOIN w USING (x), y WHERE u.a = v.a RETURNING u.*, old.a, new.b
UPDATE t u SET a = a + 1
UPDATE t SET a = 1 WHERE CURRENT OF c
DELETE FROM t * AS u USING v LEFT JOIN w ON true WHERE u.a = v.a RETURNING u.*
DELETE FROM t WHERE CURRENT OF c
MERGE INTO ONLY t AS u USING (SELECT 1 AS a) s ON u.a = s.a WHEN MATCHED AND u.b THEN UPDATE SET a = 1, (b, c) = (1, 2) WHEN MATCHED THEN DELETE WHEN NOT MATCHED BY SOURCE THEN DO NOTHING WHEN NOT MATCHED BY TARGET AND s.a > 1 THEN INSERT (a, b) OVERRIDING USER VALUE VALUES (1, DEFAULT) WHEN NOT MATCHED THEN INSERT DEFAULT VALUES RETURNING merge_action(), u.*
WITH x AS (SELECT 1) MERGE INTO t USING x JOIN y ON true ON t.a = x.a WHEN MATCHED THEN DO NOTHING
SELECT a -- a comment
SELECT /* one /* nested */ comment */ a
SELECT name, value, type, year, int, text, coalesce, row, values, "select" FROM position AS timestamp
SELECT a name, b value, c type FROM t
SELECT 1 is, 2 like, 3 and FROM t
SELECT national::text, national, national char 'x' FROM t
