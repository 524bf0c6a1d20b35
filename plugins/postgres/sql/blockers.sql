-- Who has what a session waits for: a line each; and what it ran last, whose text may have
-- data of others in it. To a role that may not see that, it is nothing.
-- $1: the number of its process.
SELECT CASE WHEN b.pid = 0 THEN 'a prepared transaction' ELSE pg_catalog.concat(
	'pid ', b.pid,
	' (' || pg_catalog.concat_ws(', ', nullif(a.application_name, ''),
		'user ' || a.usename, a.state || ' since ' || pg_catalog.to_char(
			a.state_change AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
		|| ')') END,
	CASE WHEN a.state IS NOT NULL THEN pg_catalog.concat('pid ', b.pid, ' ran last: ',
		nullif(pg_catalog.left(pg_catalog.split_part(
			pg_catalog.ltrim(a.query, E' \t\r\n'), E'\n', 1), 120), '')) END
FROM (SELECT DISTINCT pid FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids($1::integer))
	AS u (pid)) AS b
	LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid
ORDER BY b.pid
LIMIT 8
