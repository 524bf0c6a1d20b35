-- Provider: shop 1.0.0
-- Dialect: timescale
-- Direction: down

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "orders";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "customers";
