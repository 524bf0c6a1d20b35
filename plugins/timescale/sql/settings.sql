-- SPDX-License-Identifier: Apache-2.0
-- By which columns the columnstore groups and orders, for hypertables of the schemas $1.
SELECT hypertable_schema,
	hypertable_name,
	attname,
	segmentby_column_index IS NOT NULL AS segments,
	orderby_asc,
	orderby_nullsfirst
FROM timescaledb_information.compression_settings
WHERE hypertable_schema = ANY ($1::text[])
	AND (segmentby_column_index IS NOT NULL OR orderby_column_index IS NOT NULL)
ORDER BY hypertable_schema, hypertable_name, segmentby_column_index, orderby_column_index
