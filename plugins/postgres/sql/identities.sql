-- Sequences of identity columns, of those that count in an unusual way: few, if any. They
-- are found first, and who they belong to after that.
SELECT d.refobjid, d.refobjsubid, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
	s.seqcycle, NULL
FROM pg_catalog.pg_sequence s
CROSS JOIN LATERAL (
	SELECT d.refobjid, d.refobjsubid
	FROM pg_catalog.pg_depend d
	WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
		AND d.objid = s.seqrelid
		AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
		AND d.deptype = 'i'
	OFFSET 0
) AS d
WHERE s.seqstart <> 1 OR s.seqincrement <> 1 OR s.seqmin <> 1 OR s.seqcache <> 1 OR s.seqcycle
	OR s.seqmax <> CASE s.seqtypid
		WHEN 21 /* smallint */ THEN 32767
		WHEN 23 /* integer */ THEN 2147483647
		ELSE 9223372036854775807 END
ORDER BY d.refobjid, d.refobjsubid
