-- What of `w` (object, schema, name) is there: its kind, schema and name. Without a schema it is
-- looked for in all, because only who reads the whole file knows where that name leads. Tables,
-- views and sequences keep each other's names; of routines one with other parameters counts too.
SELECT DISTINCT w.object, n.nspname COLLATE "C", w.name COLLATE "C"
FROM w
JOIN pg_catalog.pg_namespace n ON w.schema IS NULL OR n.nspname = w.schema
WHERE w.object IN (1, 5, 6) AND EXISTS (
		SELECT FROM pg_catalog.pg_class c
		WHERE c.relnamespace = n.oid AND c.relname = w.name)
	OR w.object = 2 AND EXISTS (
		SELECT FROM pg_catalog.pg_type t
		WHERE t.typnamespace = n.oid AND t.typname = w.name)
	OR w.object = 3 AND EXISTS (
		SELECT FROM pg_catalog.pg_proc p
		WHERE p.pronamespace = n.oid AND p.proname = w.name)
UNION ALL
SELECT w.object, '', w.name
FROM w
JOIN pg_catalog.pg_namespace n ON n.nspname = w.name
WHERE w.object = 4
ORDER BY 1, 2, 3
