/** Replays an alert rule over the three years and judges it by the answer key. */
import type { Connection } from './connection.ts';
import type { Report } from './report.ts';
import type { Truth } from './world.ts';

interface Node {
  companyId: string | null;
  stage: string | null;
  value: string | null;
}

interface Event {
  action: string;
  week: string;
  node: Node;
  evidence: { score: number; baselineScore: number; change: number; n: number } | null;
}

interface Replay {
  from: string;
  to: string;
  nodes: number;
  events: Event[];
}

const day = 86_400_000;
const halfYear = 182 * day;

const dayBefore = (text: string): string => new Date(Date.parse(text) - day).toISOString().slice(0, 10);

/** An event is said when its week is over. */
const saidAt = (event: Event): number => Date.parse(event.week) + 7 * day;

export async function judgeAlerts(
  api: Connection,
  companies: Readonly<Record<string, string>>,
  truth: Truth,
  report: Report
): Promise<void> {
  const rule = await report.step(
    'alert rule',
    () =>
      api.post<{ id: string; falseAlarms: { perNode: number; together: number } | null }>('/alert-rules', {
        name: 'Recommendation dropped',
        rule: { metric: 'nps' }
      }),
    ({ falseAlarms }) =>
      falseAlarms === null
        ? 'nothing to judge yet'
        : `${falseAlarms.perNode.toFixed(2)} false alarms a year of one group, ${falseAlarms.together.toFixed(2)} together, by simulation`
  );
  const found = await report.step(
    'replay',
    () => api.post<Replay>(`/alert-rules/${rule.id}/replay`, { to: dayBefore(truth.asOf) }),
    (one) => `${one.from} to ${one.to}, ${one.nodes} groups, ${one.events.length} events`
  );
  const nameOf = ({ companyId, stage }: Node) => {
    const company = Object.keys(companies).find((key) => companies[key] === companyId);
    return `${company ?? 'all'} x ${stage ?? 'all'}`;
  };
  const fallen = truth.shock.node;
  const holdsIt = ({ companyId, stage, value }: Node) =>
    (companyId === null || companyId === companies[fallen.company]) &&
    (stage === null || stage === fallen.stage) &&
    value === null;
  const raised = found.events.filter((event) => event.action === 'raise');
  for (const event of raised) {
    const { evidence, node, week } = event;
    const figures = evidence && `${evidence.baselineScore.toFixed(1)} to ${evidence.score.toFixed(1)}, n ${evidence.n}`;
    report.note(
      `raised in the week of ${week}: ${nameOf(node)}, ${figures}${holdsIt(node) ? ' (the group that fell)' : ''}`
    );
  }
  const onIt = raised.filter((event) => holdsIt(event.node)).sort((a, b) => saidAt(a) - saidAt(b));
  const name = `${fallen.company} x ${fallen.stage}`;
  if (truth.delta === 0 || truth.onset === null) {
    report.check(onIt.length === 0, `nothing fell, but ${onIt.length} alerts were raised on ${name} or above it`);
    return;
  }
  const onset = Date.parse(truth.onset);
  const early = onIt.filter((event) => saidAt(event) <= onset);
  const inTime = onIt.filter((event) => saidAt(event) > onset && saidAt(event) <= onset + halfYear);
  report.check(early.length === 0, `${early.length} alerts were raised on ${name} or above it before it fell`);
  report.check(inTime.length > 0, `no alert was raised on ${name} or above it within half a year of its fall`);
  const first = inTime[0];
  if (first)
    report.note(
      `the fall of ${truth.onset.slice(0, 10)} was told after ${Math.round((saidAt(first) - onset) / day)} days`
    );
}
