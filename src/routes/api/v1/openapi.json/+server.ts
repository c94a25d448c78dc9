import { json } from '@sveltejs/kit';
import { openApiDocument } from '#lib/server/http/openapi.ts';
import { operations } from '#lib/server/http/operations/all.ts';

/** Public: it says how to ask, not what would be answered. */
export const GET = ({ locals }) => json(openApiDocument(operations, locals.app.config.appUrl));
