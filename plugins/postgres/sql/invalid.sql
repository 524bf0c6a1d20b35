-- Indexes that a statement left invalid: those of a table that it names, or of a name that it
-- has itself, as the search_path resolves them. What another session is making now isn't left;
-- which index that is, it may hide from other roles, but not that it has the table locked.
-- $1: schemas, an array, NULL where a name has none. $2: names, as many.
WITH named (schema, name) AS (
	SELECT n.schema, n.name
	FROM ROWS FROM (
		pg_catalog.unnest($1::pg_catalog.text[]),
		pg_catalog.unnest($2::pg_catalog.text[])
	) AS n (schema, name)
)
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
FROM pg_catalog.pg_index i
	JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
	JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
WHERE NOT i.indisvalid AND c.relkind = 'i'
	AND EXISTS (SELECT FROM named m
		WHERE CASE WHEN m.schema IS NULL THEN pg_catalog.pg_table_is_visible(t.oid)
				ELSE n.nspname = m.schema END
			AND m.name IN (t.relname, c.relname,
				pg_catalog.regexp_replace(c.relname, '_cc(new|old)[0-9]*$', '')))
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p
		JOIN pg_catalog.pg_locks l ON l.pid = p.pid AND l.relation = t.oid
		WHERE p.pid <> pg_catalog.pg_backend_pid()
			AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted
			AND (p.index_relid IS NULL OR p.index_relid = c.oid
				OR p.command = 'REINDEX CONCURRENTLY'))
ORDER BY 1
LIMIT 5
