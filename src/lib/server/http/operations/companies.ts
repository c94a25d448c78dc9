import { z } from 'zod';
import { addCompany, type Company, listCompanies } from '../../companies.ts';
import { id, iso, line, listOfAll, mayName, moment, none } from '../fields.ts';
import { answer, operation, refuse } from '../operation.ts';
import { conflict } from '../problem.ts';

const brand = z
  .strictObject({
    colour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, 'A colour such as #1f6f8b')
      .optional(),
    logo: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'The SHA-256 of a picture that is kept')
      .optional(),
    senderName: line(100).optional(),
    replyTo: z.email().max(254).optional()
  })
  .describe('How the company looks to its customers');

const shown = z
  .strictObject({ id, key: z.string(), name: z.string(), brand, createdAt: moment })
  .meta({ id: 'Company' });

const written = z.strictObject({
  key: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'Letters, digits, _ and -, at most 40')
    .describe('How files name the company'),
  name: line(200),
  brand: brand.optional()
});

function show(one: Company): z.input<typeof shown> {
  return { id: one.id, key: one.key, name: one.name, brand: one.brand, createdAt: iso(one.createdAt) };
}

export const getCompanies = operation({
  id: 'listCompanies',
  method: 'GET',
  path: '/companies',
  tag: 'Merger',
  summary: 'List the companies this key may see; a key that manages the organisation sees all of them',
  permission: 'merger.read',
  params: none,
  query: none,
  answer: listOfAll(shown),
  status: 200,
  run: async ({ db, scope, may }) => {
    const all = await listCompanies(db);
    return answer({ items: all.filter((one) => may('organisation.manage') || mayName(scope, one.id)).map(show) });
  }
});

export const postCompany = operation({
  id: 'createCompany',
  method: 'POST',
  path: '/companies',
  tag: 'Merger',
  summary: 'Add a company of the merger',
  permission: 'organisation.manage',
  params: none,
  query: none,
  body: written,
  answer: shown,
  status: 201,
  run: async ({ db, actor, now, body }) => {
    const { key, name } = body;
    const brand = Object.fromEntries(Object.entries(body.brand ?? {}).filter(([, value]) => value !== undefined));
    const added = await addCompany(db, actor, { key, name, brand }, now);
    if (!added.ok) return refuse(conflict('key-taken', 'Another company has this key'));
    const made = (await listCompanies(db)).find((one) => one.id === added.id);
    return answer(show(made!));
  }
});

export const companyOperations = [getCompanies, postCompany];
