DROP INDEX "customer_sort";--> statement-breakpoint
CREATE INDEX "customer_sort" ON "customer" USING btree ("sort_key" collate "C","id");