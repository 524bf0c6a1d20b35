-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: down

-- TABLE SCAN: "name": Every row is looked at.
--   Instead: Add CHECK (… IS NOT NULL) NOT VALID and VALIDATE it first: then the rows
--   aren't looked at again.
-- BLOCKS READS: Nobody reads or writes the table meanwhile.
--   Lock: ACCESS EXCLUSIVE
-- MAY FAIL ON EXISTING ROWS: "name": A row without a value stops the migration.
--   Instead: Give those rows a value before it.
ALTER TABLE "items"
	ALTER COLUMN "code" DROP NOT NULL,
	ALTER COLUMN "name" SET NOT NULL,
	ALTER COLUMN "size" SET DEFAULT 2;
