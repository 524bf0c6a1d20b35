-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: down

-- DATA LOSS: "price": What the new type can't hold is cut off or rounded.
--   Instead: Keep the old column beside the new one until nobody needs it.
-- TABLE REWRITE: "price", "code", "weight", "amount": The table and its indexes are
--   written anew.
--   Instead: Add a new column, fill it in batches, and swap the names of the two.
-- BLOCKS READS: Nobody reads or writes the table meanwhile.
--   Lock: ACCESS EXCLUSIVE
-- MAY FAIL ON EXISTING ROWS: "price", "code", "amount": Values that the new type doesn't
--   take stop the migration.
--   Instead: Look for them, and change them, before it.
-- TABLE REWRITE: "seen": The table and its indexes are written anew; a time without a
--   zone is one in UTC.
--   Instead: Add a new column, fill it in batches, and swap the names of the two.
ALTER TABLE "items"
	ALTER COLUMN "price" TYPE numeric(10,2),
	ALTER COLUMN "code" TYPE varchar(20),
	ALTER COLUMN "weight" TYPE text,
	ALTER COLUMN "amount" DROP DEFAULT,
	ALTER COLUMN "amount" TYPE integer,
	ALTER COLUMN "amount" SET DEFAULT 1,
	ALTER COLUMN "seen" TYPE timestamp USING "seen" AT TIME ZONE 'UTC';
