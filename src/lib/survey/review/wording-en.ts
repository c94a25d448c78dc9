/** English wording rules: each finds the words that make a question hard to answer, or nothing. */
import type { Hit, Wording } from './wording.ts';

/** Pairs that are one thing to whoever answers, and opposites that belong to one scale. */
const pairs = new RegExp(
  [
    String.raw`\b(friends?|family|relatives?|colleagues?|partners?|peers)(, \w+)?,? (and|or) (your )?(friends?|family|relatives?|colleagues?|partners?|peers)\b`,
    String.raw`\b(terms and conditions|research and development|pros and cons|profit and loss|health and safety|supply and demand|time and effort|wear and tear|trial and error|day and night|more and more|again and again|and so on|before and after|first and last|black and white)\b`,
    String.raw`\b(question|request|issue|problem|query|concern)s? (and|or) (your )?(question|request|issue|problem|query|concern)s?\b`,
    String.raw`\b(one|two|\d+) (and|or) (more|less|fewer|two|three|\d+)\b`,
    String.raw`\b(\w+) or (not|(un|dis|in|im)\w+)\b`,
    String.raw`\b(un|dis)\w+ or \w+\b`,
    String.raw`\b(good|excellent|positive|strong|high|easy|better|more|fast|happy|likely|increased?|risen|early|clear)( or |/)(poor|bad|negative|weak|low|difficult|hard|worse|less|slow|sad|decreased?|fallen|late|unclear)\b`,
    String.raw`\b(poor|bad|negative|weak|low|difficult|hard|worse|less|slow|late)( or |/)(good|excellent|positive|strong|high|easy|better|more|fast|early)\b`,
    String.raw`\bbetween [^,?]*? and \w+`,
    String.raw`\bboth companies\b`
  ].join('|'),
  'gi'
);
const evaluated =
  /^.*\b(satisfied|happy|content|pleased|satisfaction|rate|agree|disagree|recommend|likely|describe)\b( (or|and) \w+)?( (are|were|was|is|have|has|do|did|would|you|been|that|it|to|with|of|about))*/i;
const adjunct =
  /,? ?\b(over|in|during|within|for|throughout) (the |your )?(last|past|next|coming|previous|first)\b.*|,? \b(when|while|since|after|before|because|compared|if)\b.*/i;
const lead =
  /^(thinking|over|in|during|within|when|while|after|before|since|compared|given|considering|if|please think|between)\b[^,]*(,[^,]*\b(last|past|since)\b[^,]*)?,\s*/i;
const joined =
  /([\p{L}…’'-]+),? (and\/or|and|or|as well as|&|plus) ((?:the|our|its|their|your|how|to)\s)?([\p{L}…’'-]+)/iu;

function doubled(text: string): Hit | null {
  const plain = text.replace(/\([^)]*\)/g, ' ').replace(pairs, ' – ');
  const main = plain.replace(lead, '');
  const part = main.replace(evaluated, '').replace(adjunct, '');
  const found = joined.exec(part);
  if (found === null) return null;
  const [all, first = '', , article = '', second = ''] = found;
  const capital = /^\p{Lu}/u;
  // Smith and Sons: a name.
  if (capital.test(first) && capital.test(second)) return null;
  // Two questions are made of one only where both words stand alone in the same place of the sentence.
  const [before, after] = text.split(all);
  const alone =
    article === '' && after !== undefined && /^( (of|for|about|in|with|is|was|were|are)\b|\W*$)/.test(after);
  const rewrite =
    alone && !/,\s*$/.test(before ?? '') ? `${before}${first}${after} / ${before}${second}${after}` : undefined;
  return rewrite === undefined ? { detail: all } : { detail: all, rewrite };
}

const praise =
  /\b(excellent|outstanding|great|amazing|awesome|brilliant|splendid|magnificent|marvellous|marvelous|remarkable|impressive|expert|renowned|trusted|innovative new|award-winning|world-class|superb|wonderful|fantastic|best-in-class|exceptional|industry-leading|market-leading|first-class|terrible|awful|horrible|dreadful|unbeatable)\b/i;
