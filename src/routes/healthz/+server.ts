/** The process runs. */
export const GET = () => new Response('ok\n');
