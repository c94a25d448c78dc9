CREATE TABLE "customer_base" (
	"company_id" uuid PRIMARY KEY NOT NULL,
	"customers" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reach" (
	"company_id" uuid NOT NULL,
	"week" date NOT NULL,
	"invited" integer NOT NULL,
	"delivered" integer NOT NULL,
	"opened" integer NOT NULL,
	"completed" integer NOT NULL,
	CONSTRAINT "reach_company_id_week_pk" PRIMARY KEY("company_id","week")
);
--> statement-breakpoint
CREATE TABLE "reach_state" (
	"id" smallint PRIMARY KEY NOT NULL,
	"last_invitation" uuid,
	"counted_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "invitation_invited" ON "invitation" USING btree ("invited_at");