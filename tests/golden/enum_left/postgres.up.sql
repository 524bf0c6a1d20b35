-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: up

-- TABLE REWRITE: The table and its indexes are written anew.
--   Instead: Add a new column, fill it in batches, and swap the names of the two.
-- BLOCKS READS: Nobody reads or writes the table meanwhile.
--   Lock: ACCESS EXCLUSIVE
ALTER TABLE "items" ALTER COLUMN "before" TYPE text;

ALTER TYPE "state" RENAME TO "state__old";
CREATE TYPE "state" AS ENUM ('new', 'sold');

-- TABLE REWRITE: The values of the type changed, so the table is written anew.
--   Instead: Only add values, in a migration before the one that uses them.
-- BLOCKS READS: Nobody reads or writes the table meanwhile.
--   Lock: ACCESS EXCLUSIVE
-- MAY FAIL ON EXISTING ROWS: A row that has a value which goes stops the migration.
--   Instead: Give those rows another value before it.
ALTER TABLE "items"
	ALTER COLUMN "state" DROP DEFAULT,
	ALTER COLUMN "state" TYPE "state" USING "state"::text::"state",
	ALTER COLUMN "state" SET DEFAULT 'new'::"state";

DROP TYPE "state__old";
