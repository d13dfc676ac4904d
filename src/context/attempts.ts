import { familyOfCall } from '../sessions/call-family.ts';
import type { ToolCall } from '../sessions/event.ts';
import type { Failure } from '../sessions/failure.ts';

/** Something that failed the same way again and again, with no success in between. */
export interface FailedAttempts {
  /** The command line, or the tool with its file, of the last time. */
  readonly what: string;
  /** The telling line of its output. */
  readonly text: string;
  readonly times: number;
  readonly line: number;
}

const clip = 300;

/** Counts how often the same failure came back while its kind of command never went through. */
export function createAttempts() {
  const open = new Map<string, FailedAttempts & { readonly family: string }>();
  const often = new Map<string, FailedAttempts>();
  return {
    called(call: ToolCall, failure: Failure | null, line: number): void {
      const family = familyOfCall(call);
      if (!failure) {
        for (const [key, entry] of open) if (entry.family === family) open.delete(key);
        return;
      }
      const key = `${family}\n${failure.signature}`;
      const what = (call.command ?? [call.tool, call.paths[0] ?? ''].join(' ').trim()).slice(0, clip);
      const entry = { family, what, text: failure.line.slice(0, clip), times: (open.get(key)?.times ?? 0) + 1, line };
      open.set(key, entry);
      if (entry.times >= 3) often.set(key, entry);
    },
    /** What failed three times and more, whether or not it went through in the end. */
    often: (): FailedAttempts[] => [...often.values()].map(plain),
    /** What failed last and was not seen to pass since, the latest last. */
    open: (): FailedAttempts[] => [...open.values()].map(plain).sort((a, b) => a.line - b.line),
  };
}

function plain({ what, text, times, line }: FailedAttempts): FailedAttempts {
  return { what, text, times, line };
}
