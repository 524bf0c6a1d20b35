-- Provider: docs 0.0.1
-- Dialect: timescale
-- Direction: up

CREATE FUNCTION "ddlect_docs_cascade"() RETURNS trigger LANGUAGE plpgsql
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

-- Resource: accounts

CREATE TABLE "docs_accounts" (
	"cq_id" uuid NOT NULL,
	"cq_meta" jsonb,
	"cq_fetch_date" timestamp NOT NULL,
	"account_id" text NOT NULL,
	"name" text,
	"tags" jsonb,
	CONSTRAINT "docs_accounts_pk" PRIMARY KEY ("cq_fetch_date", "account_id"),
	CONSTRAINT "docs_accounts_cq_fetch_date_cq_id_key" UNIQUE ("cq_fetch_date", "cq_id")
);

SELECT create_hypertable('"docs_accounts"', 'cq_fetch_date', chunk_time_interval => INTERVAL '1 day', create_default_indexes => FALSE);
SELECT add_retention_policy('"docs_accounts"', drop_after => INTERVAL '14 days');

CREATE TABLE "docs_account_keys" (
	"cq_id" uuid NOT NULL,
	"cq_meta" jsonb,
	"cq_fetch_date" timestamp NOT NULL,
	"account_cq_id" uuid,
	"key" text NOT NULL,
	CONSTRAINT "docs_account_keys_pk" PRIMARY KEY ("cq_fetch_date", "cq_id"),
	CONSTRAINT "docs_account_keys_cq_fetch_date_key_key" UNIQUE ("cq_fetch_date", "key")
);

CREATE INDEX "docs_account_keys_cq_fetch_date_account_cq_id_idx" ON "docs_account_keys" ("cq_fetch_date", "account_cq_id");
SELECT create_hypertable('"docs_account_keys"', 'cq_fetch_date', chunk_time_interval => INTERVAL '1 day', create_default_indexes => FALSE);
SELECT add_retention_policy('"docs_account_keys"', drop_after => INTERVAL '14 days');

CREATE TRIGGER "docs_account_keys_account_cq_id_fkey" AFTER DELETE ON "docs_accounts"
FOR EACH ROW EXECUTE FUNCTION "ddlect_docs_cascade"('cascade', '', 'docs_account_keys', '2', 'cq_fetch_date', 'cq_fetch_date', 'account_cq_id', 'cq_id');
