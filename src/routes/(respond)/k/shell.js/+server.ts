import { shell } from 'virtual:kiosk';

/** The script of the page in front of the survey; its address carries its hash. */
export const GET = () =>
  new Response(shell, {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable'
    }
  });
