CREATE TABLE "quota_count" (
	"survey_id" uuid NOT NULL,
	"quota" text NOT NULL,
	"filled" integer NOT NULL,
	CONSTRAINT "quota_count_survey_id_quota_pk" PRIMARY KEY("survey_id","quota")
);
--> statement-breakpoint
ALTER TABLE "response" ADD COLUMN "course" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "quota_count" ADD CONSTRAINT "quota_count_survey_id_survey_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."survey"("id") ON DELETE cascade ON UPDATE no action;