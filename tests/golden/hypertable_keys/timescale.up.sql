-- Provider: meters 1.1.0
-- Dialect: timescale
-- Direction: up

CREATE FUNCTION "ddlect_meters_cascade"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
-- Written by ddlect: keeps a child's rows in step with its parent's.
DECLARE
	parent regclass := coalesce((SELECT i.inhparent FROM pg_inherits i
		WHERE i.inhrelid = TG_RELID), TG_RELID);
	place text := TG_ARGV[1];
	pairs int := TG_ARGV[3]::int;
	same text := '';
	match text := '';
	none text := '';
	stays bool;
BEGIN
	IF place = '' THEN
		SELECT n.nspname INTO STRICT place
		FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
		JOIN pg_namespace n ON n.oid = p.pronamespace
		WHERE t.tgrelid = TG_RELID AND t.tgname = TG_NAME;
	END IF;
	FOR i IN 0 .. pairs - 1 LOOP
		same := same || format(' AND other.%1$I = ($1).%1$I', TG_ARGV[5 + 2 * i]);
		match := match || format(' AND child.%I = ($1).%I',
			TG_ARGV[4 + 2 * i], TG_ARGV[5 + 2 * i]);
	END LOOP;
	EXECUTE format('SELECT EXISTS (SELECT FROM %s AS other WHERE true', parent)
		|| same || ')' INTO stays USING OLD;
	IF stays THEN
		RETURN NULL;
	END IF;
	FOR i IN 4 + 2 * pairs .. TG_NARGS - 1 LOOP
		none := none || format(', %I = NULL', TG_ARGV[i]);
	END LOOP;
	IF TG_ARGV[0] = 'cascade' THEN
		EXECUTE format('DELETE FROM %I.%I AS child WHERE true', place, TG_ARGV[2])
			|| match USING OLD;
	ELSE
		EXECUTE format('UPDATE %I.%I AS child SET ', place, TG_ARGV[2])
			|| substr(none, 3) || ' WHERE true' || match USING OLD;
	END IF;
	RETURN NULL;
END
$$;

-- BLOCKS READS: An index of all rows is built, chunk by chunk.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Run it when nobody needs the table: a hypertable can't take an index that
--   was built before.
-- MAY FAIL ON EXISTING ROWS: Two equal rows stop the migration.
--   Instead: Look for them, and merge them, before it.
ALTER TABLE "sites" ADD CONSTRAINT "sites_name_at_key" UNIQUE ("name", "at");

CREATE TABLE "alarms" (
	"site" integer,
	"text" text
);

CREATE INDEX "alarms_site_idx" ON "alarms" ("site");

CREATE TRIGGER "alarms_site_fkey" AFTER DELETE ON "sites"
FOR EACH ROW EXECUTE FUNCTION "ddlect_meters_cascade"('set null', '', 'alarms', '1', 'site', 'id', 'site');

CREATE TABLE "readings" (
	"at" timestamptz NOT NULL,
	"site" integer,
	"value" double precision
);

CREATE INDEX "readings_site_at_idx" ON "readings" ("site", "at");
SELECT create_hypertable('"readings"', 'at', chunk_time_interval => INTERVAL '7 days', create_default_indexes => FALSE);

CREATE TRIGGER "readings_site_fkey" AFTER DELETE ON "sites"
FOR EACH ROW EXECUTE FUNCTION "ddlect_meters_cascade"('cascade', '', 'readings', '1', 'site', 'id');
