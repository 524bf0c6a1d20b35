-- Defaults, and the expressions of generated columns.
-- $1: schemas.
SELECT d.adrelid, d.adnum, pg_catalog.pg_get_expr(d.adbin, d.adrelid)
FROM pg_catalog.pg_attrdef d
JOIN pg_catalog.pg_class c ON c.oid = d.adrelid
WHERE c.relnamespace = ANY (ARRAY(
		SELECT n.oid FROM pg_catalog.pg_namespace n
		WHERE n.nspname = ANY ($1::pg_catalog.text[])))
	AND c.relkind IN ('r', 'p')
	AND NOT c.relispartition
ORDER BY d.adrelid, d.adnum
