CREATE TABLE "response_revision" (
	"response_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"company_id" uuid NOT NULL,
	"payload_hash" text NOT NULL,
	"answers" jsonb NOT NULL,
	"locale" text NOT NULL,
	"replaced_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "response_revision_response_id_number_pk" PRIMARY KEY("response_id","number")
);
--> statement-breakpoint
ALTER TABLE "organisation" ADD COLUMN "onward_sites" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "response" ADD COLUMN "changed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "response" ADD COLUMN "contact_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "program" ADD COLUMN "editable" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "program" ADD COLUMN "contact_offered" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "program" ADD COLUMN "onward" text;--> statement-breakpoint
ALTER TABLE "program" ADD COLUMN "onward_at_once" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "sitting" ADD COLUMN "changes" uuid;--> statement-breakpoint
ALTER TABLE "response_revision" ADD CONSTRAINT "response_revision_response_id_response_id_fk" FOREIGN KEY ("response_id") REFERENCES "public"."response"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- What was answered before is as much of a record as the answer that stands.
ALTER TABLE "response_revision" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "response_revision" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "response_revision_scope" ON "response_revision" USING (
  (SELECT current_setting('app.records', true)) = '*' OR
  company_id::text = ANY ((SELECT string_to_array(current_setting('app.records', true), ','))::text[]));
