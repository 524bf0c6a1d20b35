-- SPDX-License-Identifier: Apache-2.0
-- Policies that drop or compress chunks of the hypertables of the schemas $1: after a number
-- of the time column's own counts, or after months and microseconds.
SELECT job.hypertable_schema,
	job.hypertable_name,
	job.proc_name = 'policy_retention' AS retains,
	CASE WHEN jsonb_typeof(config.value) = 'number' THEN config.value #>> '{}' END AS counts,
	extract(year FROM span.value) * 12 + extract(month FROM span.value) AS months,
	round(extract(epoch FROM span.value - make_interval(
		years => extract(year FROM span.value)::int,
		months => extract(month FROM span.value)::int)) * 1000000)::bigint AS micros
FROM timescaledb_information.jobs AS job
CROSS JOIN LATERAL (
	SELECT CASE job.proc_name
		WHEN 'policy_retention' THEN job.config -> 'drop_after'
		ELSE job.config -> 'compress_after' END
) AS config (value)
CROSS JOIN LATERAL (
	SELECT CASE WHEN jsonb_typeof(config.value) = 'string'
		THEN (config.value #>> '{}')::interval END
) AS span (value)
WHERE job.proc_name IN ('policy_retention', 'policy_compression')
	AND job.proc_schema LIKE '\_timescaledb\_%'
	AND job.hypertable_schema = ANY ($1::text[])
	AND jsonb_typeof(config.value) IN ('number', 'string')
ORDER BY job.hypertable_schema, job.hypertable_name, job.job_id
