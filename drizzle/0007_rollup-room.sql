-- Folding adds to the rows of the current week again and again. With room on its page a row is changed in place and its index,
-- which is wider than the row, stays as it is: a fold takes less than half the time.
ALTER TABLE "rollup" SET (fillfactor = 60);
