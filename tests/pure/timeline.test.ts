import { describe, expect, it } from 'vitest';
import { addDays, dayFrom, dayOf, isDay } from '#lib/merger/day.ts';
import {
  eventsOf,
  phaseAt,
  phaseCuts,
  timelineProblems,
  type EventKind,
  type TimelineEvent
} from '#lib/merger/timeline.ts';

let next = 0;
const event = (kind: EventKind, day: string, more: Partial<TimelineEvent> = {}): TimelineEvent => ({
  id: `e${next++}`,
  kind,
  day,
  companyIds: null,
  label: null,
  wave: null,
  ...more
});

const migration = (day: string, region: string) =>
  event('system_migration', day, { companyIds: ['b'], wave: { dimension: 'region', codes: [region] } });

const timeline = [
  event('announced', '2024-11-04'),
  event('closed', '2024-12-30'),
  migration('2025-01-27', 'R3'),
  migration('2025-02-24', 'R1'),
  migration('2025-12-01', 'R5')
];

describe('the merger timeline cuts time into phases', () => {
  it('begins a phase on the first day of its event and ends the one before on the day before', () => {
    const at = (day: string) => phaseAt(timeline, 'a', day);
    expect([at('2024-11-03'), at('2024-11-04')]).toEqual(['baseline', 'interim']);
    expect([at('2024-12-29'), at('2024-12-30')]).toEqual(['interim', 'day100']);
    expect([at('2025-04-08'), at('2025-04-09')]).toEqual(['day100', 'integration']);
    expect([at('2025-12-29'), at('2025-12-30')]).toEqual(['integration', 'steady']);
  });

  it('holds a company in integration until its last migration has settled for ninety days', () => {
    expect(phaseCuts(timeline, 'a').steady).toBe('2025-12-30');
    expect(phaseCuts(timeline, 'b').steady).toBe('2026-03-01');
    expect(phaseAt(timeline, 'b', '2026-02-28')).toBe('integration');
  });

  it('lets a price change move no phase', () => {
    expect(phaseCuts([...timeline, event('price_change', '2026-06-01')], 'a').steady).toBe('2025-12-30');
  });

  it('keeps a company without dated events in the baseline, and an unclosed deal in the interim', () => {
    expect(phaseAt([], 'a', '2099-01-01')).toBe('baseline');
    expect(phaseAt([event('signed', '2024-01-01')], 'a', '2099-01-01')).toBe('interim');
    expect(phaseAt([event('closed', '2024-01-01')], 'a', '2023-12-31')).toBe('baseline');
  });

  it('gives a company that joins later its own phases', () => {
    const later = [
      ...timeline,
      event('announced', '2026-01-01', { companyIds: ['c'] }),
      event('closed', '2026-02-01', { companyIds: ['c'] })
    ];
    const at = (day: string) => phaseAt(later, 'c', day);
    expect([at('2025-12-31'), at('2026-01-01'), at('2026-02-01')]).toEqual(['baseline', 'interim', 'day100']);
    expect(timelineProblems(later, ['a', 'b', 'c'])).toEqual([]);
  });

  it('lists the events of a company in time order, waves of others left out', () => {
    expect(eventsOf([...timeline].reverse(), 'a').map((e) => e.kind)).toEqual(['announced', 'closed']);
    expect(eventsOf(timeline, null)).toHaveLength(5);
  });
});

describe('a timeline is checked before it is kept', () => {
  const reasons = (events: TimelineEvent[]) => timelineProblems(events, ['a', 'b']).map((p) => p.reason);

  it('finds nothing wrong with a sound one', () => {
    expect(timelineProblems(timeline, ['a', 'b'])).toEqual([]);
  });

  it('names days that do not exist, companies that do not, doubled ids and unnamed events', () => {
    expect(reasons([event('other', '2025-02-29')])).toEqual(['invalid_day', 'label_missing']);
    expect(reasons([event('closed', '2025-02-28', { companyIds: ['x'] })])).toEqual(['unknown_company']);
    expect(reasons([event('closed', '2025-02-28', { companyIds: [] })])).toEqual(['no_company']);
    const twin = event('price_change', '2025-01-01');
    expect(reasons([twin, twin])).toEqual(['duplicate_id']);
  });

  it('names milestones out of order or doubled for one company', () => {
    const wrong = timelineProblems(
      [event('signed', '2024-02-01'), event('announced', '2024-03-01'), event('closed', '2024-01-01')],
      ['a']
    );
    expect(wrong.map((p) => p.reason)).toEqual([
      'signed_before_announced',
      'closed_before_announced',
      'closed_before_signed'
    ]);
    const twice = ['2024-01-01', '2024-05-01'].map((day) => event('closed', day, { companyIds: ['a'] }));
    expect(reasons(twice)).toEqual(['duplicate_milestone']);
  });
});

describe('days', () => {
  it('are real calendar days in UTC', () => {
    expect(dayOf(new Date('2024-12-30T23:59:59.999Z'))).toBe('2024-12-30');
    expect(isDay('2024-02-29')).toBe(true);
    for (const text of ['2023-02-29', '2024-13-01', '2024-1-1', '24-01-01', '', '2024-01-01T00:00:00Z'])
      expect(isDay(text)).toBe(false);
    expect(dayFrom(99, 1, 1)).toBe('0099-01-01');
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
  });
});
