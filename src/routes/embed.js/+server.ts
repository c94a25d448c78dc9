import { code } from 'virtual:embed';
import { speechOf, spoken } from '#lib/ui/questions/speech.svelte.ts';

const words = Object.fromEntries(spoken.map((tag) => [tag, speechOf(tag)('respond_close')]));
const script = `{const CLOSE=${JSON.stringify(words)};${code}}`;

/** The script that other sites load: the same for everybody, and it knows nothing of a survey but what its tag says. */
export const GET = () =>
  new Response(script, {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=3600',
      'cross-origin-resource-policy': 'cross-origin'
    }
  });
