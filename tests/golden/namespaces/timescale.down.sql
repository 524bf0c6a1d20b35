-- Provider: shop 1.0.0
-- Dialect: timescale
-- Direction: down

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "plain";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "Sales Dept"."orders";

-- DATA LOSS: All rows of the table are gone.
DROP TABLE "stock"."places";

DROP TYPE "stock"."state";

DO $$
BEGIN
	DROP SCHEMA "Sales Dept";
EXCEPTION WHEN dependent_objects_still_exist THEN
	NULL; -- it holds what belongs to others
END
$$;

DO $$
BEGIN
	DROP SCHEMA "stock";
EXCEPTION WHEN dependent_objects_still_exist THEN
	NULL; -- it holds what belongs to others
END
$$;
