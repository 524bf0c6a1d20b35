-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: up

-- NOTE: Rows that refer to nothing are no longer refused.
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_owner";

-- NOTE: Rows that refer to nothing are no longer refused.
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_reviewer_fkey";

-- BLOCKS WRITES: Every row is looked up in the other table.
--   Lock: SHARE ROW EXCLUSIVE on both tables
--   Instead: ADD it NOT VALID first, then VALIDATE CONSTRAINT in another migration.
-- TABLE SCAN: Every row is looked at.
-- MAY FAIL ON EXISTING ROWS: A row that refers to nothing stops the migration.
--   Instead: Look for such rows before it.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_owner" FOREIGN KEY ("owner") REFERENCES "people" ("id") ON UPDATE CASCADE ON DELETE CASCADE;

-- BLOCKS WRITES: Every row is looked up in the other table.
--   Lock: SHARE ROW EXCLUSIVE on both tables
--   Instead: ADD it NOT VALID first, then VALIDATE CONSTRAINT in another migration.
-- TABLE SCAN: Every row is looked at.
-- MAY FAIL ON EXISTING ROWS: A row that refers to nothing stops the migration.
--   Instead: Look for such rows before it.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_reviewer_fkey" FOREIGN KEY ("reviewer") REFERENCES "people" ("id") ON DELETE SET NULL;

-- BLOCKS WRITES: Every row is looked up in the other table.
--   Lock: SHARE ROW EXCLUSIVE on both tables
--   Instead: ADD it NOT VALID first, then VALIDATE CONSTRAINT in another migration.
-- TABLE SCAN: Every row is looked at.
-- MAY FAIL ON EXISTING ROWS: A row that refers to nothing stops the migration.
--   Instead: Look for such rows before it.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_author_fkey" FOREIGN KEY ("author") REFERENCES "people" ("id") ON DELETE RESTRICT;

-- BLOCKS WRITES: Every row is looked up in the other table.
--   Lock: SHARE ROW EXCLUSIVE on both tables
--   Instead: ADD it NOT VALID first, then VALIDATE CONSTRAINT in another migration.
-- TABLE SCAN: Every row is looked at.
-- MAY FAIL ON EXISTING ROWS: A row that refers to nothing stops the migration.
--   Instead: Look for such rows before it.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_tester_fkey" FOREIGN KEY ("tester") REFERENCES "people" ("id") ON DELETE SET DEFAULT;
