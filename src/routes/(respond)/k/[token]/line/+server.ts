import { json } from '@sveltejs/kit';
import { receive } from '#lib/server/http/kiosk.ts';

/** What a kiosk has to send, and what is new for it. */
export const POST = async (event) => json(await receive(event));
