import { z } from 'zod';
import { isKnown } from '#lib/alerts/level.ts';
import { ruleSchema } from '#lib/alerts/rule.ts';
import { mondayText } from '#lib/alerts/week.ts';
import * as rules from '../../alert-rules.ts';
import type { Db } from '../../db/open.ts';
import { byId, day, id, iso, line, listOfAll, moment, none } from '../fields.ts';
import { answer, missing, operation, refuse } from '../operation.ts';
import { conflict, invalid, type Problem } from '../problem.ts';
import { evidence, node, showEvidence, showNode } from './alert-parts.ts';

const rate = z.number().describe('False alarms a year, as simulated');

const shown = z
  .strictObject({
    id,
    name: z.string(),
    rule: ruleSchema,
    enabled: z.boolean(),
    recipients: z.array(id).describe('People who are told'),
    revision: z.int(),
    falseAlarms: z
      .strictObject({ perNode: rate, together: rate, nodes: z.int(), simulatedYears: z.number() })
      .nullable()
      .describe(
        'What the level was set for: of one stable group, and of all watched groups together. Null while no group has enough answers: there is nothing to judge yet, and the rule sets its level by itself once there is.'
      ),
    createdAt: moment,
    updatedAt: moment
  })
  .meta({ id: 'AlertRule' });

function show(one: rules.AlertRule): z.input<typeof shown> {
  const { perNode, together, nodes, simulatedYears } = one.calibration;
  return {
    ...{ id: one.id, name: one.name, enabled: one.enabled, recipients: one.recipients, revision: one.revision },
    rule: one.document,
    falseAlarms: isKnown(one.calibration)
      ? { perNode: perNode.perYear, together: together.perYear, nodes, simulatedYears }
      : null,
    createdAt: iso(one.createdAt),
    updatedAt: iso(one.updatedAt)
  };
}

function refusal(refused: rules.Refused): Problem {
  if (refused.reason === 'unknown_recipient') {
    return invalid([{ pointer: '/recipients', code: 'unknown', detail: 'One of these is nobody' }]);
  }
  const errors = refused.problems.map(({ path, message }) => ({
    pointer: `/rule${path === '' ? '' : `/${path.replaceAll('.', '/')}`}`,
    code: 'not-allowed',
    detail: message
  }));
  return invalid(errors);
}

async function shownRule(db: Db, ruleId: string) {
  const found = await rules.read(db, ruleId);
  return found === null ? missing : answer(show(found));
}

export const getAlertRules = operation({
  id: 'listAlertRules',
  method: 'GET',
  path: '/alert-rules',
  tag: 'Alerts',
  summary: 'List the alert rules',
  permission: 'alerts.read',
  params: none,
  query: none,
  answer: listOfAll(shown),
  status: 200,
  run: async ({ db }) => answer({ items: (await rules.list(db)).map(show) })
});

export const postAlertRule = operation({
  id: 'createAlertRule',
  method: 'POST',
  path: '/alert-rules',
  tag: 'Alerts',
  summary: 'Make an alert rule; its level is set by simulation',
  description:
    'A new rule begins with the last closed week behind it: what had fallen before is not news, unless `openNow` asks for it.',
  permission: 'alerts.manage',
  params: none,
  query: none,
  body: z.strictObject({
    name: line(200),
    rule: ruleSchema,
    recipients: z.array(id).max(200).default([]),
    openNow: z.boolean().default(false)
  }),
  answer: shown,
  status: 201,
  run: async ({ db, actor, now, body }) => {
    const made = await rules.create(db, actor, body, now);
    return made.ok ? shownRule(db, made.id) : refuse(refusal(made));
  }
});

export const getAlertRule = operation({
  id: 'readAlertRule',
  method: 'GET',
  path: '/alert-rules/{id}',
  tag: 'Alerts',
  summary: 'Read an alert rule',
  permission: 'alerts.read',
  params: byId,
  query: none,
  answer: shown,
  status: 200,
  run: ({ db, params }) => shownRule(db, params.id)
});

