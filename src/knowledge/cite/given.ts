import type { CitationKind, InjectionPoint } from '../../schema/journal.ts';
import type { Learning } from '../../schema/learning.ts';
import type { SessionEvent } from '../../sessions/event.ts';

/** A learning that a session was given, and when. */
export interface Given {
  readonly learning: Learning;
  /** Milliseconds since the epoch; null when only the line is known. */
  readonly at: number | null;
  /** Where it was given; null when unknown. */
  readonly point: InjectionPoint | null;
  /** 1-based line of the transcript behind which it was given; 0 for the very beginning, null when unknown. */
  readonly line: number | null;
}

/** One piece of evidence that a session used a learning. */
export interface Citation {
  readonly id: string;
  readonly kind: CitationKind;
  readonly line: number;
  /** The words that show it, clipped; not yet redacted. */
  readonly context: string;
}

/** Goes over a session's events once; memory does not grow with their number. */
export interface CitationFinder {
  take(event: SessionEvent): void;
  done(): readonly Citation[];
}

/** Whether an event came after a learning was given. Agents without times are compared by line. */
export function isAfter(event: SessionEvent, { at, line }: Given): boolean {
  if (event.at !== null && at !== null) return event.at >= at;
  return line === null ? at === null : event.line > line;
}
