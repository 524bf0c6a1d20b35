-- Provider: docs 0.0.1
-- Dialect: postgres
-- Direction: up

-- Resource: accounts

CREATE TABLE "docs_accounts" (
	"cq_id" uuid NOT NULL,
	"cq_meta" jsonb,
	"account_id" text NOT NULL,
	"name" text,
	"tags" jsonb,
	CONSTRAINT "docs_accounts_pk" PRIMARY KEY ("account_id"),
	CONSTRAINT "docs_accounts_cq_id_key" UNIQUE ("cq_id")
);

CREATE TABLE "docs_account_keys" (
	"cq_id" uuid NOT NULL,
	"cq_meta" jsonb,
	"account_cq_id" uuid,
	"key" text NOT NULL,
	CONSTRAINT "docs_account_keys_pk" PRIMARY KEY ("cq_id"),
	CONSTRAINT "docs_account_keys_key_key" UNIQUE ("key"),
	CONSTRAINT "docs_account_keys_account_cq_id_fkey" FOREIGN KEY ("account_cq_id") REFERENCES "docs_accounts" ("cq_id") ON DELETE CASCADE
);
