import type { Entry } from '../knowledge/entry.ts';
import type { Rejection } from '../knowledge/rejected-log.ts';

/**
 * When an act on a learning counts as done: now, but after everything that is recorded of it. A clock that was set back
 * must not put an act before what it answers.
 * @param now milliseconds since the epoch
 */
export function timeOfAct(on: Entry | Rejection, now: number): number {
  return 'candidate' in on ? now : on.state.records.reduce((time, { at }) => Math.max(time, Date.parse(at) + 1), now);
}
