-- The names of collations, in the order in which they were asked for; NULL for one that its
-- type has anyway.
-- $1: oids of pg_collation; $2: for each the type of a column, or 0.
SELECT CASE WHEN t.typcollation = w.wanted THEN NULL
	WHEN pg_catalog.pg_collation_is_visible(l.oid) THEN pg_catalog.quote_ident(l.collname)
	ELSE pg_catalog.format('%I.%I', n.nspname, l.collname) END
FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.oid[]),
	pg_catalog.unnest($2::pg_catalog.oid[])) WITH ORDINALITY AS w (wanted, type, n)
LEFT JOIN pg_catalog.pg_collation l ON l.oid = w.wanted
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
LEFT JOIN pg_catalog.pg_type t ON t.oid = w.type
ORDER BY w.n
