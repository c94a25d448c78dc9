/** Ways through a survey as far as they can be judged without looking at answers: branches, sets in places of chance, bands of thanks. */
import { kinds } from '../kinds.ts';
import type { Say } from './findings.ts';
import type { Plan } from './places.ts';

export function checkWays({ document, places, sets }: Plan, say: Say): void {
  const pages = document.pages.map(({ id }) => id);
  const endings = new Set((document.endings ?? []).map(({ id }) => id));
  for (const [p, page] of document.pages.entries()) {
    for (const [n, { to }] of (page.next ?? []).entries()) {
      const at = `/pages/${p}/next/${n}/to`;
      const target = pages.indexOf(to);
      if (target < 0 && !endings.has(to)) say('page-gone', at, to);
      else if (target >= 0 && target <= p) say('leads-back', at, to);
      // Pages that chance puts before or behind are skipped for some and not for others.
      else if (target >= 0 && (sets.has(page.id) || sets.has(to) || between(p, target))) say('way-by-chance', at, to);
    }
  }
  for (const [q, { full }] of (document.quotas ?? []).entries())
    if (full !== undefined && !endings.has(full)) say('page-gone', `/quotas/${q}/full`, full);
  const taken = new Set<string>();
  for (const [s, set] of (document.shuffledPages ?? []).entries())
    for (const [i, id] of set.entries()) {
      const at = `/shuffledPages/${s}/${i}`;
      if (!pages.includes(id)) say('page-gone', at, id);
      else if (taken.has(id)) say('shuffle-overlap', at, id);
      taken.add(id);
    }
  if (places.every(({ question }) => kinds[question.kind].asks === 'nothing')) say('nothing-asked', '/pages');

  /** Whether a jump passes some pages of a set and not all of it. */
  function between(from: number, to: number): boolean {
    const passed = new Set(pages.slice(from + 1, to).flatMap((id) => sets.get(id) ?? []));
    return pages.some((id, at) => passed.has(sets.get(id) ?? -1) && (at <= from || at >= to));
  }
}

/** The thank-you page: what decides is there, and every band holds codes of its own. */
export function checkThanks({ document, fields }: Plan, say: Say): void {
  const { by, bands } = document.thanks;
  const scale = by === undefined ? undefined : fields.get(by)?.question.scale;
  if (by === undefined ? bands.length > 0 : scale === undefined) say('question-gone', '/thanks/by', by ?? '');
  for (const [b, band] of bands.entries()) {
    const others = bands.slice(0, b);
    const at = `/thanks/bands/${b}`;
    if (band.from > band.to || others.some((other) => band.from <= other.to && other.from <= band.to))
      say('bands-overlap', at);
    else if (scale !== undefined && (band.to < scale.min || band.from > scale.max)) say('band-empty', at);
  }
}

/** Metrics that exist are fed by one field each, unless an index makes one of several. */
export function checkMetrics({ document, places }: Plan, say: Say, metrics: readonly string[] | undefined): void {
  const made = new Set((document.indexes ?? []).map(({ metric }) => metric));
  const fed = new Set<string>();
  const feed = (metric: string | undefined, at: string): void => {
    if (metric === undefined) return;
    if (metrics !== undefined && !metrics.includes(metric)) say('unknown-metric', at, metric);
    if (fed.has(metric) && !made.has(metric)) say('metric-twice', at, metric);
    fed.add(metric);
  };
  for (const { own: question, pointer } of places) {
    feed(question.metric, `${pointer}/metric`);
    for (const [i, item] of (question.items ?? []).entries()) feed(item.metric, `${pointer}/items/${i}/metric`);
  }
  const seen = new Set<string>();
  for (const [x, { metric }] of (document.indexes ?? []).entries()) {
    if (seen.has(metric)) say('metric-twice', `/indexes/${x}/metric`, metric);
    seen.add(metric);
  }
}
