/**
 * Backtest of the drop detector on simulated mergers: false alarms a year, share of falls found within half a year, delay.
 * Run: node tests/bench/backtest.ts [seeds=30] [delta=0.8] [perWeek=75] [leaves=none|region] [comparison=rest|own] [rule as JSON]
 */
import { calibrate } from '../../src/lib/alerts/calibrate.ts';
import { holds, nodeKey } from '../../src/lib/alerts/lattice.ts';
import { openLedger } from '../../src/lib/alerts/ledger.ts';
import { planOf } from '../../src/lib/alerts/plan.ts';
import { replay, type AlertEvent } from '../../src/lib/alerts/replay.ts';
import { ruleSchema } from '../../src/lib/alerts/rule.ts';
import { seeded } from '../../src/lib/stats/generator.ts';
import { drawCourse } from '../../src/lib/world/course.ts';
import { lightCells } from '../../src/lib/world/light.ts';
import { fullSettings, weeksOf } from '../../src/lib/world/settings.ts';

const [seeds = '30', delta = '0.8', perWeek = '75', leaves = 'none', comparison = 'rest', more = '{}'] =
  process.argv.slice(2);
const rule = ruleSchema.parse({
  metric: 'nps',
  ...JSON.parse(more),
  comparison,
  lattice: { dimension: leaves === 'region' ? 'region' : null }
});
const fallen = { company: 'B', stage: 'development', value: null };
const first = weeksOf.waves.R3 ?? 108;
const watchedFrom = 53;
const kinds = { onFallen: 0, holdsFallen: 0, partOfFallen: 0, localFall: 0, elsewhere: 0, beforeOnHolder: 0 };
const delays: number[] = [];
let years = 0;
let raises = 0;
const elsewhere = new Map<string, number>();

function kindOf(event: AlertEvent, course: ReturnType<typeof drawCourse>): keyof typeof kinds {
  const touched = Number(delta) > 0 && event.week >= first;
  if (holds(event.node, fallen)) {
    if (event.week < first) return 'beforeOnHolder';
    if (touched) return nodeKey(event.node) === nodeKey(fallen) ? 'onFallen' : 'holdsFallen';
  }
  if (touched && holds(fallen, event.node)) return 'partOfFallen';
  const local = course.localFalls.some(
    (f) =>
      event.week >= f.from &&
      event.week <= f.to + 13 &&
      holds(event.node, { company: f.company, stage: f.stage, value: f.region })
  );
  return local ? 'localFall' : 'elsewhere';
}

for (let seed = 1; seed <= Number(seeds); seed++) {
  const random = seeded(seed);
  const settings = {
    ...fullSettings(new Date('2023-01-02T00:00:00Z'), Number(delta)),
    perWeek: Number(perWeek),
    leaves: leaves === 'region' ? ('region' as const) : ('none' as const)
  };
  const course = drawCourse(settings, random);
  const cells = [...lightCells(settings, course, 0, random)];
  const plan = planOf(openLedger(cells, 103), rule);
  const calibration = calibrate(rule, { ...plan, years: 800 }, seeded(1000 + seed));
  const { events } = replay(cells, watchedFrom, 155, rule, calibration);
  years += (155 - watchedFrom + 1) / 52;
  let found = Infinity;
  for (const event of events.filter((e) => e.action === 'raise')) {
    raises++;
    const kind = kindOf(event, course);
    kinds[kind]++;
    if (kind === 'elsewhere' || kind === 'beforeOnHolder') {
      const key = `${kind} ${nodeKey(event.node)}`;
      elsewhere.set(key, (elsewhere.get(key) ?? 0) + 1);
    }
    if ((kind === 'onFallen' || kind === 'holdsFallen') && event.week - first <= 26)
      found = Math.min(found, event.week - first);
  }
  delays.push(found);
  if (seed === 1)
    console.log(
      `levels ${calibration.levels.map((l) => `${l.perWeek}:${l.z}`).join(' ')}; states at most ${calibration.together.perYear.toFixed(2)} [${calibration.together.low.toFixed(2)}, ${calibration.together.high.toFixed(2)}] false alarms a year over ${calibration.nodes} nodes`
    );
}
delays.sort((a, b) => a - b);
const foundIn = delays.filter((d) => d <= 26).length;
const falseAlarms = kinds.elsewhere + kinds.beforeOnHolder;
console.log(
  `${seeds} worlds, delta ${delta}, ${perWeek} answers a week, leaves ${leaves}, comparison ${comparison}: ${raises} alerts in ${years.toFixed(0)} years`
);
console.log(
  `false alarms a year ${(falseAlarms / years).toFixed(2)} (${falseAlarms}; on a holder before the onset ${kinds.beforeOnHolder})`
);
console.log(
  `found within 26 weeks ${foundIn} of ${delays.length}; median delay ${delays[Math.floor(delays.length / 2)]} weeks, 90th percentile ${delays[Math.floor(delays.length * 0.9)]}`
);
console.log(
  JSON.stringify(kinds),
  JSON.stringify(Object.fromEntries([...elsewhere].sort((a, b) => b[1] - a[1]).slice(0, 12)))
);
