-- Provider: docs 0.0.1
-- Dialect: timescale
-- Direction: down

-- Resource: accounts

DROP TRIGGER "docs_account_keys_account_cq_id_fkey" ON "docs_accounts";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "docs_account_keys";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "docs_accounts";

-- Without a resource

DROP FUNCTION "ddlect_docs_cascade"();
