/** A Qualtrics survey (`.qsf`) as its blocks, flow and questions. The format is undocumented: everything is read with doubt. */
import { listOf, objectOf, partOf, readJsonText, textOf, type Json, type JsonObject } from '../json.ts';
import { Refused } from '../report.ts';
import type { SourceWords } from '../wording.ts';

export interface Choice {
  readonly raw: string;
  readonly words: SourceWords;
  readonly source: JsonObject;
}

export interface QualtricsQuestion {
  readonly id: string;
  /** The name people gave it, as reports say it. */
  readonly tag: string;
  readonly type: string;
  readonly selector: string;
  readonly sub: string;
  readonly words: SourceWords;
  readonly choices: readonly Choice[];
  readonly answers: readonly Choice[];
  readonly source: JsonObject;
}

export interface Block {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly elements: readonly JsonObject[];
  readonly options: JsonObject;
}

export interface QualtricsSurvey {
  readonly name: string;
  readonly language: string;
  readonly languages: readonly string[];
  readonly questions: ReadonlyMap<string, QualtricsQuestion>;
  readonly blocks: readonly Block[];
  readonly flow: readonly JsonObject[];
  readonly options: JsonObject;
  readonly quotas: readonly JsonObject[];
  /** Elements nobody here reads, by their kind. */
  readonly others: readonly { readonly kind: string; readonly payload: Json }[];
}

/** Reads the text of a file; one that is no Qualtrics survey is refused. */
export function readSource(text: string): QualtricsSurvey {
  const root = objectOf(readJsonText(text));
  const entry = objectOf(root.SurveyEntry);
  if (!Array.isArray(root.SurveyElements) || Object.keys(entry).length === 0) {
    throw new Refused('unknown_format', 'The file holds no Qualtrics survey');
  }
  const elements = root.SurveyElements.map(objectOf);
  const payloads = (kind: string): Json[] =>
    elements.filter(({ Element }) => Element === kind).map(({ Payload }) => Payload ?? null);
  const language = textOf(entry.SurveyLanguage) || 'EN';
  const options = objectOf(payloads('SO')[0]);
  const sources = payloads('SQ').map(objectOf);
  if (sources.length > 2000) throw new Refused('too_many_questions', `${sources.length} questions`);
  const translated = sources.flatMap((one) => Object.keys(objectOf(one.Language)));
  const offered = Object.keys(objectOf(options.AvailableLanguages));
  const questions = sources.map((one) => questionFrom(one, language));
  const read = new Set(['SQ', 'BL', 'FL', 'SO', 'QO']);
  return {
    name: textOf(entry.SurveyName),
    language,
    languages: [...new Set([language, ...offered, ...translated])],
    questions: new Map(questions.map((one) => [one.id, one])),
    blocks: payloads('BL').flatMap(listOf).map(objectOf).map(blockFrom),
    flow: listOf(objectOf(payloads('FL')[0]).Flow).map(objectOf),
    options,
    quotas: payloads('QO').map(objectOf),
    others: elements
      .filter(({ Element }) => !read.has(textOf(Element)))
      .map(({ Element, Payload }) => ({ kind: textOf(Element), payload: Payload ?? null }))
  };
}

function blockFrom(source: JsonObject): Block {
  return {
    id: textOf(source.ID),
    type: textOf(source.Type),
    name: textOf(source.Description),
    elements: listOf(source.BlockElements).map(objectOf),
    options: objectOf(source.Options)
  };
}

function questionFrom(source: JsonObject, language: string): QualtricsQuestion {
  const translations = Object.entries(objectOf(source.Language)).map(([tag, words]) => [tag, objectOf(words)] as const);
  const id = textOf(source.QuestionID);
  return {
    id,
    tag: textOf(source.DataExportTag) || id,
    type: textOf(source.QuestionType),
    selector: textOf(source.Selector),
    sub: textOf(source.SubSelector),
    words: {
      ...Object.fromEntries(translations.map(([tag, words]) => [tag, textOf(words.QuestionText)])),
      [language]: textOf(source.QuestionText)
    },
    choices: choicesFrom(source, 'Choices', 'ChoiceOrder', translations, language),
    answers: choicesFrom(source, 'Answers', 'AnswerOrder', translations, language),
    source
  };
}

/** Choices in their order; those the order forgets come last. */
export function choicesFrom(
  source: JsonObject,
  name: string,
  order: string,
  translations: readonly (readonly [string, JsonObject])[],
  language: string
): Choice[] {
  const choices = objectOf(Array.isArray(source[name]) ? Object.fromEntries(source[name].entries()) : source[name]);
  const wanted = listOf(source[order]).map(textOf);
  const all = [...new Set([...wanted, ...Object.keys(choices)])].filter((raw) => Object.hasOwn(choices, raw));
  return all.map((raw) => {
    const choice = objectOf(choices[raw]);
    const words = translations.flatMap(([tag, said]) => {
      const text = textOf(objectOf(partOf(objectOf(said[name]), raw)).Display);
      return text === '' ? [] : [[tag, text] as const];
    });
    return { raw, words: { ...Object.fromEntries(words), [language]: textOf(choice.Display) }, source: choice };
  });
}
