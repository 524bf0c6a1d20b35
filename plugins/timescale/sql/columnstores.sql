-- SPDX-License-Identifier: Apache-2.0
-- The hypertables of the schemas $1 that have the columnstore on.
SELECT hypertable_schema, hypertable_name
FROM timescaledb_information.hypertables
WHERE compression_enabled AND hypertable_schema = ANY ($1::text[])
ORDER BY hypertable_schema, hypertable_name
