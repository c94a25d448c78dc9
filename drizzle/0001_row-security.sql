-- The second wall: without a scope a query of customer-level data returns no row. `app.records` holds the ids of the
-- companies whose records the transaction may touch, or '*' for the worker and the respondent's own submission. The
-- settings are read once per query (a scalar subquery), not once per row. Forced, so that it binds the owner too.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['customer', 'account', 'stage_entry', 'invitation', 'sitting', 'response', 'wave_exclusion'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY %I ON %I USING ('
      || '(SELECT current_setting(''app.records'', true)) = ''*'' OR '
      || 'company_id::text = ANY ((SELECT string_to_array(current_setting(''app.records'', true), '',''))::text[]))',
      name || '_scope', name);
  END LOOP;
END $$;
