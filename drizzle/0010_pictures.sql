CREATE TABLE "picture" (
	"sha256" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"base64" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
