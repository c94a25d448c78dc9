/** Documents shown in a frame of our own pages: their own strict policy, no script, no form, no network. */

export interface FramedPage {
  language: string;
  dir: 'ltr' | 'rtl';
  /** HTML that our own components made. */
  head: string;
  style: string;
  body: string;
}

export function page({ language, dir, head, style, body }: FramedPage): string {
  return `<!doctype html><html lang="${language}" dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">${head}<style>${style}</style></head><body>${body}</body></html>`;
}

/** Only our own pages may frame it, and nothing in it runs, loads or sends. */
export function frame(html: string): Response {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox'
  ];
  return new Response(html, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy.join('; ') }
  });
}
