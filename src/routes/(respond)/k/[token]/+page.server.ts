import * as door from '#lib/server/http/kiosk.ts';

export const load = async (event) => ({
  view: await door.viewOf(event, await door.found(event)),
  locale: event.locals.locale
});
