-- Columns, table after table: names of types and collations are asked for later, once each.
-- Walking the tables costs what these tables cost, however many others there are, and the
-- rows come in order without a sort. What most columns have comes as NULL, which costs
-- neither side anything: no typmod (-1), no array (0), no collation, nothing that the server
-- fills in (a and d count up, s and v are generated).
-- $1: oids of the schemas.
SELECT a.attrelid, a.attnum, a.attname, a.atttypid, NULLIF(a.atttypmod, -1),
	NULLIF(a.attndims, 0), a.attnotnull,
	CASE WHEN a.attidentity <> '' THEN a.attidentity
		WHEN a.attgenerated <> '' THEN a.attgenerated END,
	NULLIF(a.attcollation, 0)
FROM (
	SELECT c.oid
	FROM pg_catalog.pg_class c
	WHERE c.relnamespace = ANY ($1::pg_catalog.oid[])
		AND c.relkind IN ('r', 'p')
		AND NOT c.relispartition
	ORDER BY c.oid
) AS c
CROSS JOIN LATERAL (
	SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attndims,
		a.attnotnull, a.attidentity, a.attgenerated, a.attcollation
	FROM pg_catalog.pg_attribute a
	WHERE a.attrelid = c.oid
		AND a.attnum > 0
		AND NOT a.attisdropped
	ORDER BY a.attnum
	OFFSET 0
) AS a
