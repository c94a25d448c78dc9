import { error } from '@sveltejs/kit';
import { read } from '#lib/server/pictures.ts';

/** A picture of an option. Its address is the hash of its bytes: it may be kept for ever. */
export const GET = async ({ locals, params }) => {
  const found = /^[0-9a-f]{64}$/.test(params.sha256) ? await read(locals.app.db.app, params.sha256) : null;
  if (found === null) error(404, 'no such picture');
  const headers = {
    'content-type': found.type,
    'cache-control': 'public, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    'content-length': String(found.bytes.byteLength)
  };
  return new Response(new Uint8Array(found.bytes), { headers });
};
