/** Who lives in the simulated merger (W-01, W-02): customers with what a file says of them and what only the simulation knows. */
import { normalDraw } from '#lib/stats/generator.ts';
import { invent, type Identity } from './names.ts';
import {
  bases,
  draw,
  overlapShare,
  type Channel,
  type Company,
  type Language,
  type Region,
  type Segment,
  type Settings,
  type Stage
} from './settings.ts';

export interface Person extends Identity {
  readonly id: string;
  readonly company: Company;
  readonly region: Region;
  readonly segment: Segment;
  readonly channel: Channel;
  readonly language: Language;
  /** Yearly value, euro. */
  readonly value: number;
  /** YYYY-MM-DD. */
  readonly since: string;
  /** Own level of satisfaction, latent standard deviations. */
  readonly level: number;
  /** Week of the next regular invitation. */
  nextAsk: number;
  /** Instant of the last invitation. */
  lastAsk: number;
  asks: number;
  stage: Stage | 'churned';
  /** Customer of the other company who is the same person. */
  readonly twin: string | null;
}

const day = 86_400_000;
export const dateText = (at: number | Date): string => new Date(at).toISOString().slice(0, 10);

/** A customer of a company who joined at an instant. A twin shares name, e-mail and phone with a customer of the other company. */
export function born(
  company: Company,
  serial: number,
  joined: number,
  week: number,
  stage: Stage,
  random: () => number,
  twinOf: Person | null = null
): Person {
  const base = bases[company];
  const segment = twinOf?.segment ?? draw(base.segment, random);
  const language = twinOf?.language ?? draw(base.language, random);
  const identity = twinOf ?? invent(language, segment, serial + (company === 'A' ? 0 : 500_000), random);
  return {
    id: company === 'A' ? `AC-${100_000 + serial}` : `BR${2_000_000 + serial}`,
    company,
    segment,
    language,
    stage,
    name: identity.name,
    account: identity.account,
    industry: identity.industry,
    phone: identity.phone,
    country: identity.country,
    email: twinOf === null ? identity.email : identity.email.toUpperCase(),
    region: twinOf?.region ?? draw(base.region, random),
    channel: draw(base.channel, random),
    value: Math.round(Math.exp(base.value + 1.4 * normalDraw(random)) * 100) / 100,
    since: dateText(joined),
    level: 0.7 * normalDraw(random),
    nextAsk: week + Math.floor(random() * 13),
    lastAsk: -Infinity,
    asks: 0,
    twin: twinOf?.id ?? null
  };
}

/** The customers both companies have when the world begins; about one in eight of B is a customer of A too. */
export function population(settings: Settings, random: () => number): Person[] {
  const begin = settings.start.getTime() + settings.from * 7 * day;
  const people: Person[] = [];
  const ofA = Math.round(bases.A.customers * settings.scale);
  for (let i = 1; i <= ofA; i++)
    people.push(
      born('A', i, begin - Math.floor((60 + random() * 3000) * day), settings.from, draw(bases.A.stage, random), random)
    );
  const ofB = Math.round(bases.B.customers * settings.scale);
  for (let i = 1; i <= ofB; i++) {
    const twinOf = random() < overlapShare && ofA > 0 ? people[Math.floor(random() * ofA)]! : null;
    people.push(
      born(
        'B',
        i,
        begin - Math.floor((60 + random() * 3000) * day),
        settings.from,
        draw(bases.B.stage, random),
        random,
        twinOf
      )
    );
  }
  return people;
}
