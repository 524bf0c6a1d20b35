-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: up

COMMENT ON COLUMN "items"."id" IS 'It''s a "number".';
COMMENT ON COLUMN "items"."code" IS NULL;
COMMENT ON TABLE "items" IS 'What is sold.';
