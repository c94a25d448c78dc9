/** Words for the codes of programs and their invitations. */
import { m } from '#lib/paraglide/messages.js';

type Sentence = (input?: Record<string, unknown>) => string;
const sentences = m as unknown as Record<string, Sentence | undefined>;

export function stateText(state: string): string {
  return sentences[`program_state_${state}`]?.() ?? state;
}

export function channelText(channel: string): string {
  return sentences[`program_channel_${channel}`]?.() ?? channel;
}

export function invitationText(state: string): string {
  return sentences[`program_inv_${state}`]?.() ?? state;
}

/** Why customers are left out; `days` is the program's fatigue rule. */
export function reasonText(reason: string, days: number): string {
  return sentences[`program_reason_${reason}`]?.({ days }) ?? reason;
}

export function launchProblem(reason: string, n: string): string {
  return sentences[`program_launch_${reason}`]?.({ n }) ?? reason;
}

/** What a launch is about to do and has done: letters go out, a call list or a list of links is made. */
export function launchAsk(channel: string, n: string): string {
  return (sentences[`program_launch_ask_${channel}`] ?? m.program_launch_ask)({ n });
}

export function launchedText(channel: string, wave: { number: number; n: string }): string {
  return (sentences[`program_launched_${channel}`] ?? m.program_launched)(wave);
}