const neutralPraise =
  /\bhow (excellent|outstanding|great|amazing|terrible|awful)\b|\b(excellent|great|outstanding),? (or|good|to)\b/i;
const pushes =
  /\b(don['’]t|doesn['’]t|wouldn['’]t|isn['’]t|aren['’]t|shouldn['’]t|won['’]t|didn['’]t|haven['’]t) (you|it|the|our|we|they|this)\b|(?<!\bhow )\b(surely|obviously|clearly|undoubtedly|of course|needless to say)\b(?=[ ,])|\b(do|would|did|is|are|should|has|have) (you|it|we|they) not (say|think|agree|feel|find|believe|like|be|been)\b|\bas (you|we all|everyone) (may )?(know|knows|are aware)\b|\b(most|many|all) (people|customers|clients|users|of our customers) (agree|believe|think|say|prefer|love|like|know)\b|\b(everyone|everybody) (knows|agrees|loves|thinks)\b|\b(do|would|will|can) you (also )?agree (that|with)\b|\bhow much (do|did|have) you (enjoy|enjoyed|like|liked|love|loved)\b/i;

function leading(text: string): Hit | null {
  const pushed = pushes.exec(text);
  if (pushed !== null && !/agree or disagree/i.test(text)) {
    const rewrite = /^do you (also )?agree that/i.test(text)
      ? text.replace(/^do you (also )?agree that/i, 'To what extent do you agree or disagree that')
      : undefined;
    return rewrite === undefined ? { detail: pushed[0] } : { detail: pushed[0], rewrite };
  }
  const praised = praise.exec(text);
  if (praised === null || neutralPraise.test(text)) return null;
  return { detail: praised[0], rewrite: text.replace(new RegExp(`\\b${praised[0]} `, 'i'), '') };
}

const balanced =
  /\b(satisfied|likely|agree|happy|yes|whether|easy|clear|late|important|on time|\w+) or (dissatisfied|unlikely|disagree|unhappy|no|not|unclear|unimportant)\b|\bwhether or not\b|\b(dissatisfied|unlikely|disagree|unhappy) or \w+|\bno opinion\b|\bnot only\b|\bdon['’]t know\b/gi;
const negation =
  /\b(not|never|no|none|nobody|nothing|without|neither|nor|no one|cannot|hardly|rarely|fail(s|ed|ing)?|lack(s|ed)?|avoid(ed)?|oppose[ds]?|against|refuse[ds]?|prevent(ed)?|prohibit(ed)?|forbid|disagree[ds]?|deny|denied)\b|n['’]t\b|\b(un|dis|im|in|ir)(satisfied|happy|likely|important|able|common|clear|reliable|necessary|fair|friendly|usual|helpful|pleased|possible|appropriate|sufficient|adequate|convenient|relevant|acceptable|willing|aware|reasonable|allowed)\b/gi;

function negated(text: string): Hit | null {
  const found = [...text.replace(balanced, ' ').matchAll(negation)].map(([word]) => word);
  return found.length < 2 ? null : { detail: found.join(' … ') };
}

const milder: Readonly<Record<string, string>> = { always: 'usually', never: 'rarely', constantly: 'often' };
const allOrNothing =
  /\b(always|never|everyone|everybody|nobody|no one|completely|totally|absolutely|entirely|everything|constantly|without exception|every single|at all times|all the time)\b|\b100 ?%/i;

function absolute(text: string): Hit | null {
  const found = allOrNothing.exec(text);
  if (found === null) return null;
  const word = milder[found[0].toLowerCase()];
  if (word !== undefined) return { detail: found[0], rewrite: text.replace(found[0], word) };
  return /^(completely|totally|absolutely|entirely)$/i.test(found[0])
    ? { detail: found[0], rewrite: text.replace(`${found[0]} `, '') }
    : { detail: found[0] };
}

const trade = [
  'leverag(e|ing)',
  'synerg(y|ies)',
  'holistic',
  'paradigm',
  'touch ?-?points?',
  'omni-?channel',
  'onboarding',
  'value proposition',
  'best-of-breed',
  'ecosystem',
  'stakeholders?',
  'deliverables?',
  'bandwidth',
  'go-to-market',
  'learnings',
  'actionable',
  'scalable',
  'turnkey',
  'customer journey',
  'sunset(ting)? the',
  'thought leader(s|ship)?',
  'frictionless',
  'seamless(ly)?',
  'best practices?',
  'value-add(ed)?',
  'low-hanging',
  'pain points?',
  'end-to-end',
  'cross-sell(ing)?',
  'up-?sell(ing)?',
  'churn',
  'carve-out',
  'day one readiness',
  'operating model',
  'verticals?'
];

const behaviour =
  /\bhow (often|frequently|regularly|many times)\b|\bhow (many|much)\b.*\b(did|have) you\b|\bhow (many|much)\b.*\b(do you) (buy|order|spend|call|visit|return|read)|\b(did|have) you (ever |already |also |personally |since )?(use|used|buy|bought|purchase|purchased|contact|contacted|call|called|visit|visited|order|ordered|complain|complained|return|returned|receive|received|attend|attended|report|reported|switch|switched|speak|spoken|talk|talked|experience|experienced|submit|submitted|request|requested|download|downloaded|read|see|seen|hear|heard|try|tried)\b|^([^,]*, )?(did|have) you (?!like|find|found|feel|felt|think|thought|expect|enjoy|know|known|want|prefer|choose|chosen|consider|considered|been|had enough)\w+/i;
const period =
  /\b(last|past|previous|next|this|current|coming|recent|latest|first|most recent|same|typical|usual) ([\w-]+ ){0,2}?(days?|weeks?|months?|quarters?|years?|visit|time|purchase|order|call|contact|delivery|stay|meeting|invoice|request|appointment|renewal|interaction|installation|project|season)\b|\b(since|today|yesterday|currently|recently|ever|so far|usually|normally|on average|during|now|weekly|monthly|daily|yearly|annually|first|last|most recently)\b|\b(per|each|every|a|an|one) (day|week|month|quarter|year)\b|\b(in|by|until|before) (19|20)\d\d\b|\b(when|while|after|before) (you|we|the|your|our)\b|\d+ (days?|weeks?|months?|years?)\b/i;

export const english: Wording = {
  family: 'en',
  rules: { 'double-barrelled': doubled, leading, 'double-negative': negated, absolute },
  jargon: new RegExp(`\\b(${trade.join('|')})\\b`, 'i'),
  limit: 25,
  length: (text) => text.split(/[\s/–—]+/).filter((word) => /[\p{L}\p{N}…]/u.test(word)).length,
  unit: 'words',
  isBehaviour: (text) => behaviour.test(text),
  hasPeriod: (text) => period.test(text),
  withPeriod: (text) => `In the last three months, ${text.charAt(0).toLowerCase()}${text.slice(1)}`,
  times: /\b(day|week|month|quarter|year|daily|weekly|monthly|yearly|annually)s?\b/i,
  gist(text) {
    const words =
      text
        .toLowerCase()
        .replace(/['’]s\b/g, '')
        .match(/[\p{L}\p{N}]+/gu) ?? [];
    return words.map(stem).filter((word) => word !== '' && !empty.has(word));
  },
  sensitive:
    /\b(how old|your age|age group|date of birth|year of birth|when were you born|income|salary|earn|wages?|religio\w+|ethnic\w*|race|sexual|gender|your sex|marital|married|your health|disabilit\w+|disabled|illness|medical|politic\w+|vote|debts?|credit score|criminal|passport|national id|social security|phone number|home address|nationality|pregnan\w+)\b/i
};

/** Word endings off, so that order and ordering meet; a light hand, since only equality counts. */
function stem(word: string): string {
  return word.length <= 4
    ? word
    : word
        .replace(/(ings?|edly|ed|es|s|ly|ity|ness)$/, '')
        .replace(/(.)\1$/, '$1')
        .replace(/e$/, '');
}
const empty = new Set(
  'how satisfied happy content pleased rate would do does did you your are is was were have has had been be find feel the a an of to with our we us it its for in on at and or overall general please what which should could can will likely good bad mark evaluate say think as s me my i very much so that this by from'
    .split(' ')
    .map(stem)
);
