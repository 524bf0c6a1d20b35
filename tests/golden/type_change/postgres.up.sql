-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: up

-- TABLE REWRITE: "price", "weight", "amount": The table and its indexes are written anew.
--   Instead: Add a new column, fill it in batches, and swap the names of the two.
-- BLOCKS READS: Nobody reads or writes the table meanwhile.
--   Lock: ACCESS EXCLUSIVE
-- MAY FAIL ON EXISTING ROWS: "weight": Values that the new type doesn't take stop the
--   migration.
--   Instead: Look for them, and change them, before it.
-- TABLE REWRITE: "seen": The table and its indexes are written anew; a time without a
--   zone is one in UTC.
--   Instead: Add a new column, fill it in batches, and swap the names of the two.
ALTER TABLE "items"
	ALTER COLUMN "price" TYPE numeric(14,4),
	ALTER COLUMN "code" TYPE text,
	ALTER COLUMN "weight" TYPE double precision USING "weight"::double precision,
	ALTER COLUMN "amount" DROP DEFAULT,
	ALTER COLUMN "amount" TYPE bigint,
	ALTER COLUMN "amount" SET DEFAULT 1,
	ALTER COLUMN "seen" TYPE timestamptz USING "seen" AT TIME ZONE 'UTC';
