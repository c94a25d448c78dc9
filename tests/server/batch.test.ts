import { describe, expect, it } from 'vitest';
import { batched } from '#lib/server/db/batch.ts';

const outage = () => Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' });

describe('calls that go together', () => {
  it('an idle server waits for nothing, a busy one takes all that came meanwhile at once', async () => {
    const seen: number[][] = [];
    const double = batched((items: readonly number[]) => {
      seen.push([...items]);
      return Promise.resolve(items.map((item) => 2 * item));
    });
    expect(await double(1)).toBe(2);
    const more = Array.from({ length: 70 }, (_, index) => double(index));
    expect(await Promise.all(more)).toEqual(more.map((_, index) => 2 * index));
    expect(seen.map((batch) => batch.length)).toEqual([1, 64, 6]);
  });

  it('one that is wrong fails alone', async () => {
    const work = batched((items: readonly string[]) =>
      items.includes('bad') ? Promise.reject(new Error('bad')) : Promise.resolve(items)
    );
    const all = await Promise.allSettled(['a', 'bad', 'b'].map(work));
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('an outage is told to each of them, and not tried again for each', async () => {
    let tries = 0;
    const work = batched(() => {
      tries += 1;
      return Promise.reject<number[]>(outage());
    });
    const all = await Promise.allSettled([1, 2, 3].map(work));
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(tries).toBe(1);
  });

  it('one that hangs does not hold up those after it', async () => {
    const work = batched((items: readonly string[]) =>
      items.includes('hangs') ? new Promise<string[]>(() => {}) : Promise.resolve(items)
    );
    void work('hangs');
    await new Promise((turn) => setImmediate(() => setImmediate(turn)));
    expect(await work('goes on')).toBe('goes on');
  });
});
