import { error } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { kioskOf, linksOf, read } from '#lib/server/entrances.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { qrResponse } from '#lib/server/http/qr.ts';

export const GET = async (event) => {
  requirePermission(event, 'programs.run');
  const { app, now, scope } = event.locals;
  const found = isId(event.params.id) ? await read(app.db.app, scope, event.params.id, now) : null;
  if (found === null) error(404, 'no such entrance');
  // That of a kiosk is for the tablet that is to be one.
  if (found.channel === 'kiosk') return qrResponse(kioskOf(app, found.id), found.name, event.url.searchParams);
  // Whoever scans it is counted as having scanned it; the address that is typed is not.
  return qrResponse(`${linksOf(app, found.id).link}?via=qr`, found.name, event.url.searchParams);
};
