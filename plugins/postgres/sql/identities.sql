-- Sequences of identity columns, of those that count in an unusual way: few, if any.
WITH unusual AS MATERIALIZED (
	SELECT s.*
	FROM pg_catalog.pg_sequence s
	WHERE s.seqstart <> 1 OR s.seqincrement <> 1 OR s.seqmin <> 1 OR s.seqcache <> 1
		OR s.seqcycle OR s.seqmax <> CASE s.seqtypid
			WHEN 'pg_catalog.int2'::pg_catalog.regtype THEN 32767
			WHEN 'pg_catalog.int4'::pg_catalog.regtype THEN 2147483647
			ELSE 9223372036854775807 END
)
SELECT d.refobjid, d.refobjsubid, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
	s.seqcycle, NULL
FROM unusual s
JOIN pg_catalog.pg_depend d ON d.objid = s.seqrelid
	AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
	AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
	AND d.deptype = 'i'
ORDER BY d.refobjid, d.refobjsubid
