-- Sequences that a column owns, with the default that makes it a serial column.
-- $1: oids of tables; $2: a column's number for each.
SELECT d.refobjid, d.refobjsubid, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
	s.seqcycle,
	pg_catalog.format('nextval(%L::regclass)', s.seqrelid::pg_catalog.regclass)
FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.oid[]),
	pg_catalog.unnest($2::pg_catalog.int4[])) AS w (relation, attnum)
JOIN pg_catalog.pg_depend d ON d.refobjid = w.relation
	AND d.refobjsubid = w.attnum
	AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
	AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
	AND d.deptype = 'a'
JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid
ORDER BY d.refobjid, d.refobjsubid, s.seqrelid
