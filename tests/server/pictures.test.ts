import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleActor } from '#lib/server/access/audit.ts';
import type { Database } from '#lib/server/db/open.ts';
import * as pictures from '#lib/server/pictures.ts';
import { openTestDatabase } from '../support/database.ts';

const now = new Date('2026-01-05T09:00:00Z');
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
);
let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());
const put = (bytes: Uint8Array) => pictures.put(db.app, consoleActor, bytes, now);

describe('pictures of options', () => {
  it('a picture is kept once under the hash of its bytes and comes back byte for byte', async () => {
    const sha256 = createHash('sha256').update(png).digest('hex');
    expect(await put(png)).toEqual({ ok: true, sha256 });
    expect(await put(png)).toEqual({ ok: true, sha256 });
    expect(await pictures.read(db.app, sha256)).toEqual({ type: 'image/png', bytes: png });
    expect(await pictures.read(db.app, sha256.replace(/^./, 'x'))).toBeNull();
  });

  it('S-01 what could hold a script, is no picture, is empty or is large is not kept, whatever it says it is', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    expect(await put(svg)).toEqual({ ok: false, reason: 'no_picture' });
    expect(await put(Buffer.from('GIF89a<script>'))).toEqual({ ok: false, reason: 'no_picture' });
    expect(await put(new Uint8Array())).toEqual({ ok: false, reason: 'empty' });
    const large = Buffer.concat([png, Buffer.alloc(pictures.pictureLimit)]);
    expect(await put(large)).toEqual({ ok: false, reason: 'too_large' });
  });
});
