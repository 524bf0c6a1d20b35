-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: up

-- DATA LOSS: What the new type can't hold is cut off or rounded.
--   Instead: Keep the old column beside the new one until nobody needs it.
-- TABLE REWRITE: The table and its indexes are written anew.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Add a new column, fill it in batches, and swap the names of the two.
-- MAY FAIL ON EXISTING ROWS: Values that the new type doesn't take stop the migration.
--   Instead: Look for them, and change them, before it.
ALTER TABLE "items" ALTER COLUMN "price" TYPE numeric(14,4);

ALTER TABLE "items" ALTER COLUMN "code" TYPE text;

-- TABLE REWRITE: The table and its indexes are written anew.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Add a new column, fill it in batches, and swap the names of the two.
-- MAY FAIL ON EXISTING ROWS: Values that the new type doesn't take stop the migration.
--   Instead: Look for them, and change them, before it.
ALTER TABLE "items" ALTER COLUMN "weight" TYPE double precision USING "weight"::double precision;

-- TABLE REWRITE: The table and its indexes are written anew.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Add a new column, fill it in batches, and swap the names of the two.
ALTER TABLE "items"
	ALTER COLUMN "amount" DROP DEFAULT,
	ALTER COLUMN "amount" TYPE bigint,
	ALTER COLUMN "amount" SET DEFAULT 1;

-- TABLE REWRITE: The table and its indexes are written anew; a time without a zone is one
--   in UTC.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Add a new column, fill it in batches, and swap the names of the two.
ALTER TABLE "items" ALTER COLUMN "seen" TYPE timestamptz USING "seen" AT TIME ZONE 'UTC';
