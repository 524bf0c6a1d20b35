-- Columns, as they are: names of types and collations are asked for later, once each.
-- $1: schemas.
SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attndims, a.attnotnull,
	a.attidentity, a.attgenerated, a.attcollation
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = ANY (ARRAY(
		SELECT n.oid FROM pg_catalog.pg_namespace n
		WHERE n.nspname = ANY ($1::pg_catalog.text[])))
	AND c.relkind IN ('r', 'p')
	AND NOT c.relispartition
	AND a.attnum > 0
	AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
