import { setBounded } from '../base/bounded-map.ts';
import type { SessionEvent, ToolCall } from './event.ts';

/** Calls waiting for their results; more are forgotten, oldest first. */
const remembered = 256;

/** Finds the call that a tool result belongs to, in memory that does not grow with the session. */
export function createPairs() {
  const open = new Map<string, ToolCall>();
  return {
    /** Takes every event. @returns the call of a result; null for any other event, and where the call is not known */
    take(event: SessionEvent): ToolCall | null {
      if (event.type === 'tool_call') setBounded(open, event.callId, event, remembered);
      if (event.type !== 'tool_result') return null;
      const call = open.get(event.callId) ?? null;
      // A command that runs on gives further results.
      if (event.failed !== null || event.exitCode !== null) open.delete(event.callId);
      return call;
    },
  };
}
