-- Provider: meters 1.1.0
-- Dialect: timescale
-- Direction: down

-- NOTE: chunks that are there keep the interval they were made with
SELECT set_chunk_time_interval('"events"', INTERVAL '1 day');

-- DATA LOSS: rows that are older are deleted from now on
--   Instead: see that nobody needs them
SELECT add_retention_policy('"events"', drop_after => INTERVAL '30 days');

SELECT remove_compression_policy('"readings"', if_exists => TRUE);

-- TABLE REWRITE: writes every compressed chunk anew, as rows
--   Lock: ACCESS EXCLUSIVE, chunk by chunk
--   Instead: for a large table, decompress its chunks one by one before this migration
SELECT decompress_chunk(chunk, TRUE) FROM show_chunks('"readings"') AS chunk;

ALTER TABLE "readings" SET (timescaledb.compress = false);

-- NOTE: chunks that are there keep the interval they were made with
SELECT set_chunk_time_interval('"readings"', INTERVAL '7 days');

SELECT remove_retention_policy('"readings"', if_exists => TRUE);

-- DATA LOSS: rows that are older are deleted from now on
--   Instead: see that nobody needs them
SELECT add_retention_policy('"readings"', drop_after => INTERVAL '30 days');
