-- Provider: docs 0.1.0
-- Dialect: postgres
-- Direction: up

-- Resource: accounts

-- DATA LOSS: All values of the column are gone.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Stop using the column first, and drop it a release later.
ALTER TABLE "docs_accounts" DROP COLUMN "tags";

ALTER TABLE "docs_accounts" ADD COLUMN "region" text;

CREATE TABLE "docs_account_roles" (
	"cq_id" uuid NOT NULL,
	"cq_meta" jsonb,
	"account_cq_id" uuid,
	"role" text NOT NULL,
	CONSTRAINT "docs_account_roles_pk" PRIMARY KEY ("cq_id"),
	CONSTRAINT "docs_account_roles_account_cq_id_fkey" FOREIGN KEY ("account_cq_id") REFERENCES "docs_accounts" ("cq_id") ON DELETE CASCADE
);

-- DATA LOSS: All rows of the table are gone.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Rename the table, and drop it when nobody has missed it.
DROP TABLE "docs_account_keys";
