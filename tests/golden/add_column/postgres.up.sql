-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: up

ALTER TABLE "customers" ADD COLUMN "phone" text;
ALTER TABLE "customers" ADD COLUMN "level" integer NOT NULL DEFAULT 1;

-- MAY FAIL ON EXISTING ROWS: Rows that are there have no value for it: one is enough to
--   stop the migration.
--   Instead: Add it without NOT NULL or with a default, fill it, then set NOT NULL.
ALTER TABLE "customers" ADD COLUMN "joined" timestamptz NOT NULL;
