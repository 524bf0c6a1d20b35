-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: up

-- NOTE: Rows that break it are no longer refused.
ALTER TABLE "items" DROP CONSTRAINT "items_cost_check";

-- TABLE SCAN: Every row is looked at.
--   Instead: ADD it NOT VALID first, then VALIDATE CONSTRAINT in another migration.
-- BLOCKS READS: Nobody reads or writes the table meanwhile.
--   Lock: ACCESS EXCLUSIVE
-- MAY FAIL ON EXISTING ROWS: A row that breaks it stops the migration.
--   Instead: Look for such rows before it.
ALTER TABLE "items" ADD CONSTRAINT "items_price_check" CHECK (price > 0);

-- TABLE SCAN: Every row is looked at.
--   Instead: ADD it NOT VALID first, then VALIDATE CONSTRAINT in another migration.
-- BLOCKS READS: Nobody reads or writes the table meanwhile.
--   Lock: ACCESS EXCLUSIVE
-- MAY FAIL ON EXISTING ROWS: A row that breaks it stops the migration.
--   Instead: Look for such rows before it.
ALTER TABLE "items" ADD CONSTRAINT "items_profit" CHECK (price >= cost);
