CREATE TABLE "call_attempt" (
	"id" uuid PRIMARY KEY NOT NULL,
	"invitation_id" uuid NOT NULL,
	"company_id" uuid NOT NULL,
	"program_id" uuid,
	"customer_id" uuid,
	"person_id" uuid,
	"phone" text,
	"outcome" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"call_back_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "call_entry" (
	"invitation_id" uuid PRIMARY KEY NOT NULL,
	"company_id" uuid NOT NULL,
	"program_id" uuid,
	"locale" text NOT NULL,
	"state" text NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone,
	"promised" boolean DEFAULT false NOT NULL,
	"claimed_by" uuid,
	"claimed_until" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "response" ADD COLUMN "asked_by" uuid;--> statement-breakpoint
ALTER TABLE "call_attempt" ADD CONSTRAINT "call_attempt_invitation_id_invitation_id_fk" FOREIGN KEY ("invitation_id") REFERENCES "public"."invitation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_attempt" ADD CONSTRAINT "call_attempt_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_entry" ADD CONSTRAINT "call_entry_invitation_id_invitation_id_fk" FOREIGN KEY ("invitation_id") REFERENCES "public"."invitation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_entry" ADD CONSTRAINT "call_entry_company_id_company_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."company"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_entry" ADD CONSTRAINT "call_entry_program_id_program_id_fk" FOREIGN KEY ("program_id") REFERENCES "public"."program"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_entry" ADD CONSTRAINT "call_entry_claimed_by_person_id_fk" FOREIGN KEY ("claimed_by") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "call_attempt_invitation" ON "call_attempt" USING btree ("invitation_id","started_at");--> statement-breakpoint
CREATE INDEX "call_attempt_program" ON "call_attempt" USING btree ("program_id","person_id");--> statement-breakpoint
CREATE INDEX "call_attempt_wrong" ON "call_attempt" USING btree ("customer_id") WHERE "call_attempt"."outcome" = 'wrong_number';--> statement-breakpoint
CREATE INDEX "call_entry_promised" ON "call_entry" USING btree ("program_id","due_at","invitation_id") WHERE "call_entry"."state" = 'open' and "call_entry"."promised";--> statement-breakpoint
CREATE INDEX "call_entry_turn" ON "call_entry" USING btree ("program_id","tries","invitation_id") WHERE "call_entry"."state" = 'open' and not "call_entry"."promised";--> statement-breakpoint
CREATE INDEX "call_entry_program" ON "call_entry" USING btree ("program_id","state");--> statement-breakpoint
-- Who is to be called, and what came of a call, is as much of a record as an answer.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['call_entry', 'call_attempt'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY %I ON %I USING ('
      || '(SELECT current_setting(''app.records'', true)) = ''*'' OR '
      || 'company_id::text = ANY ((SELECT string_to_array(current_setting(''app.records'', true), '',''))::text[]))',
      name || '_scope', name);
  END LOOP;
END $$;
