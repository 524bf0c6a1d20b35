-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: up

ALTER TYPE "colour" ADD VALUE 'orange' AFTER 'red';
ALTER TYPE "size" RENAME TO "size__old";
CREATE TYPE "size" AS ENUM ('small', 'large');

-- TABLE REWRITE: The values of the type changed, so the table is written anew.
--   Instead: Only add values, in a migration before the one that uses them.
-- BLOCKS READS: Nobody reads or writes the table meanwhile.
--   Lock: ACCESS EXCLUSIVE
-- MAY FAIL ON EXISTING ROWS: A row that has a value which goes stops the migration.
--   Instead: Give those rows another value before it.
ALTER TABLE "items" ALTER COLUMN "size" TYPE "size" USING "size"::text::"size";

DROP TYPE "size__old";

-- DATA LOSS: All values of the column are gone.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Stop using the column first, and drop it a release later.
ALTER TABLE "items" DROP COLUMN "shape";

DROP TYPE "shape";
