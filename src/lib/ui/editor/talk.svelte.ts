/** What people say to each other about the questionnaire on the desk: all comments as they were last heard, and sending new ones. */
import { getContext, setContext } from 'svelte';

export interface Comment {
  id: string;
  questionId: string | null;
  by: string | null;
  /** Whether the reader wrote it, and may take it back. */
  mine: boolean;
  text: string;
  writtenAt: string | Date;
  resolvedAt: string | Date | null;
}

/** Sends `{text, question}`, `{comment, resolved}` or `{comment, removed}`, or nothing; gives all comments as they are then. */
export type Send = (body: Record<string, unknown> | null) => Promise<readonly Comment[] | null>;

export function openTalk(comments: readonly Comment[], send: Send) {
  let current = $state.raw(comments);
  const open = $derived.by(() => {
    const counts = Object.create(null) as Record<string, number>;
    for (const { questionId, resolvedAt } of current)
      if (questionId !== null && resolvedAt === null) counts[questionId] = (counts[questionId] ?? 0) + 1;
    return counts;
  });

  /** True when it was heard. */
  async function post(body: Record<string, unknown> | null): Promise<boolean> {
    const answer = await send(body).catch(() => null);
    if (answer !== null) current = answer;
    return answer !== null;
  }

  return {
    get comments() {
      return current;
    },
    /** Comments on a question that are not settled. */
    openOn: (question: string): number => open[question] ?? 0,
    post,
    /** Hears what others said meanwhile. */
    listen: () => void post(null)
  };
}

type Talk = ReturnType<typeof openTalk>;

const key = Symbol('talk');
export const provideTalk = (talk: Talk): Talk => setContext(key, talk);
export const useTalk = (): Talk => getContext<Talk>(key);
