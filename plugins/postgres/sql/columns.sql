-- Columns, table after table: names of types and collations are asked for later, once each.
-- Walking the tables costs what these tables cost, however many others there are, and the
-- rows come in order without a sort. What most columns have comes as NULL, which costs
-- neither side anything: no typmod (-1), no array (0), no collation, nothing that the server
-- fills in (a and d count up, s and v are generated), and nothing that was set by hand, an
-- action of ALTER COLUMN a line. Most types that can be long are kept extended (x) anyway,
-- but numeric, inet and cidr are not. Options aren't looked at: some servers note something
-- of their own in them, and reading those of all columns would cost half as much again.
-- $1: oids of the schemas.
SELECT a.attrelid, a.attnum, a.attname, a.atttypid, NULLIF(a.atttypmod, -1),
	NULLIF(a.attndims, 0), a.attnotnull,
	CASE WHEN a.attidentity <> '' THEN a.attidentity
		WHEN a.attgenerated <> '' THEN a.attgenerated END,
	NULLIF(a.attcollation, 0),
	CASE WHEN a.stored
			OR a.attstattarget >= 0
/*14+*/			OR a.attcompression <> ''
			OR a.attacl IS NOT NULL
		THEN pg_catalog.concat_ws(E'\n',
			CASE WHEN a.stored THEN 'SET STORAGE ' || CASE a.attstorage
				WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'
				WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END,
/*14+*/			CASE a.attcompression WHEN 'p' THEN 'SET COMPRESSION pglz'
/*14+*/				WHEN 'l' THEN 'SET COMPRESSION lz4' END,
			CASE WHEN a.attstattarget >= 0
				THEN 'SET STATISTICS ' || a.attstattarget END,
			'lost: privileges ' || pg_catalog.array_to_string(a.attacl, ', ')) END
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
		a.attnotnull, a.attidentity, a.attgenerated, a.attcollation,
		a.attstattarget, a.attstorage,
		a.attlen = -1 AND (a.attstorage <> 'x') <> (a.attstorage = 'm'
			AND a.atttypid IN (1700, 869, 650))
			OR a.attstorage = 'x' AND a.atttypid IN (1700, 869, 650) AS stored,
/*14+*/		a.attcompression,
		a.attacl
	FROM pg_catalog.pg_attribute a
	WHERE a.attrelid = c.oid
		AND a.attnum > 0
		AND NOT a.attisdropped
	ORDER BY a.attnum
	OFFSET 0
) AS a
