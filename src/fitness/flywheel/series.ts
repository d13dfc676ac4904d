import { type Rate, rateOf } from '../../knowledge/utility/rate.ts';
import type { OutcomeLine } from '../../schema/journal.ts';

/** How the sessions of one model went: its older half beside its newer half. */
export interface ModelSeries {
  readonly model: string;
  readonly sessions: number;
  readonly older: SessionFigures | null;
  readonly newer: SessionFigures;
  /** Session by session in the order of time, for a chart. */
  readonly points: readonly SeriesPoint[];
}

export interface SessionFigures {
  readonly sessions: number;
  /** Corrections by the user after "done", per session. */
  readonly corrections: number;
  /** Failures that were known before the session began, per session; the aim is none. */
  readonly repeats: number;
  readonly passed: Rate;
  /** Sessions whose first check after the first edit passed. */
  readonly firstPass: Rate;
  /** Median minutes to the first passing check; null where no session had one. */
  readonly minutesToSuccess: number | null;
}

export interface SeriesPoint {
  readonly at: string;
  readonly session: string;
  readonly corrections: number;
  readonly repeats: number;
  readonly outcome: OutcomeLine['outcome'];
}

/** Sessions by model: a new model must not pass for an effect of the memory, nor hide one. */
export function seriesByModel(sessions: readonly OutcomeLine[]): ModelSeries[] {
  const groups = Map.groupBy(sessions, ({ model }) => model ?? 'unknown model');
  return [...groups]
    .map(([model, lines]) => {
      const half = lines.length < 2 ? 0 : Math.floor(lines.length / 2);
      return {
        model,
        sessions: lines.length,
        older: half === 0 ? null : figuresOf(lines.slice(0, half)),
        newer: figuresOf(lines.slice(half)),
        points: lines.map(({ at, session, corrections, repeats, outcome }) => ({
          at,
          session,
          corrections,
          repeats,
          outcome,
        })),
      };
    })
    .toSorted((a, b) => b.sessions - a.sessions || (a.model < b.model ? -1 : 1));
}

function figuresOf(lines: readonly OutcomeLine[]): SessionFigures {
  const mean = (pick: (line: OutcomeLine) => number) =>
    round(lines.reduce((sum, line) => sum + pick(line), 0) / lines.length);
  const known = lines.filter(({ outcome }) => outcome !== 'unknown');
  const tried = lines.filter(({ firstPass }) => firstPass !== null);
  return {
    sessions: lines.length,
    corrections: mean(({ corrections }) => corrections),
    repeats: mean(({ repeats }) => repeats),
    passed: rateOf(known.filter(({ outcome }) => outcome === 'passed').length, known.length),
    firstPass: rateOf(tried.filter(({ firstPass }) => firstPass === true).length, tried.length),
    minutesToSuccess: median(
      lines.flatMap(({ firstSuccessMs }) => (firstSuccessMs === null ? [] : [round(firstSuccessMs / 60_000)])),
    ),
  };
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)] ?? 0, sorted[middle] ?? 0];
  return (low + high) / 2;
}

const round = (value: number) => Math.round(value * 100) / 100;
