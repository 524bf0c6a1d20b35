-- SPDX-License-Identifier: Apache-2.0
-- Continuous aggregates, and the views that stand for each: its own, and two that the server
-- made. Each as the base names it among what depends on a table.
SELECT DISTINCT format('view %I.%I', view.space, view.name) AS stands,
	format('continuous aggregate %I.%I', aggregate.user_view_schema,
		aggregate.user_view_name) AS is
FROM _timescaledb_catalog.continuous_agg AS aggregate
CROSS JOIN LATERAL (VALUES
	(aggregate.user_view_schema, aggregate.user_view_name),
	(aggregate.partial_view_schema, aggregate.partial_view_name),
	(aggregate.direct_view_schema, aggregate.direct_view_name)
) AS view (space, name)
ORDER BY stands
