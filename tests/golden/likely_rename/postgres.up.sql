-- Provider: shop 1.1.0
-- Dialect: postgres
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

-- PERHAPS A RENAME: declare it with renamed_from: 'p_users', generate again, and this is
--   done instead of the drop and the add beside it
-- ALTER TABLE "p_users" RENAME TO "p_people";

CREATE TABLE "p_people" (
	"id" bigint NOT NULL,
	"name" varchar(100),
	CONSTRAINT "p_people_pk" PRIMARY KEY ("id")
);

-- DATA LOSS: All values of the column are gone.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Stop using the column first, and drop it a release later.
ALTER TABLE "places" DROP COLUMN "zip";

-- PERHAPS A RENAME: declare it with renamed_from: 'zip', generate again, and this is done
--   instead of the drop and the add beside it
-- ALTER TABLE "places" RENAME COLUMN "zip" TO "postcode";

-- MAY FAIL ON EXISTING ROWS: Rows that are there have no value for it: one is enough to
--   stop the migration.
--   Instead: Add it without NOT NULL or with a default, fill it, then set NOT NULL.
ALTER TABLE "places" ADD COLUMN "postcode" integer NOT NULL;

-- DATA LOSS: All rows of the table are gone.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Rename the table, and drop it when nobody has missed it.
DROP TABLE "p_users";
