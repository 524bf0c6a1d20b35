-- Provider: docs 0.1.0
-- Dialect: postgres
-- Direction: down

-- Resource: accounts

-- DATA LOSS: All values of the column are gone.
ALTER TABLE "docs_accounts" DROP COLUMN "region";

-- IRREVERSIBLE: The column comes back, the values that were in it don't.
ALTER TABLE "docs_accounts" ADD COLUMN "tags" jsonb;

-- IRREVERSIBLE: The table comes back empty: its rows were dropped.
CREATE TABLE "docs_account_keys" (
	"cq_id" uuid NOT NULL,
	"cq_meta" jsonb,
	"account_cq_id" uuid,
	"key" text NOT NULL,
	CONSTRAINT "docs_account_keys_pk" PRIMARY KEY ("cq_id"),
	CONSTRAINT "docs_account_keys_key_key" UNIQUE ("key"),
	CONSTRAINT "docs_account_keys_account_cq_id_fkey" FOREIGN KEY ("account_cq_id") REFERENCES "docs_accounts" ("cq_id") ON DELETE CASCADE
);

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "docs_account_roles";
