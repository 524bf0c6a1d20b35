-- SPDX-License-Identifier: Apache-2.0
-- Tables in the schemas $1 that TimescaleDB made for itself: chunks, which inherit from a
-- hypertable, what a columnstore keeps, and what a continuous aggregate is kept in.
SELECT space.nspname, chunk.relname
FROM pg_catalog.pg_inherits AS inherits
JOIN pg_catalog.pg_class AS chunk ON chunk.oid = inherits.inhrelid
JOIN pg_catalog.pg_namespace AS space ON space.oid = chunk.relnamespace
JOIN pg_catalog.pg_class AS parent ON parent.oid = inherits.inhparent
JOIN pg_catalog.pg_namespace AS home ON home.oid = parent.relnamespace
JOIN _timescaledb_catalog.hypertable AS hypertable
	ON hypertable.schema_name = home.nspname AND hypertable.table_name = parent.relname
WHERE space.nspname = ANY ($1::text[])
UNION
SELECT hypertable.schema_name, hypertable.table_name
FROM _timescaledb_catalog.hypertable AS hypertable
WHERE hypertable.schema_name = ANY ($1::text[])
	AND (hypertable.num_dimensions = 0
		OR EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg
			WHERE mat_hypertable_id = hypertable.id))
UNION
SELECT space.nspname, part.relname
FROM pg_catalog.pg_class AS part
JOIN pg_catalog.pg_namespace AS space ON space.oid = part.relnamespace
WHERE space.nspname = ANY ($1::text[])
	AND part.relkind = 'r'
	AND part.relname ~ '^compress_hyper_[0-9]+_[0-9]+_chunk$'
ORDER BY 1, 2
