/**
 * Adjusts p-values for the number of comparisons shown together: Holm for the family-wise error, Benjamini-Hochberg for the
 * false discovery rate. Source: Holm 1979; Benjamini & Hochberg 1995 (M-09). A missing p (null) is not counted and stays null.
 */

type P = number | null;

function adjust(ps: readonly P[], walk: (sorted: number[]) => number[]): P[] {
  const order = ps.flatMap((p, index) => (p === null ? [] : [{ p, index }])).sort((a, b) => a.p - b.p);
  const adjusted = walk(order.map((o) => o.p));
  const result: P[] = ps.map(() => null);
  order.forEach((o, i) => (result[o.index] = Math.min(1, Math.max(o.p, adjusted[i]!))));
  return result;
}

/** Holm-adjusted p-values, in the order given. */
export function holm(ps: readonly P[]): P[] {
  return adjust(ps, (sorted) => {
    let worst = 0;
    return sorted.map((p, i) => (worst = Math.max(worst, (sorted.length - i) * p)));
  });
}

/** Benjamini-Hochberg q-values, in the order given. */
export function benjaminiHochberg(ps: readonly P[]): P[] {
  return adjust(ps, (sorted) => {
    let best = Infinity;
    return sorted
      .map((_, i) => i)
      .reduceRight<number[]>((out, i) => {
        best = Math.min(best, (sorted.length * sorted[i]!) / (i + 1));
        out[i] = best;
        return out;
      }, []);
  });
}
