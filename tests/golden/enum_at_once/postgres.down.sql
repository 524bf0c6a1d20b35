-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: down

ALTER TYPE "state" RENAME TO "state__old";
CREATE TYPE "state" AS ENUM ('new', 'sent');

-- TABLE REWRITE: The values of the type changed, so the table is written anew.
--   Instead: Only add values, in a migration before the one that uses them.
-- BLOCKS READS: Nobody reads or writes the table meanwhile.
--   Lock: ACCESS EXCLUSIVE
-- MAY FAIL ON EXISTING ROWS: A row that has a value which goes stops the migration.
--   Instead: Give those rows another value before it.
ALTER TABLE "orders"
	ALTER COLUMN "state" DROP DEFAULT,
	ALTER COLUMN "state" TYPE "state" USING "state"::text::"state",
	ALTER COLUMN "state" SET DEFAULT 'new'::"state",
	ALTER COLUMN "before" DROP DEFAULT,
	ALTER COLUMN "before" TYPE "state" USING "before"::text::"state";

ALTER TABLE "orders" ALTER COLUMN "label" SET DEFAULT ('new'::state)::text;
DROP TYPE "state__old";
ALTER TABLE "orders" ALTER COLUMN "before" DROP DEFAULT;
