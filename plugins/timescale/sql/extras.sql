-- SPDX-License-Identifier: Apache-2.0
-- What hypertables of the schemas $1 have that no attribute says: further dimensions, and
-- jobs other than a retention and a compression by age. A text that says what stands in the
-- way of an attribute, of that policy, comes last.
SELECT dimension.hypertable_schema AS space,
	dimension.hypertable_name AS name,
	format('partitioning by "%s"', dimension.column_name) AS what,
	NULL AS instead_of
FROM (
	SELECT *, row_number() OVER (
		PARTITION BY hypertable_schema, hypertable_name, dimension_type
		ORDER BY dimension_number) AS place
	FROM timescaledb_information.dimensions
) AS dimension
WHERE dimension.place > 1 AND dimension.hypertable_schema = ANY ($1::text[])
UNION ALL
SELECT job.hypertable_schema,
	job.hypertable_name,
	format('job %s (%s)', job.job_id, job.proc_name),
	CASE WHEN job.proc_schema LIKE '\_timescaledb\_%' THEN CASE job.proc_name
		WHEN 'policy_retention' THEN 'retention'
		WHEN 'policy_compression' THEN 'columnstore_after'
	END END
FROM timescaledb_information.jobs AS job
WHERE job.hypertable_schema = ANY ($1::text[])
	AND (job.proc_schema LIKE '\_timescaledb\_%'
		AND job.proc_name IN ('policy_retention', 'policy_compression')
		AND jsonb_typeof(CASE job.proc_name
			WHEN 'policy_retention' THEN job.config -> 'drop_after'
			ELSE job.config -> 'compress_after' END) IN ('number', 'string'))
		IS NOT TRUE
ORDER BY space, name, what
