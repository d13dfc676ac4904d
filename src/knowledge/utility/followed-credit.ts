import type { ChanceLine, JournalLine } from '../../schema/journal.ts';
import { type Rate, rateOf } from './rate.ts';

/** What told and untold sessions did when the situation of a learning arose. */
export interface FollowedCredit {
  readonly told: Rate;
  readonly untold: Rate;
  /** Share of the followed advice that being told explains, 0 to 1; null until both sides have enough sessions. */
  readonly share: number | null;
}

/** Sessions on each side before the two are compared. */
export const leastMatched = 10;

/**
 * Advice is often followed by people and agents who never heard it. So `followed` counts as use only as far as told
 * sessions do it more often than sessions in the same situation that were not told: the attributable fraction,
 * (told − untold) / told.
 */
export function followedCredit(lines: readonly JournalLine[]): FollowedCredit {
  const chances = latestChances(lines);
  const rate = (told: boolean) => {
    const side = chances.filter((line) => line.told === told);
    return rateOf(side.filter(({ followed }) => followed).length, side.length);
  };
  const [told, untold] = [rate(true), rate(false)];
  const enough = told.of >= leastMatched && untold.of >= leastMatched;
  const share =
    told.value === 0 || told.value === null ? 0 : Math.max(0, (told.value - (untold.value ?? 0)) / told.value);
  return { told, untold, share: enough ? share : null };
}

/** One chance for each learning and session, the latest. */
export function latestChances(lines: readonly JournalLine[]): ChanceLine[] {
  const chances = lines.filter((line) => line.type === 'chance');
  return [...new Map(chances.map((line) => [`${line.id}\0${line.session}`, line])).values()];
}
