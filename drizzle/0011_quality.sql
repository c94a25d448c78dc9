CREATE TABLE "flag_queue" (
	"response_id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pace" (
	"survey_version_id" uuid PRIMARY KEY NOT NULL,
	"n" integer NOT NULL,
	"sum" bigint NOT NULL,
	"sum2" numeric(40, 0) NOT NULL,
	"settled" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
ALTER TABLE "response" ADD COLUMN "seconds" integer;--> statement-breakpoint
ALTER TABLE "response" ADD COLUMN "page_seconds" smallint[];--> statement-breakpoint
ALTER TABLE "response" ADD COLUMN "skipped" text[];--> statement-breakpoint
ALTER TABLE "sitting" ADD COLUMN "survey_version_id" uuid;--> statement-breakpoint
ALTER TABLE "sitting" ADD COLUMN "page_seconds" smallint[];--> statement-breakpoint
ALTER TABLE "pace" ADD CONSTRAINT "pace_survey_version_id_survey_version_id_fk" FOREIGN KEY ("survey_version_id") REFERENCES "public"."survey_version"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "response_version" ON "response" USING btree ("survey_version_id","id") WHERE "response"."survey_version_id" is not null;--> statement-breakpoint
CREATE INDEX "sitting_version" ON "sitting" USING btree ("survey_version_id","updated_at");--> statement-breakpoint
-- Bound by row-level security itself, the login would see no answer.
SELECT set_config('app.records', '*', true);
--> statement-breakpoint
-- Answers that were flagged and folded before flags were told apart in the figures.
INSERT INTO "flag_queue" ("response_id") SELECT "id" FROM "response" WHERE "flags" <> '{}' AND NOT EXISTS (SELECT FROM "fold_queue" WHERE "fold_queue"."response_id" = "response"."id");
