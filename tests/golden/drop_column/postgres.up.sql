-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: up

-- NOTE: Equal rows are no longer refused.
ALTER TABLE "customers" DROP CONSTRAINT "customers_email_key";

-- DATA LOSS: All values of the column are gone.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Stop using the column first, and drop it a release later.
ALTER TABLE "customers" DROP COLUMN "email";

-- DATA LOSS: All values of the column are gone.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Stop using the column first, and drop it a release later.
ALTER TABLE "customers" DROP COLUMN "phone";
