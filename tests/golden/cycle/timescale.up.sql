-- Provider: shop 1.0.0
-- Dialect: timescale
-- Direction: up

CREATE TABLE "teams" (
	"id" bigint NOT NULL,
	"leader" bigint,
	CONSTRAINT "teams_pk" PRIMARY KEY ("id")
);

CREATE TABLE "people" (
	"id" bigint NOT NULL,
	"team" bigint,
	"boss" bigint,
	CONSTRAINT "people_pk" PRIMARY KEY ("id"),
	CONSTRAINT "people_team_fkey" FOREIGN KEY ("team") REFERENCES "teams" ("id"),
	CONSTRAINT "people_boss_fkey" FOREIGN KEY ("boss") REFERENCES "people" ("id")
);

ALTER TABLE "teams" ADD CONSTRAINT "teams_leader_fkey" FOREIGN KEY ("leader") REFERENCES "people" ("id");
