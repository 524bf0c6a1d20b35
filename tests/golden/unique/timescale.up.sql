-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: up

-- NOTE: Equal rows are no longer refused.
ALTER TABLE "items" DROP CONSTRAINT "items_shop_key";

-- BLOCKS READS: An index of all rows is built.
--   Lock: ACCESS EXCLUSIVE
--   Instead: CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX.
-- MAY FAIL ON EXISTING ROWS: Two equal rows stop the migration.
--   Instead: Look for them, and merge them, before it.
ALTER TABLE "items" ADD CONSTRAINT "items_code_key" UNIQUE ("code");

-- BLOCKS READS: An index of all rows is built.
--   Lock: ACCESS EXCLUSIVE
--   Instead: CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX.
-- MAY FAIL ON EXISTING ROWS: Two equal rows stop the migration.
--   Instead: Look for them, and merge them, before it.
ALTER TABLE "items" ADD CONSTRAINT "items_number" UNIQUE ("shop", "number");
