-- Provider: meters 1.1.0
-- Dialect: timescale
-- Direction: down

-- NOTE: Chunks that are there keep the interval that they were made with.
SELECT set_chunk_time_interval('"events"', INTERVAL '1 day');

-- DATA LOSS: Rows that are older are deleted from now on.
--   Instead: See before it that nobody needs them.
SELECT add_retention_policy('"events"', drop_after => INTERVAL '30 days');

SELECT remove_compression_policy('"readings"', if_exists => TRUE);

-- TABLE REWRITE: Every compressed chunk is written anew, as rows.
--   Lock: ACCESS EXCLUSIVE, chunk by chunk
--   Instead: Decompress the chunks of a large table one by one, before it.
SELECT decompress_chunk(chunk, TRUE) FROM show_chunks('"readings"') AS chunk;

ALTER TABLE "readings" SET (timescaledb.compress = false);

-- NOTE: Chunks that are there keep the interval that they were made with.
SELECT set_chunk_time_interval('"readings"', INTERVAL '7 days');

SELECT remove_retention_policy('"readings"', if_exists => TRUE);

-- DATA LOSS: Rows that are older are deleted from now on.
--   Instead: See before it that nobody needs them.
SELECT add_retention_policy('"readings"', drop_after => INTERVAL '30 days');
