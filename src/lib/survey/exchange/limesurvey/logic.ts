/** What shows when, in a LimeSurvey survey: relevance, the older table of conditions, and filters of lists by earlier answers. */
import { holds, type Condition } from '../../condition.ts';
import type { Question } from '../../document.ts';
import { allOf, fits, shown, type Logic } from '../logic.ts';
import { plainName } from '../names.ts';
import { answered, type Compute, type Operand } from '../operands.ts';
import type { Context } from './context.ts';
import { logicOf, treeOf } from './expression.ts';
import type { LimeQuestion } from './tables.ts';

const plainSuffix = /\.(NAOK|code|value|valueNAOK|shown)$/;

/** What a name of the source stands for, and whether it counts as unanswered quietly while it does not show (`.NAOK`). */
export function resolver(context: Context, self?: LimeQuestion) {
  const careful = new Set<string>();
  const resolve = (written: string): Operand | null => {
    const bare = written.replace(/^INSERTANS:/, '').replace(/^that\./, '');
    if (/^TOKEN:ATTRIBUTE_\w+$/i.test(bare)) return { is: 'known', known: `attribute.${bare.slice(6).toLowerCase()}` };
    const suffix = plainSuffix.exec(bare);
    const name = bare
      .slice(0, suffix ? -suffix[0].length : undefined)
      .replace(/^(self|this)(?=$|_)/, self?.code ?? 'self');
    const operand = context.names.get(name) ?? null;
    if (operand !== null && suffix?.[1] !== 'NAOK' && suffix?.[1] !== 'valueNAOK') {
      if (operand.is === 'field' || operand.is === 'member') careful.add(operand.field);
    }
    return operand;
  };
  return { resolve, careful };
}

/**
 * The condition of an expression of the source; null where the document has no words for it. What is named without `.NAOK` must
 * show for the expression to hold, so the conditions of those questions are part of it where that makes a difference.
 */
export function conditionOf(
  context: Context,
  text: string,
  compute: Compute,
  made: ReadonlyMap<string, Question>
): Logic | null {
  const tree = treeOf(text);
  if (tree === null) return null;
  const { resolve, careful } = resolver(context);
  const logic = logicOf(tree, resolve, compute);
  if (logic === null || typeof logic === 'boolean') return logic;
  const guards = [...careful].flatMap((field): Condition[] => {
    const guard = made.get(field.split('.')[0]!)?.showIf;
    return guard === undefined ? [] : [guard];
  });
  const whole = guards.length > 0 && holds(logic, { answers: {} }) ? allOf([logic, ...guards]) : logic;
  return typeof whole === 'boolean' || fits(whole) ? whole : fits(logic) ? logic : null;
}

/** The table of conditions as one expression: scenarios are alternatives; several values of one question too. */
export function conditionsText(context: Context, question: LimeQuestion): string {
  const rows = context.survey.rows('conditions').filter((row) => row.get('qid') === question.id);
  const scenarios = new Map<string, Map<string, string[]>>();
  const listTypes = new Set(['M', 'P']);
  const types = new Map(context.survey.groups.flatMap(({ questions }) => questions).map((one) => [one.id, one.type]));
  for (const row of rows) {
    const value = row.get('value') ?? '';
    const method = (row.get('method') ?? '==').trim();
    const field = (row.get('cfieldname') ?? '').replace(/^\+/, '');
    const ofSet =
      listTypes.has(types.get(row.get('cqid') ?? '') ?? '') && !(row.get('cfieldname') ?? '').startsWith('+');
    const quoted = `"${value.trim().replace(/["\\]/g, '\\$&')}"`;
    const right = /^@\d+X\d+X\d+\w*@$/.test(value) ? value.slice(1, -1) : quoted;
    const text = ofSet && value.trim() !== '' ? `${field}${value} ${method} "Y"` : `${field}.NAOK ${method} ${right}`;
    const scenario = scenarios.get(row.get('scenario') ?? '1') ?? new Map<string, string[]>();
    const key = method === '==' ? `${row.get('cqid')} ${field}` : `${row.get('cid')}`;
    scenario.set(key, [...(scenario.get(key) ?? []), text]);
    scenarios.set(row.get('scenario') ?? '1', scenario);
  }
  return [...scenarios.values()]
    .map((parts) => [...parts.values()].map((alternatives) => `(${alternatives.join(' or ')})`).join(' and '))
    .map((scenario) => `(${scenario})`)
    .join(' or ');
}

/** Shows items, options and rows by what was answered about the same code in earlier questions. */
export function filterParts(
  context: Context,
  question: LimeQuestion,
  ours: readonly Question[],
  sources: string,
  exclude: boolean,
  compute: Compute
): void {
  const at = question.code;
  const wanted = sources.split(/[;,]\s*/).filter((one) => one !== '');
  const codes = [
    ...question.parts.filter(({ scale }) => scale === 0),
    ...(question.type === 'R' ? question.answers : [])
  ].map(({ code }) => code);
  if (question.other) codes.push('other');
  const lost: string[] = [];
  for (const code of codes) {
    const logics: Logic[] = [];
    for (const source of wanted) {
      const operand = context.names.get(`${source}_${code}`) ?? null;
      const given = operand === null ? null : answered(operand, compute);
      if (given === null) {
        if (!context.names.has(source)) lost.push(source);
        continue;
      }
      logics.push(given);
    }
    if (logics.length === 0) continue;
    const logic: Logic = exclude
      ? allOf(logics.map((one) => (typeof one === 'boolean' ? !one : { not: one })))
      : allOf(logics);
    for (const one of ours) {
      const plain = plainName(code, 'code');
      const target =
        context.rows.get(one.id) === code
          ? one
          : (one.items?.find((item) => item.id === plain) ?? one.options?.find((option) => option.code === plain));
      if (target === undefined || (target === one && context.rows.get(one.id) === undefined)) continue;
      narrow(target, logic);
    }
  }
  if (lost.length > 0) context.report.say(at, 'logic_gone', [...new Set(lost)].join(', '));
}

/** Adds a demand to what shows a part. */
export function narrow(part: { showIf?: Condition | undefined }, logic: Logic): boolean {
  const whole = allOf(part.showIf === undefined ? [logic] : [logic, part.showIf]);
  const condition = shown(whole);
  if (condition !== undefined && !fits(condition)) return false;
  if (condition !== undefined) part.showIf = condition;
  return true;
}
