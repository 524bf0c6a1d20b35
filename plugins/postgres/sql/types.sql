-- The texts of types that aren't built in, in the order in which they were asked for.
-- $1: oids of pg_type; $2: a typmod for each.
SELECT pg_catalog.format_type(w.type, w.typmod)
FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.oid[]),
	pg_catalog.unnest($2::pg_catalog.int4[])) WITH ORDINALITY AS w (type, typmod, n)
ORDER BY w.n
