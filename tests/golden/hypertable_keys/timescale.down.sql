-- Provider: meters 1.1.0
-- Dialect: timescale
-- Direction: down

ALTER TABLE "sites" DROP CONSTRAINT "sites_name_at_key";
DROP TRIGGER "readings_site_fkey" ON "sites";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "readings";

DROP TRIGGER "alarms_site_fkey" ON "sites";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "alarms";

DROP FUNCTION "ddlect_meters_cascade"();
