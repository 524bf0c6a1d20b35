-- Provider: meters 1.1.0
-- Dialect: postgres
-- Direction: down

ALTER TABLE "sites" DROP CONSTRAINT "sites_name_key";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "readings";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "alarms";
