-- Provider: shop 1.0.0
-- Dialect: timescale
-- Direction: down

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "table of a name that is so long that a key's name has cut";

-- Resource: odd -- things

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "Select";

-- Without a resource

DROP TYPE "Mood; --";
