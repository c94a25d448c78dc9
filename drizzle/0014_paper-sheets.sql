CREATE TABLE "paper_sheet" (
	"id" uuid PRIMARY KEY NOT NULL,
	"survey_id" uuid NOT NULL,
	"survey_version_id" uuid NOT NULL,
	"company_id" uuid NOT NULL,
	"program_id" uuid,
	"invitation_id" uuid,
	"number" integer NOT NULL,
	"locale" text NOT NULL,
	"received_on" date NOT NULL,
	"state" text NOT NULL,
	"first" jsonb,
	"first_by" uuid,
	"first_at" timestamp (3) with time zone,
	"second" jsonb,
	"second_by" uuid,
	"second_at" timestamp (3) with time zone,
	"alone" boolean DEFAULT false NOT NULL,
	"settled" jsonb,
	"settled_by" uuid,
	"settled_at" timestamp (3) with time zone,
	"compared" integer,
	"differed" integer,
	"first_wrong" integer,
	"second_wrong" integer,
	"aside_reason" text,
	"response_id" uuid,
	"left_out" text[],
	"held_by" uuid,
	"held_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "paper_sheet_number" UNIQUE("survey_id","company_id","number")
);
--> statement-breakpoint
ALTER TABLE "paper_sheet" ADD CONSTRAINT "paper_sheet_survey_id_survey_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."survey"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_sheet" ADD CONSTRAINT "paper_sheet_survey_version_id_survey_version_id_fk" FOREIGN KEY ("survey_version_id") REFERENCES "public"."survey_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_sheet" ADD CONSTRAINT "paper_sheet_company_id_company_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."company"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_sheet" ADD CONSTRAINT "paper_sheet_program_id_program_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."program"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_sheet" ADD CONSTRAINT "paper_sheet_invitation_id_invitation_id_fk" FOREIGN KEY ("invitation_id") REFERENCES "public"."invitation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_sheet" ADD CONSTRAINT "paper_sheet_first_by_person_id_fk" FOREIGN KEY ("first_by") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_sheet" ADD CONSTRAINT "paper_sheet_second_by_person_id_fk" FOREIGN KEY ("second_by") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_sheet" ADD CONSTRAINT "paper_sheet_settled_by_person_id_fk" FOREIGN KEY ("settled_by") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_sheet" ADD CONSTRAINT "paper_sheet_held_by_person_id_fk" FOREIGN KEY ("held_by") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "paper_sheet_state" ON "paper_sheet" USING btree ("survey_id","state","number");--> statement-breakpoint
CREATE UNIQUE INDEX "paper_sheet_invitation" ON "paper_sheet" USING btree ("invitation_id") WHERE "paper_sheet"."invitation_id" is not null and "paper_sheet"."state" <> 'aside';--> statement-breakpoint
ALTER TABLE "paper_sheet" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "paper_sheet" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "paper_sheet_scope" ON "paper_sheet" USING (
  (SELECT current_setting('app.records', true)) = '*' OR
  company_id::text = ANY ((SELECT string_to_array(current_setting('app.records', true), ','))::text[]));
