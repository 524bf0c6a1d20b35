-- The statements that drop the types, the routines, the table, the schema, or the view or
-- sequence of one name.
-- $1: 'type', 'routine', 'table', 'schema' or 'relation'. $2: the schema; NULL: the current
-- one. $3: the name.
SELECT pg_catalog.format('DROP %s %I.%I', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END,
		n.nspname, t.typname)
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
WHERE $1 = 'type'
	AND n.nspname = COALESCE($2, pg_catalog.current_schema())
	AND t.typname = $3
	AND t.typtype IN ('b', 'c', 'd', 'e', 'r')
	AND (c.oid IS NULL OR c.relkind = 'c')
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = t.oid)
UNION ALL
SELECT pg_catalog.format('DROP %s %I.%I(%s)', CASE p.prokind WHEN 'p' THEN 'PROCEDURE'
			WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END,
		n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid))
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE $1 = 'routine'
	AND n.nspname = COALESCE($2, pg_catalog.current_schema())
	AND p.proname = $3
UNION ALL
SELECT pg_catalog.format('DROP SCHEMA %I', n.nspname)
FROM pg_catalog.pg_namespace n
WHERE $1 = 'schema'
	AND n.nspname = $3
UNION ALL
SELECT pg_catalog.format('DROP TABLE %I.%I', n.nspname, c.relname)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE $1 = 'table'
	AND n.nspname = COALESCE($2, pg_catalog.current_schema())
	AND c.relname = $3
	AND c.relkind IN ('r', 'p')
UNION ALL
SELECT pg_catalog.format('DROP %s %I.%I', CASE c.relkind WHEN 'v' THEN 'VIEW'
			WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'SEQUENCE' END,
		n.nspname, c.relname)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE $1 = 'relation'
	AND n.nspname = COALESCE($2, pg_catalog.current_schema())
	AND c.relname = $3
	AND (c.relkind IN ('v', 'm') OR (c.relkind = 'S' AND NOT EXISTS (
		SELECT FROM pg_catalog.pg_depend d
		WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
			AND d.objid = c.oid
			AND d.deptype IN ('a', 'i'))))
ORDER BY 1
