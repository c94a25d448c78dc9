import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeEvents, widthOf } from '../../src/lib/ui/charts/events.ts';

const start = Date.UTC(2025, 0, 1);
const place = (width: number) => (day: string) => ((Date.parse(day) - start) / (730 * 86_400_000)) * width;
const dayAt = (n: number) => new Date(start + n * 86_400_000).toISOString().slice(0, 10);

describe('names of events above a chart', () => {
  it('UX-75 neighbours of one name are told once, and every event has its line', () => {
    const moved = ['2025-12-15', '2026-01-12', '2026-02-09', '2026-03-09'];
    const placed = placeEvents(
      [
        { name: 'Announced', day: '2025-09-22', key: true },
        ...moved.map((day) => ({ name: 'Billing moved', day, key: false }))
      ],
      place(900),
      900
    );
    expect(placed.map(({ label }) => label?.text)).toEqual(['Announced, 22 Sep', 'Billing moved ×4']);
    expect(placed[1]!.days).toEqual(moved);
    expect(placed[1]!.xs).toHaveLength(4);
  });

  it('UX-75 no two names touch, none leaves the picture, and what has no room has a number instead', () => {
    const events = fc.array(
      fc.record({
        name: fc.constantFrom(
          'Announced',
          '系统迁移',
          'Billing moved',
          'A very long name that somebody gave to an event'
        ),
        day: fc.integer({ min: 0, max: 729 }).map(dayAt),
        key: fc.boolean()
      }),
      { maxLength: 14 }
    );
    fc.assert(
      fc.property(events, fc.integer({ min: 240, max: 1000 }), (events, width) => {
        const placed = placeEvents(events, place(width), width);
        expect(placed.flatMap(({ xs }) => xs)).toHaveLength(events.length);
        const boxes = placed.flatMap(({ label }) => {
          const half = label ? widthOf(label.text) / 2 : 0;
          return label ? [{ row: label.row, from: label.x - half, to: label.x + half }] : [];
        });
        for (const [i, one] of boxes.entries()) {
          expect(one.from).toBeGreaterThanOrEqual(-1e-6);
          expect(one.to).toBeLessThanOrEqual(width + 1e-6);
          for (const other of boxes.slice(i + 1))
            if (other.row === one.row) expect(other.to < one.from || other.from > one.to).toBe(true);
        }
        const numbers = placed.flatMap(({ number }) => (number ? [number] : []));
        expect(placed.every(({ label, number }) => (label === null) !== (number === null))).toBe(true);
        expect(numbers.map(({ text }) => text)).toEqual(numbers.map((_, i) => String(i + 1)));
        for (const [i, { x }] of numbers.entries())
          if (i > 0) expect(x - numbers[i - 1]!.x).toBeGreaterThanOrEqual(12 - 1e-6);
      })
    );
  });
});
