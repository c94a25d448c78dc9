/**
 * Bodies are bounded before anything reads them. The server's own limit is that of an import; a questionnaire file may be larger
 * than a form where it says its length; every other route takes 512 KB.
 */
export const BODY_LIMIT = 512 * 1024;
export const QUESTIONNAIRE_LIMIT = 9 * 1024 * 1024;
export const UPLOAD_LIMIT = 256 * 1024 * 1024;

const UPLOADS = [/^\/api\/v1\/imports$/, /^\/imports\/upload$/];
const QUESTIONNAIRES = [/^\/api\/v1\/survey-imports$/, /^\/surveys\/new$/];

export type BodyVerdict = { ok: true; request: Request } | { ok: false };

/** The request with a body that is known to be small, or a refusal. An upload is passed on as a stream. */
export async function boundBody(request: Request, path: string): Promise<BodyVerdict> {
  if (request.body === null) return { ok: true, request };
  const limit = UPLOADS.some((upload) => upload.test(path)) ? UPLOAD_LIMIT : BODY_LIMIT;
  const declared = request.headers.get('content-length');
  if (declared !== null) {
    const most = QUESTIONNAIRES.some((door) => door.test(path)) ? QUESTIONNAIRE_LIMIT : limit;
    return Number(declared) <= most ? { ok: true, request } : { ok: false };
  }
  if (limit === UPLOAD_LIMIT) return { ok: true, request };
  const pieces: Uint8Array[] = [];
  let size = 0;
  // Read by hand: leaving a loop over the stream would cut the connection before it is told why.
  const reader = request.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.byteLength;
    if (size > limit) return { ok: false };
    pieces.push(read.value);
  }
  return { ok: true, request: new Request(request, { body: Buffer.concat(pieces) }) };
}
