/** The wording rules of the lint, one language family each: double-barrelled, leading, negated and absolute questions, words nobody knows, length, time. */
import type { Question, SurveyDocument } from '../document.ts';
import { kinds } from '../kinds.ts';
import { withoutNames } from '../piping.ts';
import type { FindingCode, Say } from './findings.ts';
import { chinese } from './wording-zh.ts';
import { english } from './wording-en.ts';

/** What a rule found: the words, and better ones where a rule can make them. */
export interface Hit {
  readonly detail: string;
  readonly rewrite?: string;
}

export interface Wording {
  readonly family: 'en' | 'zh';
  readonly rules: Readonly<
    Record<
      Extract<FindingCode, 'double-barrelled' | 'leading' | 'double-negative' | 'absolute'>,
      (text: string) => Hit | null
    >
  >;
  readonly jargon: RegExp;
  /** Most words or characters of a question, how they are counted and what they are. */
  readonly limit: number;
  readonly length: (text: string) => number;
  readonly unit: 'words' | 'characters';
  readonly isBehaviour: (text: string) => boolean;
  readonly hasPeriod: (text: string) => boolean;
  readonly withPeriod: (text: string) => string;
  /** A stretch of time among the options. */
  readonly times: RegExp;
  /** What a question is about, without the words every question has. */
  readonly gist: (text: string) => string[];
  readonly sensitive: RegExp;
}

/** The rules for a language; undefined where there are none. */
export function wordingOf(language: string): Wording | undefined {
  if (/^en(-|$)/.test(language)) return english;
  return /^zh(-|$)/.test(language) ? chinese : undefined;
}

/** One text of a question in one language, as its readers have it: placeholders are a dot-dot-dot. */
export interface Line {
  readonly question: Question;
  readonly role: 'question' | 'item';
  readonly pointer: string;
  readonly language: string;
  readonly text: string;
  /** As it stands in the document. */
  readonly source: string;
  readonly wording: Wording;
  /** Texts it is read together with: heading of the group, title of the page. */
  readonly around: string;
}

/** Texts of questions and items in the languages that have rules, in order. Statements ask nothing. */
export function linesOf(document: SurveyDocument): Line[] {
  const lines: Line[] = [];
  for (const language of document.languages) {
    const wording = wordingOf(language);
    if (wording === undefined) continue;
    const plain = (text: Readonly<Record<string, string>> | undefined): string =>
      withoutNames(text?.[language] ?? '', '…');
    for (const [p, page] of document.pages.entries()) {
      for (const [q, question] of page.questions.entries()) {
        if (kinds[question.kind].asks === 'nothing' || question.kind === 'consent') continue;
        const group = page.groups.find(({ id }) => id === question.group);
        const heading = `${plain(page.title)} ${plain(group?.text)}`;
        const at = `/pages/${p}/questions/${q}`;
        const add = (role: Line['role'], pointer: string, source: string | undefined, around: string): void => {
          if (source?.trim())
            lines.push({ question, role, pointer, language, source, text: withoutNames(source, '…'), wording, around });
        };
        add('question', `${at}/text`, question.text[language], heading);
        for (const [i, item] of (question.items ?? []).entries())
          add('item', `${at}/items/${i}/text`, item.text[language], `${heading} ${plain(question.text)}`);
      }
    }
  }
  return lines;
}

export interface WordOptions {
  /** Words of the organisation that customers do not know, in any language. */
  readonly jargon?: readonly string[] | undefined;
  /** Abbreviations that customers do know. */
  readonly acronyms?: readonly string[] | undefined;
}

export function lintWording(lines: readonly Line[], options: WordOptions, say: Say): void {
  const own = (options.jargon ?? []).filter((word) => word.trim() !== '').map((word) => word.toLowerCase());
  const explained = explainedIn(lines, options.acronyms ?? []);
  for (const line of lines) {
    const { question, role, pointer, language, text, source, wording } = line;
    const note = (code: FindingCode, { detail, rewrite }: Hit): void => {
      // A rewrite is of the text as it stands; where a placeholder stood in between there is none.
      const better = rewrite !== undefined && text === source ? { rewrite } : {};
      say(code, pointer, detail, { language, ...better });
    };
    const { asks } = kinds[question.kind];
    const rated = asks === 'code' || question.kind === 'yesno' || question.kind === 'slider';
    const judged = judge(wording, text);
    for (const [code, hit] of judged.hits) if (rated || code !== 'double-barrelled') note(code, hit);
    const lower = text.toLowerCase();
    const word = judged.jargon ?? own.find((one) => lower.includes(one));
    if (word !== undefined) note('jargon', { detail: word });
    for (const [letters] of text.matchAll(acronym)) if (!explained.has(letters)) note('acronym', { detail: letters });
    const { length } = judged;
    if (length > wording.limit) note('too-long', { detail: `${length}/${wording.limit}` });
    if (role === 'question' && wording.isBehaviour(text) && !hasPeriod(line))
      say('no-time-frame', pointer, undefined, { language, rewrite: wording.withPeriod(source) });
  }
}

/** What the rules say of a text, and what it is about. */
interface Judged {
  readonly hits: readonly (readonly [keyof Wording['rules'], Hit])[];
  readonly jargon: string | undefined;
  readonly length: number;
  readonly gist: ReadonlySet<string>;
}
const remembered = new Map<string, Judged>();
/** Most texts one process keeps: while somebody types one text changes and the others are known. */
const most = 2000;

export function judge(wording: Wording, text: string): Judged {
  const key = `${wording.family} ${text}`;
  let judged = remembered.get(key);
  if (judged === undefined) {
    const rules = Object.entries(wording.rules) as [keyof Wording['rules'], (text: string) => Hit | null][];
    judged = {
      hits: rules.flatMap(([code, rule]) => {
        const hit = rule(text);
        return hit === null ? [] : [[code, hit] as const];
      }),
      jargon: wording.jargon.exec(text)?.[0],
      length: wording.length(text),
      gist: new Set(wording.gist(text))
    };
    if (remembered.size >= most) remembered.clear();
    remembered.set(key, judged);
  }
  return judged;
}

function hasPeriod({ wording, text, around, question, language }: Line): boolean {
  if (wording.hasPeriod(`${around} ${text}`) || wording.hasPeriod(question.hint?.[language] ?? '')) return true;
  return (question.options ?? []).some((option) => wording.times.test(option.text[language] ?? ''));
}

const acronym = /(?<![\p{L}\p{N}])\p{Lu}{2,6}(?=s?(?![\p{L}\p{N}]))/gu;
/** Known to everybody, and words that are written in capitals to be heard. */
const familiar =
  'OK PDF USB TV USA UK EU US UN ID PIN SMS QR FAQ GPS DVD ATM PC AI AM PM VAT HTML APP APPS VIP WIFI LED CD CEO IT HR NOT AND OR ALL NO YES ANY ONE DO BEFORE AFTER LAST NEXT MOST LEAST ONLY BEST II III IV VI'.split(
    ' '
  );

/** Abbreviations that need no explanation here: familiar ones, and those that stand beside their long form somewhere. */
function explainedIn(lines: readonly Line[], own: readonly string[]): Set<string> {
  const explained = new Set([...familiar, ...own]);
  for (const { text } of lines) {
    for (const [, inner = '', outer = ''] of text.matchAll(
      /[（(]\s*(\p{Lu}{2,6})s?\s*[）)]|(?<!\p{L})(\p{Lu}{2,6})s?\s*[（(]/gu
    ))
      explained.add(inner || outer);
  }
  return explained;
}
