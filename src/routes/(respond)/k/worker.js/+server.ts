import { worker } from 'virtual:kiosk';

/** Plays the server on a kiosk while there is no line. Its folder is all it is let into. */
export const GET = () =>
  new Response(worker, {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'content-security-policy': "default-src 'none'; connect-src 'self'",
      'cache-control': 'no-cache'
    }
  });
