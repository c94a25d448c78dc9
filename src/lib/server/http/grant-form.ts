/** The part of a form that gives role and scope, to a person or to a key. */
import { z } from 'zod';
import type { Access } from '#lib/merger/scope.ts';
import { roles } from '../access/roles.ts';

/** `company` comes once per company, as `ID:records`, `ID:aggregates` or empty; read the form with it named in `lists`. */
export const grantFields = {
  role: z.enum(roles),
  cleanTeam: z.literal('on').optional(),
  company: z
    .array(z.string().regex(/^$|^[0-9a-f-]{36}:(records|aggregates)$/))
    .max(50)
    .optional()
};

interface GrantForm {
  role: (typeof roles)[number];
  cleanTeam?: 'on' | undefined;
  company?: string[] | undefined;
}

/** The grant of a form; null when it names a company that does not exist. */
export function grantOf(form: GrantForm, companyIds: readonly string[]) {
  const companies: { companyId: string; access: Access }[] = [];
  for (const text of form.company ?? []) {
    if (text === '') continue;
    const [companyId = '', access] = text.split(':');
    if (!companyIds.includes(companyId)) return null;
    if (!companies.some((one) => one.companyId === companyId)) companies.push({ companyId, access: access as Access });
  }
  return { role: form.role, cleanTeam: form.cleanTeam === 'on', companies };
}
