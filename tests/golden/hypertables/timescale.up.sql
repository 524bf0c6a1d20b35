-- Provider: meters 1.1.0
-- Dialect: timescale
-- Direction: up

SELECT remove_retention_policy('"events"', if_exists => TRUE);

-- NOTE: Chunks that are there keep the interval that they were made with.
SELECT set_chunk_time_interval('"events"', INTERVAL '12 hours');

-- NOTE: Chunks that are there keep the interval that they were made with.
SELECT set_chunk_time_interval('"readings"', INTERVAL '1 day');

SELECT remove_retention_policy('"readings"', if_exists => TRUE);
SELECT add_retention_policy('"readings"', drop_after => INTERVAL '90 days');
ALTER TABLE "readings" SET (timescaledb.compress, timescaledb.compress_segmentby = '"meter"', timescaledb.compress_orderby = '"at" DESC');
SELECT add_compression_policy('"readings"', compress_after => INTERVAL '7 days');
