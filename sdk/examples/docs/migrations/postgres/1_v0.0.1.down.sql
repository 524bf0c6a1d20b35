-- Provider: docs 0.0.1
-- Dialect: postgres
-- Direction: down

-- Resource: accounts

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "docs_account_keys";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "docs_accounts";
