-- Who has the lock of runners: one line each.
-- $1: the locks' numbers, as an array.
SELECT pg_catalog.concat('pid ', a.pid, ' (', pg_catalog.concat_ws(', ',
	nullif(a.application_name, ''), 'user ' || a.usename, 'host ' || pg_catalog.host(a.client_addr),
	'connected since ' || pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC', f.format),
	'in a transaction since ' || pg_catalog.to_char(a.xact_start AT TIME ZONE 'UTC', f.format),
	a.state || ' since ' || pg_catalog.to_char(a.state_change AT TIME ZONE 'UTC', f.format)),
	')')
FROM (VALUES ('YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS f (format), pg_catalog.pg_stat_activity a
WHERE a.pid IN (SELECT l.pid FROM pg_catalog.pg_locks l
	WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objsubid = 1
		AND l.objid = ANY ($1::pg_catalog.oid[])
		AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
			WHERE d.datname = pg_catalog.current_database()))
	AND a.pid <> pg_catalog.pg_backend_pid()
ORDER BY a.pid
LIMIT 3
