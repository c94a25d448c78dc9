import { error, fail, redirect } from '@sveltejs/kit';
import type { RequestEvent } from './$types';
import { z } from 'zod';
import { changeCompany, type Company, findCompany } from '#lib/server/companies.ts';
import { isId } from '#lib/server/db/id.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { keepLogo } from '#lib/server/pictures.ts';

const schema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  colour: z.string().regex(/^$|^#[0-9a-fA-F]{6}$/, 'invalid_colour'),
  senderName: z.string().trim().max(120),
  replyTo: z.union([z.literal(''), z.email().max(320)], 'invalid_email'),
  unsigned: z.literal('yes').optional()
});

async function subject(event: Pick<RequestEvent, 'locals' | 'params' | 'request' | 'url'>): Promise<Company> {
  requirePermission(event, 'organisation.manage');
  const { id } = event.params;
  const found = isId(id) ? await findCompany(event.locals.app.db.app, id) : null;
  return found ?? error(404, 'no such company');
}

export const load = async (event) => {
  const { id, key, name, brand, position } = await subject(event);
  return { company: { id, key, name, brand, position } };
};

export const actions = {
  default: async (event) => {
    const before = await subject(event);
    const sent = await event.request.formData();
    const file = sent.get('logo');
    sent.delete('logo');
    const form = await readForm(sent, schema);
    if (!form.ok) return fail(422, { errors: form.errors, values: form.values });
    const { app, actor, now } = event.locals;
    const { name, colour, senderName, replyTo, unsigned } = form.data;
    let logo = unsigned ? undefined : before.brand.logo;
    if (file instanceof File && file.size > 0) {
      const kept = await keepLogo(app.db.app, actor, new Uint8Array(await file.arrayBuffer()), now);
      const values: Record<string, string> = { name, colour, senderName, replyTo };
      const errors: Record<string, string> = kept.ok ? {} : { logo: `logo_${kept.reason}` };
      if (!kept.ok) return fail(422, { errors, values });
      logo = kept.sha256;
    }
    const brand = {
      ...(colour && { colour: colour.toLowerCase() }),
      ...(logo && { logo }),
      ...(senderName && { senderName }),
      ...(replyTo && { replyTo })
    };
    await changeCompany(app.db.app, actor, before.id, { name, brand }, now);
    redirect(303, '/merger');
  }
};
