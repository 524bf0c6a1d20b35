-- Defaults, and the expressions of generated columns.
-- $1: oids of the schemas.
SELECT d.adrelid, d.adnum, pg_catalog.pg_get_expr(d.adbin, d.adrelid)
FROM pg_catalog.pg_attrdef d
JOIN pg_catalog.pg_class c ON c.oid = d.adrelid
WHERE c.relnamespace = ANY ($1::pg_catalog.oid[])
	AND c.relkind IN ('r', 'p')
	AND NOT c.relispartition
ORDER BY d.adrelid, d.adnum
