CREATE TABLE "kiosk_device" (
	"entrance_id" uuid NOT NULL,
	"device" uuid NOT NULL,
	"company_id" uuid NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"waiting" integer NOT NULL,
	"refused" integer NOT NULL,
	CONSTRAINT "kiosk_device_entrance_id_device_pk" PRIMARY KEY("entrance_id","device")
);
--> statement-breakpoint
ALTER TABLE "entrance" ADD COLUMN "kiosk" jsonb;--> statement-breakpoint
ALTER TABLE "kiosk_device" ADD CONSTRAINT "kiosk_device_entrance_id_entrance_id_fk" FOREIGN KEY ("entrance_id") REFERENCES "public"."entrance"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kiosk_device" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "kiosk_device" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "kiosk_device_scope" ON "kiosk_device" USING (
  (SELECT current_setting('app.records', true)) = '*' OR
  company_id::text = ANY ((SELECT string_to_array(current_setting('app.records', true), ','))::text[]));
