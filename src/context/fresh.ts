import { claimsDone } from '../sessions/claim.ts';
import type { SessionEvent, ToolCall } from '../sessions/event.ts';
import { prose } from '../sessions/outcome.ts';

/**
 * Why the next piece of work belongs into a fresh session (factor III).
 * `phase`: a plan was settled, doing it is another job. `full`: the window. `compacted`: what was known is gone.
 * `done`: the job is finished. `scope`: another job was begun in it. `confusion`: corrections or symptoms pile up.
 * `same-approach`: the same thing failed three times.
 */
export type FreshReason = 'phase' | 'full' | 'compacted' | 'done' | 'scope' | 'confusion' | 'same-approach';

/** Tools by which agents hand in a plan for approval. */
const planTools = /^(?:exit_?plan_?mode|plan_?exit)$/i;

/** Follows the job of a session: planned, done, and whether another one was begun after it. */
export function createJob() {
  const files = new Set<string>();
  let edited = false;
  let claimed = false;
  let planned = false;
  /** Set by a prompt after the job was done: which files the next edits touch tells whether it is another job. */
  let before: ReadonlySet<string> | null = null;
  let moved = false;

  return {
    /** @param checkFails whether a check fails since the last edit: whoever goes on then is still at the same job */
    take(event: SessionEvent, checkFails: () => boolean): void {
      if (event.type === 'assistant' && edited && event.text.trim() !== '') claimed = claimsDone(event.text) !== null;
      if (event.type === 'user' && (event.channel === 'prompt' || event.channel === 'queued') && claimed) {
        before = checkFails() ? null : new Set(files);
        claimed = false;
      }
    },
    called(call: ToolCall, failed: boolean): void {
      if (failed) return;
      if (planTools.test(call.tool)) planned = true;
      if (call.action !== 'edit' && call.action !== 'write') return;
      const code = call.paths.filter((path) => !prose.test(path));
      if (code.length === 0) return;
      if (before !== null && !code.some((path) => before?.has(path))) moved = true;
      before = null;
      edited = true;
      claimed = false;
      for (const path of code) files.add(path);
    },
    /** @param checksFailed whether a check fails since the last edit: then nothing is done */
    read(checksFailed: boolean): FreshReason[] {
      return [
        ...(planned ? (['phase'] as const) : []),
        ...(claimed && !checksFailed ? (['done'] as const) : []),
        ...(moved ? (['scope'] as const) : []),
      ];
    },
  };
}
