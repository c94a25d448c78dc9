/**
 * What a week's verdict does to the alert of one rule on one node: raise, worsen, recover or nothing. One open alert per rule
 * and node; each closed week counts once and in order; a week without a verdict leaves everything as it was; an alert closes only
 * after `closeAfter` quiet weeks in a row and opens again only on a window made of weeks answered after it closed.
 */
import type { Verdict, WindowEvidence } from './detector.ts';
import type { Rule } from './rule.ts';

/** What is remembered of a rule on a node; a plain document. */
export interface AlertState {
  readonly open: boolean;
  /** Last week judged; an earlier or the same week changes nothing. */
  readonly week: number | null;
  /** Quiet weeks in a row while open. */
  readonly quiet: number;
  /** Excess (points, negative) last told to people. */
  readonly told: number | null;
  /** Last week of the alert that closed; windows that reach back to it cannot open another. */
  readonly closed: number | null;
}

export const calm: AlertState = { open: false, week: null, quiet: 0, told: null, closed: null };

export type Decision =
  | { readonly action: 'raise' | 'worsen'; readonly state: AlertState; readonly evidence: WindowEvidence }
  | { readonly action: 'recover' | 'nothing'; readonly state: AlertState; readonly evidence: null };

/**
 * The next state and what to do. `named` says that the node is the one that explains this week's drop: others drop because of
 * it and raise nothing. A worsening is told when the excess has grown by another minimum effect beyond what was told.
 */
export function decide(state: AlertState, verdict: Verdict, rule: Rule, named: boolean): Decision {
  const nothing = (next: AlertState): Decision => ({ action: 'nothing', state: next, evidence: null });
  if (!verdict.judged || (state.week !== null && verdict.week <= state.week)) return nothing(state);
  const next = { ...state, week: verdict.week };
  const after = state.closed ?? -Infinity;
  const firing = verdict.windows
    .filter((w) => w.fires && (state.open || w.window.from > after))
    .reduce<WindowEvidence | null>((low, w) => (low === null || w.z < low.z ? w : low), null);

  if (!state.open) {
    if (firing === null || !named) return nothing(next);
    return {
      action: 'raise',
      state: { ...next, open: true, quiet: 0, told: firing.excess, closed: null },
      evidence: firing
    };
  }
  if (verdict.clear) {
    const quiet = state.quiet + 1;
    if (quiet < rule.closeAfter) return nothing({ ...next, quiet });
    return { action: 'recover', state: { ...calm, week: verdict.week, closed: verdict.week }, evidence: null };
  }
  if (firing !== null && state.told !== null && firing.excess <= state.told - rule.minimumEffect)
    return { action: 'worsen', state: { ...next, quiet: 0, told: firing.excess }, evidence: firing };
  return nothing({ ...next, quiet: 0 });
}
