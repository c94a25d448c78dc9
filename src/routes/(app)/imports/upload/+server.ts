import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { importKinds } from '#lib/customers/fields.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { readFile } from '#lib/server/http/multipart.ts';
import { upload } from '#lib/server/import-mapping.ts';

const schema = z.strictObject({ kind: z.enum(importKinds), company: z.union([z.uuid(), z.literal('')]) });

export const POST = async (event) => {
  requirePermission(event, 'imports.run');
  const { actor, app, now, scope } = event.locals;
  const posted = await readFile(event.request);
  const form = posted && schema.safeParse(posted.fields);
  if (!posted || !form?.success) redirect(303, '/imports?problem=no_file');
  const input = { kind: form.data.kind, companyId: form.data.company || null, fileName: posted.name };
  const received = await upload(app.db.app, { actor, scope }, input, posted.bytes, now);
  redirect(303, received.ok ? `/imports/${received.id}` : `/imports?problem=${received.reason}`);
};
