/** Whether the words of an answer are on the good side, the bad side, or between. */

export type Polarity = 'good' | 'bad' | 'middle';

const middle =
  /\b(neither|neutral|average|ok|okay|acceptable|fair|so-so|same|undecided|no opinion|don['’]t know|not sure|unchanged|moderate)\b|一般|中立|普通|尚可|还行|还可以|说不清|不确定|无所谓|适中|不知道|差不多|不变/i;
const bad =
  /\b(dis\w+|un(satisf|happy|likely|important|fair|friendly|clear|helpful|reliable|acceptable|pleasant|favou?rabl)\w*|not (at all |very |so |particularly )?(satisf|good|happy|likely|easy|clear|important|helpful)\w*|poor(ly)?|bad(ly)?|terribl[ey]|awful|worse|worst|difficult|hard|weak|slow|negative|low|inadequate|disappoint\w+|below)\b|不(太|怎么|是很|大|够)?(满意|好|可能|容易|同意|重要|清楚|方便|愿意|公平|友好|专业|及时|理想)|(?<!不)差|糟|困难|很难|失望|低于|劣|缓慢|反对|恶劣|难/i;
const good =
  /\b(satisf\w+|good|great|excellent(ly)?|outstanding|superb|happy|likely|agree|eas(y|ily)|better|best|positive|strong(ly)?|high|fast|pleased|delighted|above|exceptional|perfect|useful|helpful|important|well)\b|满意|好|优|很棒|可能|容易|同意|重要|清楚|方便|愿意|高于|强|快|出色|赞成|理想/i;

/** The side a text is on; undefined when its words say nothing about it. */
export function polarityOf(text: string): Polarity | undefined {
  if (middle.test(text)) return 'middle';
  if (bad.test(text)) return 'bad';
  return good.test(text) ? 'good' : undefined;
}

/** Scales from nothing to much have no bad side: "not at all", "slightly", "very". */
export function isOneSided(texts: readonly string[]): boolean {
  return texts.some((text) =>
    /^(slightly|somewhat|moderately|a little|a bit|not at all)\b(?! (dis|un))|^(有点|有些|稍微|略微|略|一点也不|毫不)(?!不)/i.test(
      text.trim()
    )
  );
}