export const patchAlertRule = operation({
  id: 'changeAlertRule',
  method: 'PATCH',
  path: '/alert-rules/{id}',
  tag: 'Alerts',
  summary: 'Change a rule that still is at the revision named, or switch it off or on',
  permission: 'alerts.manage',
  params: byId,
  query: none,
  body: z.strictObject({
    revision: z.int().min(1),
    name: line(200).optional(),
    rule: ruleSchema.optional(),
    recipients: z.array(id).max(200).optional(),
    enabled: z.boolean().optional()
  }),
  answer: shown,
  status: 200,
  run: async ({ db, actor, now, params, body }) => {
    const { revision, enabled, name, rule, recipients } = body;
    const input = {
      ...(name === undefined ? {} : { name }),
      ...(rule === undefined ? {} : { rule }),
      ...(recipients === undefined ? {} : { recipients })
    };
    const found = await rules.read(db, params.id);
    if (found === null) return missing;
    if (found.revision !== revision) return refuse(stale(found.revision));
    if (Object.keys(input).length > 0) {
      const changed = await rules.change(db, actor, params.id, revision, input, now);
      if (!changed.ok) {
        if (changed.reason === 'gone') return missing;
        if (changed.reason === 'stale') return refuse(stale(null));
        if (changed.reason === 'invalid' || changed.reason === 'unknown_recipient') return refuse(refusal(changed));
        return refuse(conflict('fixed', 'The metric and the dimension of a rule stay; make another rule'));
      }
    }
    if (enabled !== undefined) await rules.setEnabled(db, actor, params.id, enabled, now);
    return shownRule(db, params.id);
  }
});

const stale = (revision: number | null): Problem =>
  conflict('stale', `Somebody changed the rule meanwhile${revision === null ? '' : `: it is at revision ${revision}`}`);

const replayed = z
  .strictObject({
    from: day,
    to: day.describe('Mondays of the first and last week replayed'),
    nodes: z.int().describe('Groups watched in the last week'),
    unjudged: z.int().describe('Groups too small to be judged in the last week'),
    events: z.array(
      z.strictObject({
        action: z.enum(['raise', 'worsen', 'recover']),
        week: day.describe('Monday of the week at whose end it would have been said'),
        node,
        onset: day.nullable().describe('Monday of the week the fall most likely began'),
        evidence: evidence.nullable().describe('Null where the alert closed'),
        explains: z.array(node).describe('Other groups that dropped because of this one')
      })
    )
  })
  .meta({ id: 'Replay' });

export const postReplay = operation({
  id: 'replayAlertRule',
  method: 'POST',
  path: '/alert-rules/{id}/replay',
  tag: 'Alerts',
  summary: 'What the rule would have raised over history, week by week, with what had arrived by then; changes nothing',
  permission: 'alerts.read',
  params: byId,
  query: none,
  body: z.strictObject({ from: day.optional(), to: day.optional() }),
  answer: replayed,
  status: 200,
  run: async ({ db, scope, now, params, body }) => {
    const rule = await rules.read(db, params.id);
    if (rule === null) return missing;
    const found = await rules.replay(db, scope, rule.document, rule.calibration, body, now);
    return answer({
      from: mondayText(found.from),
      to: mondayText(found.to),
      nodes: found.nodes,
      unjudged: found.unjudged.length,
      events: found.events.map((event) => ({
        action: event.action,
        week: mondayText(event.week),
        node: showNode(event.node),
        onset: event.onset === null ? null : mondayText(event.onset),
        evidence: event.evidence === null ? null : showEvidence(event.evidence),
        explains: event.explains.map(showNode)
      }))
    });
  }
});

export const alertRuleOperations = [getAlertRules, postAlertRule, getAlertRule, patchAlertRule, postReplay];
