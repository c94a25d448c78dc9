/** What an alert is called and what its letters say, in the reader's language. */
import type { Node } from '#lib/alerts/lattice.ts';
import { m } from '#lib/paraglide/messages.js';
import type { alert, alertEvent, AlertNode } from './db/schema/alerts.ts';
import type { PlainContent } from './mails.ts';

export type Locale = 'en' | 'zh-CN';

interface Named {
  readonly id: string;
  readonly name: string;
}

type Sentence = (inputs: Record<string, never>, options: { locale: Locale }) => string;

/** The word for a code: the message of that name, or the code itself where a deployment made its own. */
function word(name: string, code: string, locale: Locale): string {
  const sentences = m as unknown as Record<string, Sentence | undefined>;
  return sentences[`${name}_${code}`]?.({}, { locale }) ?? code;
}

export const localeOf = (locale: string): Locale => (locale.startsWith('zh') ? 'zh-CN' : 'en');

/** The name of a metric or of a series such as `nps@1-5`. */
export function metricWord(metric: string, locale: Locale): string {
  const [key = '', scale] = metric.split('@');
  const name = word('score_metric', key, locale);
  return scale === undefined ? name : m.alerts_series({ metric: name, scale }, { locale });
}

/** The group of a node in words: company, stage and value, or everybody. */
export function nodeWords(
  node: Node & Partial<Pick<AlertNode, 'dimension'>>,
  companies: readonly Named[],
  locale: Locale
): string {
  const named = node.company === null ? null : (companies.find(({ id }) => id === node.company)?.name ?? '');
  const parts = [
    named ?? m.alerts_everybody({}, { locale }),
    ...(node.stage === null ? [] : [word('code_stage', node.stage, locale)]),
    ...(node.value === null ? [] : [word(`code_${node.dimension ?? 'region'}`, node.value, locale)])
  ];
  return parts.join(m.alerts_comma({}, { locale }));
}

const whole = (points: number, locale: Locale) =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(Math.round(points) || 0).replace('-', '−');

/**
 * The letter about an event. A letter about all companies carries no figures: letters of no company stand in an outbox that
 * administrators of one company may read.
 */
export function letterOf(
  about: Pick<typeof alert.$inferSelect, 'id' | 'node' | 'companyId' | 'metric' | 'evidence'>,
  kind: (typeof alertEvent.$inferSelect)['kind'],
  rule: string,
  companies: readonly Named[],
  language: string
): PlainContent {
  const locale = localeOf(language);
  const says = { locale };
  const { evidence } = about;
  const metric = metricWord(about.metric, locale);
  const group = nodeWords(about.node, companies, locale);
  const drop = whole(-evidence.change, locale);
  const subject =
    about.companyId === null
      ? kind === 'recovered'
        ? m.alerts_mail_closed({ rule }, says)
        : m.alerts_mail_open({ rule }, says)
      : kind === 'recovered'
        ? m.alerts_mail_recovered({ metric, group }, says)
        : kind === 'worsened'
          ? m.alerts_mail_worsened({ metric, group, drop }, says)
          : m.alerts_mail_raised({ metric, group, drop }, says);
  const figures = m.alerts_mail_figures(
    {
      metric,
      score: whole(evidence.score, locale),
      before: whole(evidence.baselineScore, locale),
      low: whole(-evidence.high, locale),
      high: whole(-evidence.low, locale),
      n: whole(evidence.n, locale),
      baselineN: whole(evidence.baselineN, locale)
    },
    says
  );
  const lines = [
    ...(about.companyId === null || kind === 'recovered' ? [] : [figures]),
    m.alerts_mail_rule({ rule }, says)
  ];
  return { locale, subject, lines, path: `/alerts/${about.id}`, action: m.alerts_mail_look({}, says) };
}
