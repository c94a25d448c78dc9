ALTER TABLE "import_refusal" ADD COLUMN "kept" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "import_run" ADD COLUMN "checked" jsonb;--> statement-breakpoint
ALTER TABLE "import_run" ADD COLUMN "started_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "import_run" ADD COLUMN "touched_at" timestamp (3) with time zone;