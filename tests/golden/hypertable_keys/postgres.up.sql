-- Provider: meters 1.1.0
-- Dialect: postgres
-- Direction: up

-- BLOCKS READS: An index of all rows is built.
--   Lock: ACCESS EXCLUSIVE
--   Instead: CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX.
-- MAY FAIL ON EXISTING ROWS: Two equal rows stop the migration.
--   Instead: Look for them, and merge them, before it.
ALTER TABLE "sites" ADD CONSTRAINT "sites_name_key" UNIQUE ("name");

CREATE TABLE "alarms" (
	"site" integer,
	"text" text,
	CONSTRAINT "alarms_site_fkey" FOREIGN KEY ("site") REFERENCES "sites" ("id") ON DELETE SET NULL
);

CREATE TABLE "readings" (
	"at" timestamptz NOT NULL,
	"site" integer,
	"value" double precision,
	CONSTRAINT "readings_site_fkey" FOREIGN KEY ("site") REFERENCES "sites" ("id") ON DELETE CASCADE
);
