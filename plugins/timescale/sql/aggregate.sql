-- The statement that drops the continuous aggregate of a name; none when it is none.
-- $1: the schema. $2: the name.
SELECT pg_catalog.format('DROP MATERIALIZED VIEW %I.%I', a.view_schema, a.view_name)
FROM timescaledb_information.continuous_aggregates a
WHERE a.view_schema = $1
	AND a.view_name = $2
ORDER BY 1
