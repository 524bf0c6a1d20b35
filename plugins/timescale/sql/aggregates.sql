-- All continuous aggregates, and on what each stands: a hypertable, or another of them.
SELECT a.view_schema, a.view_name, COALESCE(o.view_schema, a.hypertable_schema),
	COALESCE(o.view_name, a.hypertable_name),
	pg_catalog.format('continuous aggregate %I.%I', a.view_schema, a.view_name),
	pg_catalog.format('%s %I.%I', CASE WHEN o.view_name IS NULL THEN 'hypertable'
			ELSE 'continuous aggregate' END,
		COALESCE(o.view_schema, a.hypertable_schema),
		COALESCE(o.view_name, a.hypertable_name))
FROM timescaledb_information.continuous_aggregates a
LEFT JOIN timescaledb_information.continuous_aggregates o
	ON o.materialization_hypertable_schema = a.hypertable_schema
	AND o.materialization_hypertable_name = a.hypertable_name
ORDER BY 1, 2
