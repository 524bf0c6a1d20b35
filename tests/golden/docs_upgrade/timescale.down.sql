-- Provider: docs 0.1.0
-- Dialect: timescale
-- Direction: down

-- Resource: accounts

-- DATA LOSS: All values of the column are gone.
ALTER TABLE "docs_accounts" DROP COLUMN "region";

-- IRREVERSIBLE: The column comes back, the values that were in it don't.
ALTER TABLE "docs_accounts" ADD COLUMN "tags" jsonb;

SELECT remove_retention_policy('"docs_accounts"', if_exists => TRUE);

-- DATA LOSS: Rows that are older are deleted from now on.
--   Instead: See before it that nobody needs them.
SELECT add_retention_policy('"docs_accounts"', drop_after => INTERVAL '14 days');

-- IRREVERSIBLE: The table comes back empty: its rows were dropped.
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

DROP TRIGGER "docs_account_roles_account_cq_id_fkey" ON "docs_accounts";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "docs_account_roles";
