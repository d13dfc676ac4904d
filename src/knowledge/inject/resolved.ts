import { commandFamily } from '../../sessions/command-family.ts';
import type { SessionEvent, ToolCall } from '../../sessions/event.ts';
import { failureOf } from '../../sessions/failure.ts';
import type { Offer } from './offer.ts';

/** Calls waiting for their results; more are forgotten, oldest first. */
const remembered = 512;

/**
 * Leaves out what the session has already got over: learnings about an error that occurred in it and whose command has
 * since succeeded. What failed last, or never occurred, stays.
 */
export function withoutResolved(events: Iterable<SessionEvent>, offers: readonly Offer[]): Offer[] {
  const { resolved, open } = errorsOf(events);
  return offers.filter(({ telling }) => {
    const met = telling.symptoms.filter((symptom) => resolved.has(symptom) || open.has(symptom));
    return met.length === 0 || met.some((symptom) => open.has(symptom));
  });
}

/** Signatures of the errors of a session: those of commands that succeeded later, and those still open. */
function errorsOf(events: Iterable<SessionEvent>): { resolved: ReadonlySet<string>; open: ReadonlySet<string> } {
  const waiting = new Map<string, ToolCall>();
  const failing = new Map<string, Set<string>>();
  const resolved = new Set<string>();
  for (const event of events) {
    if (event.type === 'tool_call' && event.action === 'shell') {
      waiting.set(event.callId, event);
      if (waiting.size > remembered) waiting.delete(waiting.keys().next().value ?? '');
      continue;
    }
    const call = event.type === 'tool_result' ? waiting.get(event.callId) : undefined;
    if (event.type !== 'tool_result' || call === undefined) continue;
    const family = commandFamily(call.command ?? '') ?? '';
    const failure = failureOf(call, event);
    if (failure !== null) failing.set(family, (failing.get(family) ?? new Set()).add(failure.signature));
    else if (event.exitCode !== null || event.failed !== null) {
      for (const signature of failing.get(family) ?? []) resolved.add(signature);
      failing.delete(family);
    }
  }
  const open = new Set([...failing.values()].flatMap((signatures) => [...signatures]));
  return { resolved, open };
}
