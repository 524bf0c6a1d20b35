-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: down

-- IRREVERSIBLE: The column comes back, the values that were in it don't.
ALTER TABLE "customers" ADD COLUMN "email" text NOT NULL DEFAULT 'nobody@example.org'::text;

COMMENT ON COLUMN "customers"."email" IS 'Where to write to.';

-- IRREVERSIBLE: The column comes back, the values that were in it don't.
ALTER TABLE "customers" ADD COLUMN "phone" varchar(20);

-- BLOCKS READS: An index of all rows is built.
--   Lock: ACCESS EXCLUSIVE
--   Instead: CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX.
-- MAY FAIL ON EXISTING ROWS: Two equal rows stop the migration.
--   Instead: Look for them, and merge them, before it.
ALTER TABLE "customers" ADD CONSTRAINT "customers_email_key" UNIQUE ("email");
