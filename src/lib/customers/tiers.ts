/** Value tiers: who brings most of the value. By rank, so that a tier has the same share of customers whatever the currency. */

/** Tiers from the top down with their share of the customers; the last takes the rest. */
export interface TierCut {
  readonly tier: string;
  readonly share: number;
}

/** High: top 20 %; mid: next 30 %; low: the rest. */
export const shippedTiers: readonly TierCut[] = [
  { tier: 'high', share: 0.2 },
  { tier: 'mid', share: 0.3 },
  { tier: 'low', share: 1 }
];

/** The last rank (1 = most valuable) of each tier among so many customers. Cumulated shares are rounded up. */
export function tierLimits(count: number, cuts: readonly TierCut[] = shippedTiers): { tier: string; last: number }[] {
  let share = 0;
  return cuts.map(({ tier, share: own }, index) => {
    share += own;
    const last = Math.min(count, Math.ceil(Number((count * share).toFixed(9))));
    return { tier, last: index === cuts.length - 1 ? count : last };
  });
}

/**
 * The tier of every customer by rank of value, highest first; equal values are ordered by id, so the result depends on the
 * data alone. Customers without a value have no rank and no tier (they are absent from the result).
 */
export function assignTiers(
  customers: readonly { readonly id: string; readonly value: number | null }[],
  cuts: readonly TierCut[] = shippedTiers
): Map<string, string> {
  const ranked = customers
    .filter((customer): customer is { id: string; value: number } => customer.value !== null)
    .sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const tiers = new Map<string, string>();
  let rank = 0;
  for (const { tier, last } of tierLimits(ranked.length, cuts)) {
    for (; rank < last; rank++) {
      const customer = ranked[rank];
      if (customer) tiers.set(customer.id, tier);
    }
  }
  return tiers;
}
