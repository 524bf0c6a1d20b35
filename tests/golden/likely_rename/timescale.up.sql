-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: up

-- DATA LOSS: All values of the column are gone.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Stop using the column first, and drop it a release later.
ALTER TABLE "customers" DROP COLUMN "email";

-- PERHAPS A RENAME: declare it with renamed_from: 'email', generate again, and this is
--   done instead of the drop and the add beside it
-- ALTER TABLE "customers" RENAME COLUMN "email" TO "email_address";

-- MAY FAIL ON EXISTING ROWS: Rows that are there have no value for it: one is enough to
--   stop the migration.
--   Instead: Add it without NOT NULL or with a default, fill it, then set NOT NULL.
ALTER TABLE "customers" ADD COLUMN "email_address" text NOT NULL;
