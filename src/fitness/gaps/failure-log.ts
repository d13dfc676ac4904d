import { familyOfCall } from '../../sessions/call-family.ts';
import type { ToolCall, ToolResult } from '../../sessions/event.ts';
import type { Failure } from '../../sessions/failure.ts';
import type { FailureFact } from './session-facts.ts';

const clip = 300;
type Open = { -readonly [K in keyof FailureFact]: FailureFact[K] } & { since: number | null };

/** Collects failures; tries at the same thing that fail alike are one failure with several attempts. */
export function createFailureLog() {
  const log: Open[] = [];
  const open = new Map<string, Open>();
  return {
    /** @param work milliseconds of work done in the session so far; null where no times are kept */
    failed(call: ToolCall, result: ToolResult, failure: Failure, work: number | null): void {
      const family = familyOfCall(call);
      const key = failureKey(failure.signature, family);
      if (key === null) return;
      const known = open.get(key);
      if (known) {
        known.attempts++;
        return;
      }
      const what = call.command ?? [call.tool, call.paths[0] ?? ''].join(' ').trim();
      const entry: Open = {
        key,
        signature: failure.signature,
        text: failure.line.slice(0, clip),
        family,
        shell: call.command !== null,
        what: what.slice(0, clip),
        line: result.line,
        at: result.at,
        attempts: 1,
        lost: null,
        since: work,
      };
      log.push(entry);
      open.set(key, entry);
    },
    /** A call of a family went through: what was open of that family is over. */
    passed(family: string, work: number | null): void {
      for (const [key, entry] of open) {
        if (entry.family !== family) continue;
        if (work !== null && entry.since !== null) entry.lost = work - entry.since;
        open.delete(key);
      }
    },
    read(): FailureFact[] {
      return log.map(({ since: _, ...fact }) => fact);
    },
  };
}

/**
 * What makes two failures the same: the signature alone where it says enough, else with the command's family;
 * null where it says nothing (`exit code 1`, a bare path).
 */
export function failureKey(signature: string, family: string): string | null {
  const words = signature.replace(/<\w+>/g, ' ').match(/\p{L}[\p{L}\d_-]+/gu) ?? [];
  if (
    words.length === 0 ||
    /^(?:error: )?(?:process exited with |command failed with )?(?:exit )?(?:code|status)\b/.test(signature)
  )
    return null;
  return words.length >= 3 ? signature : `${family}: ${signature}`;
}
