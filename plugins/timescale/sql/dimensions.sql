-- SPDX-License-Identifier: Apache-2.0
-- What cuts each hypertable of the schemas $1 into chunks: its time, and further columns.
SELECT hypertable_schema,
	hypertable_name,
	dimension_type,
	column_name,
	round(extract(epoch FROM time_interval) * 1000000)::bigint AS micros,
	integer_interval,
	num_partitions
FROM timescaledb_information.dimensions
WHERE hypertable_schema = ANY ($1::text[])
ORDER BY hypertable_schema, hypertable_name, dimension_number
