-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: down

COMMENT ON COLUMN "items"."id" IS NULL;
COMMENT ON COLUMN "items"."code" IS 'Printed on the box.';
COMMENT ON TABLE "items" IS NULL;
