-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: up

-- DATA LOSS: All rows of the table are gone.
--   Lock: ACCESS EXCLUSIVE
--   Instead: Rename the table, and drop it when nobody has missed it.
DROP TABLE "shop_orders";
