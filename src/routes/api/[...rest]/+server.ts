import { notFound, problemResponse } from '#lib/server/http/problem.ts';

/** A path that is no operation is answered like an id that is not there. */
export const fallback = ({ locals }) => problemResponse(notFound, locals.requestId);
