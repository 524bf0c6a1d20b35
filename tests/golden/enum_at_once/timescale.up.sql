-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: up

ALTER TYPE "state" RENAME TO "state__old";
CREATE TYPE "state" AS ENUM ('new', 'paid', 'sent');

-- TABLE REWRITE: A new value of the type may be used at once, and a server wants it to be
--   there before, so the table is written anew.
--   Instead: Add the value in one release, and use it in the next: then no row is
--   touched.
-- BLOCKS READS: Nobody reads or writes the table meanwhile.
--   Lock: ACCESS EXCLUSIVE
ALTER TABLE "orders"
	ALTER COLUMN "state" DROP DEFAULT,
	ALTER COLUMN "state" TYPE "state" USING "state"::text::"state",
	ALTER COLUMN "state" SET DEFAULT 'new'::"state",
	ALTER COLUMN "before" TYPE "state" USING "before"::text::"state";

ALTER TABLE "orders" ALTER COLUMN "label" SET DEFAULT ('new'::state)::text;
DROP TYPE "state__old";
ALTER TABLE "orders" ALTER COLUMN "before" SET DEFAULT 'paid'::state;
