-- Defaults, and the expressions of generated columns. Only the latter name columns, so only
-- they are told their table: for the others the server would look at all of it in vain, and
-- that is most of what a large schema costs.
-- $1: oids of the schemas.
SELECT d.adrelid, d.adnum, pg_catalog.pg_get_expr(d.adbin,
	CASE WHEN pg_catalog.strpos(d.adbin::pg_catalog.text, '{VAR ') > 0
		THEN d.adrelid ELSE 0 END)
FROM pg_catalog.pg_attrdef d
JOIN pg_catalog.pg_class c ON c.oid = d.adrelid
WHERE c.relnamespace = ANY ($1::pg_catalog.oid[])
	AND c.relkind IN ('r', 'p')
	AND NOT c.relispartition
ORDER BY d.adrelid, d.adnum
