CREATE TABLE "entrance" (
	"id" uuid PRIMARY KEY NOT NULL,
	"company_id" uuid NOT NULL,
	"survey_id" uuid NOT NULL,
	"program_id" uuid,
	"name" text NOT NULL,
	"channel" text NOT NULL,
	"token_hash" text NOT NULL,
	"short_hash" text NOT NULL,
	"code_number" integer,
	"once_per_device" boolean NOT NULL,
	"sites" text[] NOT NULL,
	"most" integer,
	"ends_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"begun" integer DEFAULT 0 NOT NULL,
	"answered" integer DEFAULT 0 NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "entrance_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "entrance_short_hash_unique" UNIQUE("short_hash")
);
--> statement-breakpoint
ALTER TABLE "response" ALTER COLUMN "customer_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "invitation" ALTER COLUMN "customer_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "invitation" ADD COLUMN "entrance_id" uuid;--> statement-breakpoint
ALTER TABLE "entrance" ADD CONSTRAINT "entrance_company_id_company_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."company"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entrance" ADD CONSTRAINT "entrance_survey_id_survey_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."survey"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entrance" ADD CONSTRAINT "entrance_program_id_program_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."program"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "entrance_survey" ON "entrance" USING btree ("survey_id","created_at");--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_entrance_id_entrance_id_fk" FOREIGN KEY ("entrance_id") REFERENCES "public"."entrance"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entrance" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "entrance" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "entrance_scope" ON "entrance" USING (
  (SELECT current_setting('app.records', true)) = '*' OR
  company_id::text = ANY ((SELECT string_to_array(current_setting('app.records', true), ','))::text[]));
