-- What a session is by itself, before any file ran in it.
SELECT pg_catalog.current_database(),
	pg_catalog.current_schema(),
	pg_catalog.pg_backend_pid(),
	pg_catalog.pg_is_in_recovery()
