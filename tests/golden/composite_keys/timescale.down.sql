-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: down

ALTER TABLE "order_lines" DROP CONSTRAINT "order_lines_shop_number_fkey";
ALTER TABLE "order_lines" DROP CONSTRAINT "order_lines_pk";
ALTER TABLE "order_lines" ALTER COLUMN "number" DROP NOT NULL;

-- BLOCKS READS: An index of all rows is built.
--   Lock: ACCESS EXCLUSIVE
--   Instead: CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX.
-- MAY FAIL ON EXISTING ROWS: Two equal rows, or one without a value, stop the migration.
--   Instead: Look for them, and merge them, before it.
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_pk" PRIMARY KEY ("shop", "line");

-- DATA LOSS: All values of the column are gone.
ALTER TABLE "orders" DROP COLUMN "placed";
