/** What a simulated merger is made of: the parameters of statistics.md section 5 (W-01 to W-08) and the sizes it comes in. */

export const companies = ['A', 'B'] as const;
export type Company = (typeof companies)[number];
export const stages = ['exploration', 'development', 'stable', 'degradation'] as const;
export type Stage = (typeof stages)[number];
export const segments = ['enterprise', 'mid', 'small', 'consumer'] as const;
export type Segment = (typeof segments)[number];
export const regions = ['R1', 'R2', 'R3', 'R4', 'R5'] as const;
export type Region = (typeof regions)[number];
export const channels = ['web', 'phone', 'store', 'partner'] as const;
export type Channel = (typeof channels)[number];
export const languages = ['zh', 'en', 'fr', 'de'] as const;
export type Language = (typeof languages)[number];

export interface Settings {
  /** The Monday of week 0. */
  readonly start: Date;
  /** First and last week (included) that are lived through; the merger's dates are fixed within weeks 0 to 155. */
  readonly from: number;
  readonly to: number;
  /** 1 = 60,000 customers of A and 25,000 of B. */
  readonly scale: number;
  /** Size of the fall of B's customers in development after the migration, in latent standard deviations; 0 = none. */
  readonly delta: number;
  /** Intercept of the logit of answering; -2 gives about one answer in eight. */
  readonly willingness: number;
  /** Three small local falls of five weeks. */
  readonly localFalls: boolean;
}

/** The demo: two years around the merger, about 20,000 answers of 7,000 customers who like to answer. */
export const demoSettings = (start: Date): Settings => ({
  start,
  from: 53,
  to: 155,
  scale: 0.085,
  delta: 0.8,
  willingness: -0.76,
  localFalls: true
});

/** The whole world of the method sheet. */
export const fullSettings = (start: Date, delta: number): Settings => ({
  start,
  from: 0,
  to: 155,
  scale: 1,
  delta,
  willingness: -2,
  localFalls: true
});

/** Weeks at which something happens (W-04, W-06). */
export const weeksOf = {
  redesign: 60,
  mixFrom: 70,
  mixTo: 89,
  scaleSwitch: 80,
  bothScalesTo: 87,
  announcement: 96,
  mailHeldFrom: 96,
  mailUpload: 100,
  closing: 104,
  waves: { R3: 108, R1: 112, R5: 116, R2: 120 } as Readonly<Partial<Record<Region, number>>>,
  bots: 130,
  stageMixFrom: 138,
  stageMixTo: 145
} as const;

type Shares<K extends string> = Readonly<Record<K, number>>;

interface Base {
  readonly customers: number;
  readonly segment: Shares<Segment>;
  readonly region: Shares<Region>;
  readonly channel: Shares<Channel>;
  readonly language: Shares<Language>;
  readonly stage: Shares<Stage>;
  /** Mean of the logarithm of the yearly value, standard deviation 1.4. */
  readonly value: number;
  readonly satisfaction: number;
}

/** W-01 and the company means of W-05. */
export const bases: Readonly<Record<Company, Base>> = {
  A: {
    customers: 60_000,
    segment: { enterprise: 0.02, mid: 0.08, small: 0.2, consumer: 0.7 },
    region: { R1: 0.3, R2: 0.25, R3: 0.2, R4: 0.15, R5: 0.1 },
    channel: { web: 0.5, phone: 0.2, store: 0.2, partner: 0.1 },
    language: { zh: 0.7, en: 0.2, fr: 0.05, de: 0.05 },
    stage: { exploration: 0.1, development: 0.25, stable: 0.5, degradation: 0.15 },
    value: 5,
    satisfaction: 0.2
  },
  B: {
    customers: 25_000,
    segment: { enterprise: 0.05, mid: 0.15, small: 0.3, consumer: 0.5 },
    region: { R1: 0.1, R2: 0.15, R3: 0.2, R4: 0.25, R5: 0.3 },
    channel: { web: 0.3, phone: 0.3, store: 0.3, partner: 0.1 },
    language: { zh: 0.4, en: 0.4, fr: 0.1, de: 0.1 },
    stage: { exploration: 0.15, development: 0.3, stable: 0.4, degradation: 0.15 },
    value: 4.7,
    satisfaction: 0.35
  }
};

export const segmentEffect: Shares<Segment> = { enterprise: 0.15, mid: 0.05, small: 0, consumer: -0.1 };
export const stageEffect: Shares<Stage> = { exploration: 0.05, development: 0.15, stable: 0.2, degradation: -0.6 };

/** W-03: monthly moves; what is missing stays. */
export const moves: Readonly<Record<Stage, Readonly<Partial<Record<Stage | 'churned', number>>>>> = {
  exploration: { development: 0.2, churned: 0.05 },
  development: { stable: 0.12, degradation: 0.02, churned: 0.015 },
  stable: { degradation: 0.03, churned: 0.004 },
  degradation: { stable: 0.06, churned: 0.08 }
};
export const newcomersAMonth = 0.012;
export const overlapShare = 0.12;

/** One of the keys, drawn with the shares given; the last one takes what rounding leaves. */
export function draw<K extends string>(shares: Readonly<Partial<Record<K, number>>>, random: () => number): K {
  const entries = Object.entries(shares) as [K, number][];
  let u = random() * entries.reduce((sum, [, share]) => sum + share, 0);
  for (const [key, share] of entries) if ((u -= share) < 0) return key;
  return entries.at(-1)![0];
}
