-- Provider: shop 1.0.0
-- Dialect: timescale
-- Direction: up

CREATE TYPE "Mood; --" AS ENUM ('it''s fine', '100% \ "so"');

-- Resource: odd -- things

CREATE TABLE "Select" (
	"from" bigint NOT NULL,
	"a""quote" text NOT NULL DEFAULT 'it''s'::text,
	"per%cent %s" text,
	"back\slash" "Mood; --",
	"größe Ω" integer,
	"UPPER lower" integer,
	"a_name_that_is_exactly_sixty_three_bytes_long_and_then_no_mor" integer,
	CONSTRAINT "Select_pk" PRIMARY KEY ("from"),
	CONSTRAINT "Select_per%cent %s_key" UNIQUE ("per%cent %s"),
	CONSTRAINT "Select_a_name_that_is_exactly_sixty_three_bytes_lo_05c9b8c1_key" UNIQUE ("a_name_that_is_exactly_sixty_three_bytes_long_and_then_no_mor")
);

COMMENT ON TABLE "Select" IS 'two
lines -- and ''); DROP TABLE x;';

-- Without a resource

CREATE TABLE "table of a name that is so long that a key's name has cut" (
	"column_of_a_name_that_is_long_enough_to_matter" bigint,
	CONSTRAINT "table of a name that is so long that a key's name_af5804d6_fkey" FOREIGN KEY ("column_of_a_name_that_is_long_enough_to_matter") REFERENCES "Select" ("from")
);
