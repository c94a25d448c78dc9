import { describe, expect, it } from 'vitest';
import { callBackAt, callOutcomes, mostTries, turnAfter } from '../../src/lib/outreach/call.ts';

const now = new Date('2026-01-05T09:00:00Z');
const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

describe('after a call', () => {
  it('somebody who did not answer comes up again later, and not for ever', () => {
    const first = turnAfter({ tries: 0 }, 'no_answer', null, now);
    expect(first).toMatchObject({ state: 'open', tries: 1, promised: false });
    expect(first.dueAt!.getTime()).toBeGreaterThan(now.getTime());
    const last = turnAfter({ tries: mostTries - 1 }, 'no_answer', null, now);
    expect(last).toEqual({ state: 'given_up', tries: mostTries, dueAt: null, promised: false });
  });

  it('a time that was asked for is kept as a promise, however often they were tried', () => {
    for (const outcome of ['later', 'broken_off'] as const) {
      const turn = turnAfter({ tries: 40 }, outcome, after(90), now);
      expect(turn).toEqual({ state: 'open', tries: 41, dueAt: after(90), promised: true });
      expect(turnAfter({ tries: 0 }, outcome, null, now)).toMatchObject({ state: 'open', promised: false });
    }
  });

  it('whoever was interviewed, refused, left or was somebody else is on the list no more', () => {
    const ends = callOutcomes.filter((one) => !['begun', 'no_answer', 'later', 'broken_off'].includes(one));
    expect(ends).toHaveLength(4);
    for (const outcome of ends)
      expect(turnAfter({ tries: 2 }, outcome as 'refused', after(5), now)).toEqual({
        ...{ state: outcome, tries: 3, dueAt: null, promised: false }
      });
  });
});

describe('a time to call back', () => {
  it('lies in the future and within sixty days', () => {
    expect(callBackAt(30, null, now)).toEqual(after(30));
    expect(callBackAt(null, after(90), now)).toEqual(after(90));
    expect(callBackAt(null, after(60 * 24 * 60), now)).toEqual(after(60 * 24 * 60));
    for (const wrong of [after(-1), now, after(60 * 24 * 60 + 1), new Date('never')])
      expect(callBackAt(null, wrong, now)).toBeNull();
    expect(callBackAt(0, null, now)).toBeNull();
    expect(callBackAt(null, null, now)).toBeNull();
  });
});
