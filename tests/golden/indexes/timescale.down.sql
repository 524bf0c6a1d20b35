-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: down

DROP INDEX "items_code_idx";
DROP INDEX "items_by_name";
DROP INDEX "items_expr_idx";
DROP INDEX "items_expr_name_idx";
DROP INDEX "items_data_idx";

-- BLOCKS WRITES: The index is built from all rows.
--   Lock: SHARE
--   Instead: CREATE INDEX CONCURRENTLY, by hand and outside of a transaction.
CREATE INDEX "items_code_idx" ON "items" ("code");

-- BLOCKS WRITES: The index is built from all rows.
--   Lock: SHARE
--   Instead: CREATE INDEX CONCURRENTLY, by hand and outside of a transaction.
CREATE INDEX "items_by_name" ON "items" ("code", "name");
