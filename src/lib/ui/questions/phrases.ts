/** What the survey page says in every language: for the server alone. */
export type Variants = readonly {
  readonly selectors: readonly string[];
  readonly match: Readonly<Record<string, string>>;
}[];
export type Phrases = Readonly<Record<string, string | Variants>>;

export const phrases = import.meta.glob<Phrases>('/messages/*/respond.json', { eager: true, import: 'default' });
