-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: up

ALTER TABLE "orders" ADD COLUMN "placed" date;

-- NOTE: Equal rows are no longer refused.
ALTER TABLE "order_lines" DROP CONSTRAINT "order_lines_pk";

-- TABLE SCAN: Every row is looked at.
--   Instead: Add CHECK (… IS NOT NULL) NOT VALID and VALIDATE it first: then the rows
--   aren't looked at again.
-- BLOCKS READS: Nobody reads or writes the table meanwhile.
--   Lock: ACCESS EXCLUSIVE
-- MAY FAIL ON EXISTING ROWS: A row without a value stops the migration.
--   Instead: Give those rows a value before it.
ALTER TABLE "order_lines" ALTER COLUMN "number" SET NOT NULL;

-- BLOCKS READS: An index of all rows is built.
--   Lock: ACCESS EXCLUSIVE
--   Instead: CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX.
-- MAY FAIL ON EXISTING ROWS: Two equal rows, or one without a value, stop the migration.
--   Instead: Look for them, and merge them, before it.
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_pk" PRIMARY KEY ("shop", "number", "line");

-- BLOCKS WRITES: Every row is looked up in the other table.
--   Lock: SHARE ROW EXCLUSIVE on both tables
--   Instead: ADD it NOT VALID first, then VALIDATE CONSTRAINT in another migration.
-- TABLE SCAN: Every row is looked at.
-- MAY FAIL ON EXISTING ROWS: A row that refers to nothing stops the migration.
--   Instead: Look for such rows before it.
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_shop_number_fkey" FOREIGN KEY ("shop", "number") REFERENCES "orders" ("shop", "number") ON DELETE CASCADE;
