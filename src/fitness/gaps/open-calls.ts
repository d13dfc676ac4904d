import type { ToolCall, ToolResult } from '../../sessions/event.ts';

/** Calls that wait for their results; more are forgotten, oldest first. */
const most = 512;

/** Joins results to their calls as they come. */
export function createOpenCalls() {
  const waiting = new Map<string, ToolCall>();
  return {
    open(call: ToolCall): void {
      if (waiting.size >= most) waiting.delete(waiting.keys().next().value ?? '');
      waiting.set(call.callId, call);
    },
    close({ callId }: ToolResult): ToolCall | undefined {
      const call = waiting.get(callId);
      waiting.delete(callId);
      return call;
    },
  };
}
