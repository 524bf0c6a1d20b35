-- Provider: shop 1.1.0
-- Dialect: postgres
-- Direction: down

ALTER TABLE "clients" RENAME TO "customers";
ALTER TABLE "customers" RENAME COLUMN "full_name" TO "name";
ALTER TABLE "orders" RENAME COLUMN "client_id" TO "customer_id";
