import { z } from 'zod';
import { changeOrganisation, readOrganisation, type Organisation } from '../../companies.ts';
import { iso, isoOrNull, line, moment, none } from '../fields.ts';
import { answer, operation } from '../operation.ts';

const shown = z
  .strictObject({
    name: z.string(),
    demo: z.boolean(),
    separationEndsAt: moment
      .nullable()
      .describe('The clean-team switch: from then on staff may see other companies too'),
    privacyMinimum: z.int(),
    createdAt: moment
  })
  .meta({ id: 'Organisation' });

const written = z.strictObject({
  name: line(200).optional(),
  separationEndsAt: moment.nullable().optional()
});

function show(one: Organisation): z.input<typeof shown> {
  const { name, demo, privacyMinimum } = one;
  return {
    name,
    demo,
    privacyMinimum,
    separationEndsAt: isoOrNull(one.separationEndsAt),
    createdAt: iso(one.createdAt)
  };
}

export const getOrganisation = operation({
  id: 'readOrganisation',
  method: 'GET',
  path: '/organisation',
  tag: 'Organisation',
  summary: 'Read the organisation',
  permission: 'merger.read',
  params: none,
  query: none,
  answer: shown,
  status: 200,
  run: async ({ db, now }) => answer(show(await readOrganisation(db, now)))
});

export const patchOrganisation = operation({
  id: 'changeOrganisation',
  method: 'PATCH',
  path: '/organisation',
  tag: 'Organisation',
  summary: 'Change the name, or the day from which the companies are no longer kept apart',
  permission: 'organisation.manage',
  params: none,
  query: none,
  body: written,
  answer: shown,
  status: 200,
  run: async ({ db, now, actor, body }) => {
    const { name, separationEndsAt } = body;
    await changeOrganisation(
      db,
      actor,
      {
        ...(name === undefined ? {} : { name }),
        ...(separationEndsAt === undefined
          ? {}
          : { separationEndsAt: separationEndsAt === null ? null : new Date(separationEndsAt) })
      },
      now
    );
    return answer(show(await readOrganisation(db, now)));
  }
});

export const organisationOperations = [getOrganisation, patchOrganisation];
