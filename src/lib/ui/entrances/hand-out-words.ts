/** What a printed sheet says around the survey's own texts, in one language. For the server, which knows all of them. */
import { speechOf } from '#lib/ui/questions/speech.svelte.ts';

export function handOutWords(language: string) {
  const say = speechOf(language);
  return { scan: say('respond_scan'), open: say('respond_or_open'), code: say('respond_code') };
}
