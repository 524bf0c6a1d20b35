-- Provider: shop 1.0.0
-- Dialect: postgres
-- Direction: up

CREATE SCHEMA IF NOT EXISTS "stock";
CREATE SCHEMA IF NOT EXISTS "Sales Dept";
CREATE TYPE "stock"."state" AS ENUM ('full', 'empty');

CREATE TABLE "stock"."places" (
	"id" bigint NOT NULL,
	"state" "stock"."state" NOT NULL,
	CONSTRAINT "places_pk" PRIMARY KEY ("id")
);

CREATE TABLE "Sales Dept"."orders" (
	"id" bigint NOT NULL,
	"place" bigint,
	CONSTRAINT "orders_pk" PRIMARY KEY ("id"),
	CONSTRAINT "orders_place_fkey" FOREIGN KEY ("place") REFERENCES "stock"."places" ("id")
);

CREATE TABLE "plain" (
	"order_id" bigint,
	CONSTRAINT "plain_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "Sales Dept"."orders" ("id")
);
