-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: down

-- DATA LOSS: All values of the column are gone.
ALTER TABLE "customers" DROP COLUMN "phone";

-- DATA LOSS: All values of the column are gone.
ALTER TABLE "customers" DROP COLUMN "level";

-- DATA LOSS: All values of the column are gone.
ALTER TABLE "customers" DROP COLUMN "joined";
