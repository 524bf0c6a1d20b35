-- What holds inside the transaction that reads. The default schema alone is on the search
-- path, so that its names come out unqualified and all others qualified. The planner is told
-- that catalogs are in memory, and not to spend time on being clever.
-- $1: the default schema.
SELECT pg_catalog.set_config(s.name, s.value, true), pg_catalog.pg_backend_pid()
FROM (VALUES
	('search_path', pg_catalog.quote_ident($1)),
	('lock_timeout', '10s'),
	('statement_timeout', '0'),
	('idle_in_transaction_session_timeout', '0'),
	('jit', 'off'),
	('random_page_cost', '1'),
	('work_mem', '32MB'),
	('max_parallel_workers_per_gather', '0')
) AS s (name, value)
ORDER BY s.name
