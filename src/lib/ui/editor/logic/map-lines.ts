/** The lines of the map: from each branch and quota to where it leads, each in a lane of its own beside the list. */
import { lanesOf, type SurveyMap, type Target } from '#lib/survey/flow-map.ts';

export interface Link {
  /** Names of the two places, as the elements carry them in `data-map`. */
  readonly from: string;
  readonly to: string;
  readonly lane: number;
  readonly back: boolean;
  /** Id of the page it starts from; null for a quota. */
  readonly of: string | null;
}

const nameOf = (to: Target): string | null =>
  to.kind === 'page' ? `/pages/${to.at}` : to.kind === 'ending' ? `/endings/${to.at}` : null;

/** Every way that is not simply to the next page. */
export function linksOf({ pages, quotas, endings }: SurveyMap): Link[] {
  const rowOf = (to: Target): number =>
    to.kind === 'page' ? to.at : to.kind === 'ending' ? pages.length + 1 + quotas.length + to.at : -1;
  const found = [
    ...pages.flatMap(({ branches, page }, p) =>
      branches.map(({ pointer, to, back }) => ({ row: p, from: pointer, target: to, back, of: page.id }))
    ),
    ...quotas.flatMap(({ pointer, to }, q) =>
      to ? [{ row: pages.length + 1 + q, from: pointer, target: to, back: false, of: null }] : []
    )
  ].flatMap((one) => {
    const to = nameOf(one.target);
    return to === null || (endings.length === 0 && one.target.kind === 'ending') ? [] : [{ ...one, to }];
  });
  // A way to its own page has a length too, so that it takes a lane.
  const lanes = lanesOf(found.map(({ row, target }) => ({ from: row + 0.5, to: rowOf(target) })));
  return found.map(({ from, to, back, of }, at) => ({ from, to, back, of, lane: lanes[at] as number }));
}

/** Room beside the list, in pixels; lanes move together where there are many. */
export const lanesWide = (links: readonly Link[]): number =>
  links.length === 0 ? 0 : 14 + stepOf(links) * lanesIn(links);
const lanesIn = (links: readonly Link[]): number => Math.max(0, ...links.map(({ lane }) => lane + 1));
const stepOf = (links: readonly Link[]): number => Math.min(9, 54 / Math.max(1, lanesIn(links)));

export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly {
    readonly path: string;
    readonly tip: string;
    readonly back: boolean;
    readonly of: string | null;
  }[];
}

/** The lines as they stand now. Places that are not drawn have none. */
export function drawnLinks(room: HTMLElement, links: readonly Link[]): Drawn {
  const area = room.getBoundingClientRect();
  const rtl = getComputedStyle(room).direction === 'rtl';
  const edge = area.width - lanesWide(links);
  const x = (value: number): number => Math.round((rtl ? area.width - value : value) * 2) / 2;
  const side = rtl ? -1 : 1;
  const lines = links.flatMap(({ from, to, lane, back, of }) => {
    const [start, end] = [from, to].map((name) => room.querySelector(`[data-map="${name}"]`)?.getBoundingClientRect());
    if (!start || !end) return [];
    const y1 = Math.round(start.top + Math.min(12, start.height / 2) - area.top);
    const y2 = Math.round(end.top + 14 - area.top);
    const turn = Math.min(6, Math.abs(y2 - y1) / 2);
    const down = y2 >= y1 ? 1 : -1;
    const far = edge + 10 + stepOf(links) * (lane + 0.5);
    const path = [
      `M${x(edge - (of === null ? 0 : 12))},${y1}H${x(far - turn)}`,
      `Q${x(far)},${y1} ${x(far)},${y1 + down * turn}V${y2 - down * turn}`,
      `Q${x(far)},${y2} ${x(far - turn)},${y2}H${x(edge + 6)}`
    ].join('');
    const tip = `M${x(edge + 1)},${y2}l${7 * side},-4v8z`;
    return [{ path, tip, back, of }];
  });
  return { width: area.width, height: area.height, lines };
}
