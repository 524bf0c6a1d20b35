-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: down

-- DATA LOSS: All values of the column are gone.
ALTER TABLE "customers" DROP COLUMN "email_address";

-- PERHAPS A RENAME: once the way up is made a rename, this has to be done instead of the
--   drop and the add beside it
-- ALTER TABLE "customers" RENAME COLUMN "email_address" TO "email";

-- IRREVERSIBLE: The column comes back, the values that were in it don't.
-- MAY FAIL ON EXISTING ROWS: Rows that are there have no value for it: one is enough to
--   stop the migration.
--   Instead: Add it without NOT NULL or with a default, fill it, then set NOT NULL.
ALTER TABLE "customers" ADD COLUMN "email" text NOT NULL;

-- PERHAPS A RENAME: once the way up is made a rename, this has to be done instead of the
--   drop and the add beside it
-- ALTER TABLE "p_people" RENAME TO "p_users";

-- IRREVERSIBLE: The table comes back empty: its rows were dropped.
CREATE TABLE "p_users" (
	"id" bigint NOT NULL,
	"name" varchar(100),
	CONSTRAINT "p_users_pk" PRIMARY KEY ("id")
);

-- DATA LOSS: All values of the column are gone.
ALTER TABLE "places" DROP COLUMN "postcode";

-- PERHAPS A RENAME: once the way up is made a rename, this has to be done instead of the
--   drop and the add beside it
-- ALTER TABLE "places" RENAME COLUMN "postcode" TO "zip";

-- IRREVERSIBLE: The column comes back, the values that were in it don't.
-- MAY FAIL ON EXISTING ROWS: Rows that are there have no value for it: one is enough to
--   stop the migration.
--   Instead: Add it without NOT NULL or with a default, fill it, then set NOT NULL.
ALTER TABLE "places" ADD COLUMN "zip" integer NOT NULL;

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "p_people";
