import type { Entry } from '../../knowledge/entry.ts';
import type { JournalLine } from '../../schema/journal.ts';
import { type Advice, adviceFor } from './advice.ts';
import { type Equation, equationOf } from './equation.ts';
import { type Repeats, repeatsOf } from './repeats.ts';
import { type ModelSeries, seriesByModel } from './series.ts';
import { type Verdict, verdictOf } from './verdict.ts';
import { lastSessions } from './window.ts';

export interface Flywheel {
  /** So many of the last harvested sessions, how many of them could have been told something, and since when. */
  readonly window: {
    readonly asked: number;
    readonly sessions: number;
    readonly reachable: number;
    readonly since: string | null;
  };
  readonly equation: Equation;
  readonly verdict: Verdict;
  readonly advice: readonly Advice[];
  readonly repeats: Repeats;
  readonly series: readonly ModelSeries[];
}

/** The doctrine counts sixty sessions: about a month of daily work. */
export const defaultWindow = 60;

/**
 * The numbers of the flywheel, from the journal and the store alone. Pure.
 * @param due ids that decay would take out today
 */
export function flywheelOf(
  lines: readonly JournalLine[],
  entries: readonly Entry[],
  due: ReadonlySet<string>,
  size: number = defaultWindow,
): Flywheel {
  const window = lastSessions(lines, size);
  const equation = equationOf(window, entries, due, lines);
  return {
    window: { asked: size, sessions: window.sessions.length, reachable: window.reachable.length, since: window.since },
    equation,
    verdict: verdictOf(equation),
    advice: adviceFor(equation),
    repeats: repeatsOf(window.sessions, entries),
    series: seriesByModel(window.sessions),
  };
}
