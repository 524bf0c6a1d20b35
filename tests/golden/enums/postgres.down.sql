-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: down

ALTER TYPE "size" ADD VALUE 'medium' AFTER 'small';
CREATE TYPE "shape" AS ENUM ('round');
ALTER TYPE "colour" RENAME TO "colour__old";
CREATE TYPE "colour" AS ENUM ('red', 'green');

-- TABLE REWRITE: The values of the type changed, so the table is written anew.
--   Instead: Only add values, in a migration before the one that uses them.
-- BLOCKS READS: Nobody reads or writes the table meanwhile.
--   Lock: ACCESS EXCLUSIVE
-- MAY FAIL ON EXISTING ROWS: A row that has a value which goes stops the migration.
--   Instead: Give those rows another value before it.
ALTER TABLE "items"
	ALTER COLUMN "colour" DROP DEFAULT,
	ALTER COLUMN "colour" TYPE "colour" USING "colour"::text::"colour",
	ALTER COLUMN "colour" SET DEFAULT 'red'::"colour";

DROP TYPE "colour__old";

-- IRREVERSIBLE: The column comes back, the values that were in it don't.
ALTER TABLE "items" ADD COLUMN "shape" "shape";
