import type { SessionEvent } from '../../sessions/event.ts';
import type { Span } from './session-facts.ts';

/** A longer pause ends a span of work. */
const pause = 30 * 60_000;
/** Of the time between two events more than this is waiting, not work. */
const longestStep = 5 * 60_000;

/** Follows when a session was at work. Times in milliseconds. */
export function createWorkClock() {
  const active: Span[] = [];
  let start: number | null = null;
  let end: number | null = null;
  let work = 0;
  return {
    take({ at }: SessionEvent): void {
      if (at === null) return;
      if (end !== null) work += Math.min(Math.max(at - end, 0), longestStep);
      start = start === null ? at : Math.min(start, at);
      end = end === null ? at : Math.max(end, at);
      const last = active.at(-1);
      if (last && at <= last.to + pause && at >= last.from - pause)
        active[active.length - 1] = { from: Math.min(last.from, at), to: Math.max(last.to, at) };
      else active.push({ from: at, to: at });
    },
    /** Work done so far. */
    work: (): number => work,
    read: () => ({ start, end, active }),
  };
}
