-- Indexes that a statement left invalid: those of a table that its text names, or of the name
-- that it has itself. What another session is making now isn't left.
-- $1: the statement.
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
FROM pg_catalog.pg_index i
	JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
	JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
	JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid AND c.relkind = 'i'
	AND (pg_catalog.strpos(pg_catalog.lower($1), pg_catalog.lower(t.relname)) > 0
		OR pg_catalog.strpos(pg_catalog.lower($1), pg_catalog.lower(
			pg_catalog.regexp_replace(c.relname, '_ccnew[0-9]*$', ''))) > 0)
	AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p
		WHERE p.index_relid = c.oid AND p.pid <> pg_catalog.pg_backend_pid())
ORDER BY 1
LIMIT 5
