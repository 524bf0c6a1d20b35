-- Provider: shop 1.0.0
-- Dialect: timescale
-- Direction: down

ALTER TABLE "teams" DROP CONSTRAINT "teams_leader_fkey";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "people";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "teams";
