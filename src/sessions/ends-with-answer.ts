import type { SessionEvent } from './event.ts';

/** Whether the agent had the last word: it answered, or was stopped, and nobody asked or ran anything since. */
export function endsWithAnswer(events: Iterable<SessionEvent>): boolean {
  let answered = false;
  for (const { type, sidechain } of events) {
    if (sidechain) continue;
    if (type === 'assistant' || type === 'interrupt') answered = true;
    else if (type === 'user' || type === 'tool_call' || type === 'tool_result' || type === 'thought') answered = false;
  }
  return answered;
}
