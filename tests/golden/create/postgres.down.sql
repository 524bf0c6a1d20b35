-- Provider: shop 1.0.0
-- Dialect: postgres
-- Direction: down

-- DATA LOSS: All rows of the table are gone.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Rename the table, and drop it when nobody has missed it.
DROP TABLE "orders";

-- DATA LOSS: All rows of the table are gone.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Rename the table, and drop it when nobody has missed it.
DROP TABLE "customers";
