-- Provider: shop 1.1.0
-- Dialect: timescale
-- Direction: up

ALTER TABLE "customers" RENAME TO "clients";
ALTER TABLE "clients" RENAME COLUMN "name" TO "full_name";
ALTER TABLE "orders" RENAME COLUMN "customer_id" TO "client_id";
