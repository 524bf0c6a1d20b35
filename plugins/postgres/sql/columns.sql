-- Columns, as they are: names of types and collations are asked for later, once each. What
-- most columns have comes as NULL, which costs neither side anything: no typmod (-1), no
-- array (0), not made by the server (a and d count up, s and v are generated), no collation.
-- $1: schemas.
SELECT a.attrelid, a.attnum, a.attname, a.atttypid, NULLIF(a.atttypmod, -1),
	NULLIF(a.attndims, 0), a.attnotnull,
	CASE WHEN a.attidentity <> '' THEN a.attidentity
		WHEN a.attgenerated <> '' THEN a.attgenerated END,
	NULLIF(a.attcollation, 0)
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
