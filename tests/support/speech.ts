/** The words of the survey page as the server says them. Outside of the build nobody compiles `$state` away: here it keeps nothing. */
Object.assign(globalThis, { $state: { raw: <T>(value: T): T => value } });
export const { spoken, spokenFor, speechOf } = await import('../../src/lib/ui/questions/speech.svelte.ts');
