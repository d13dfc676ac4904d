import type { Entry } from '../../knowledge/entry.ts';
import { failureHash } from '../../knowledge/journal/failure-hash.ts';
import { type Rate, rateOf } from '../../knowledge/utility/rate.ts';
import type { OutcomeLine } from '../../schema/journal.ts';
import { median } from './series.ts';

/** Failures that came again although they were known. */
export interface Repeats {
  /** Repeats over all sessions; the aim is none. */
  readonly count: number;
  readonly sessions: number;
  /** Median number of sessions from the first time to the next; null while nothing came again. */
  readonly sessionsToRepeat: number | null;
  readonly daysToRepeat: number | null;
  /** Harvest effectiveness: distinct failures that a learning answers, of those met. The aim is 80 %. */
  readonly harvested: Rate;
}

/** @param sessions in the order of time */
export function repeatsOf(sessions: readonly OutcomeLine[], entries: readonly Entry[]): Repeats {
  const answered = new Set(
    entries.filter(({ state }) => state.active).flatMap(({ learning }) => learning.symptoms.map(failureHash)),
  );
  const last = new Map<string, { index: number; at: number }>();
  const gaps: { sessions: number; days: number }[] = [];
  sessions.forEach(({ failures, at }, index) => {
    for (const failure of failures) {
      const before = last.get(failure);
      if (before !== undefined)
        gaps.push({ sessions: index - before.index, days: (Date.parse(at) - before.at) / 86_400_000 });
      last.set(failure, { index, at: Date.parse(at) });
    }
  });
  const days = median(gaps.map((gap) => gap.days));
  return {
    count: sessions.reduce((sum, { repeats }) => sum + repeats, 0),
    sessions: sessions.length,
    sessionsToRepeat: median(gaps.map((gap) => gap.sessions)),
    daysToRepeat: days === null ? null : Math.round(days * 10) / 10,
    harvested: rateOf([...last.keys()].filter((failure) => answered.has(failure)).length, last.size),
  };
}
