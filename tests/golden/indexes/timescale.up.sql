-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: up

-- BLOCKS READS: It waits for all who use the table, and who comes later waits for it.
--   Lock: ACCESS EXCLUSIVE
--   Instead: DROP INDEX CONCURRENTLY, by hand and outside of a transaction.
DROP INDEX "items_code_idx";

-- BLOCKS READS: It waits for all who use the table, and who comes later waits for it.
--   Lock: ACCESS EXCLUSIVE
--   Instead: DROP INDEX CONCURRENTLY, by hand and outside of a transaction.
DROP INDEX "items_by_name";

-- BLOCKS WRITES: The index is built from all rows.
--   Lock: SHARE
--   Instead: CREATE INDEX CONCURRENTLY, by hand and outside of a transaction.
CREATE INDEX "items_code_idx" ON "items" USING "hash" ("code");

-- BLOCKS WRITES: The index is built from all rows.
--   Lock: SHARE
--   Instead: CREATE INDEX CONCURRENTLY, by hand and outside of a transaction.
CREATE INDEX "items_by_name" ON "items" ("name", "code");

COMMENT ON INDEX "items_by_name" IS 'For the list.';

-- BLOCKS WRITES: The index is built from all rows.
--   Lock: SHARE
--   Instead: CREATE INDEX CONCURRENTLY, by hand and outside of a transaction.
CREATE INDEX "items_expr_idx" ON "items" ((lower(name)));

-- BLOCKS WRITES: The index is built from all rows.
--   Lock: SHARE
--   Instead: CREATE INDEX CONCURRENTLY, by hand and outside of a transaction.
-- MAY FAIL ON EXISTING ROWS: Two equal rows stop the migration.
--   Instead: Look for them, and merge them, before it.
CREATE UNIQUE INDEX "items_expr_name_idx" ON "items" ((lower(code)), "name");

-- BLOCKS WRITES: The index is built from all rows.
--   Lock: SHARE
--   Instead: CREATE INDEX CONCURRENTLY, by hand and outside of a transaction.
CREATE INDEX "items_data_idx" ON "items" USING "gin" ("data");
