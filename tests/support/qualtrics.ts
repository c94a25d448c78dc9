/** Small Qualtrics files in the shape their export writes them. */
type Part = Record<string, unknown>;

export interface QualtricsItem extends Part {
  QuestionID: string;
  QuestionType: string;
  Selector: string;
  QuestionText: string;
}

/** Choices numbered from 1, as an object by number. */
export function numbered(texts: readonly string[], more: readonly Part[] = []): Part {
  return Object.fromEntries(texts.map((Display, at) => [String(at + 1), { Display, ...more[at] }]));
}

/** A condition on one choice of a question. */
export function selected(question: string, choice: number | string, operator = 'Selected', more: Part = {}): Part {
  const locator = `q://${question}/SelectableChoice/${choice}`;
  return {
    LogicType: 'Question',
    QuestionID: question,
    ChoiceLocator: locator,
    LeftOperand: locator,
    Operator: operator,
    Type: 'Expression',
    ...more
  };
}

/** Expressions as one set of logic. */
export function logic(...parts: readonly Part[]): Part {
  return { 0: { ...Object.fromEntries(parts.entries()), Type: 'If' }, Type: 'BooleanExpression', inPage: false };
}

/** The text of a `.qsf` file: blocks of questions in order, and a flow over them unless one is given. */
export function qualtrics(
  blocks: readonly {
    id: string;
    name?: string;
    options?: Part;
    elements: readonly (QualtricsItem | 'page' | { question: QualtricsItem; skip: readonly Part[] })[];
  }[],
  flow?: readonly Part[],
  more: { options?: Part; quotas?: readonly Part[]; others?: readonly Part[] } = {}
): string {
  const questions: QualtricsItem[] = [];
  const element = (one: (typeof blocks)[number]['elements'][number]): Part => {
    if (one === 'page') return { Type: 'Page Break' };
    const [question, skip] =
      'skip' in one && 'question' in one
        ? [one.question as QualtricsItem, one.skip]
        : [one as QualtricsItem, undefined];
    questions.push(question);
    return { Type: 'Question', QuestionID: question.QuestionID, ...(skip ? { SkipLogic: skip } : {}) };
  };
  const BL = blocks.map(({ id, name = id, options = {}, elements }) => ({
    ...{ Type: 'Standard', Description: name, ID: id, Options: options },
    BlockElements: elements.map(element)
  }));
  const Flow = flow ?? blocks.map(({ id }, at) => ({ Type: 'Standard', ID: id, FlowID: `FL_${at}` }));
  return JSON.stringify({
    SurveyEntry: { SurveyID: 'SV_1', SurveyName: 'Test', SurveyLanguage: 'EN' },
    SurveyElements: [
      { Element: 'BL', Payload: BL },
      { Element: 'FL', Payload: { Type: 'Root', FlowID: 'FL_ROOT', Flow } },
      { Element: 'SO', Payload: more.options ?? {} },
      ...questions.map((question) => ({
        Element: 'SQ',
        PrimaryAttribute: question.QuestionID,
        Payload: { DataExportTag: question.QuestionID.replace('QID', 'Q'), ...question }
      })),
      ...(more.quotas ?? []).map((Payload) => ({ Element: 'QO', Payload })),
      ...(more.others ?? [])
    ]
  });
}
