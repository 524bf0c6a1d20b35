-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: down

-- IRREVERSIBLE: The table comes back empty: its rows were dropped.
CREATE TABLE "shop_orders" (
	"id" bigint NOT NULL,
	"customer_id" bigint NOT NULL,
	"note" text DEFAULT 'none'::text,
	CONSTRAINT "shop_orders_pk" PRIMARY KEY ("id"),
	CONSTRAINT "shop_orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "shop_customers" ("id")
);

CREATE INDEX "shop_orders_customer_id_idx" ON "shop_orders" ("customer_id");
