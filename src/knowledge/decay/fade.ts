import { day } from '../../base/clock.ts';
import type { LearningState } from '../entry.ts';

/** Confidence lost in a month without validation: the doctrine's rate. */
export const fadePerMonth = 0.02;

type Validation = Pick<LearningState, 'confidence' | 'lastValidated' | 'firstSeen'>;

/**
 * Confidence as it stands today: what nobody validated for months is believed a little less. It lowers a number only;
 * no learning leaves because of the calendar.
 * @param now milliseconds since the epoch
 * @returns 0 to 1, in hundredths
 */
export function fadedConfidence(state: Validation, now: number): number {
  return (
    Math.round(Math.max(0, state.confidence - fadePerMonth * Math.floor(age(state, now) / (30 * day))) * 100) / 100
  );
}

/** Milliseconds since a learning was last validated, else first seen; 0 where no record says. */
export function age(state: Omit<Validation, 'confidence'>, now: number): number {
  const since = Date.parse(state.lastValidated ?? state.firstSeen ?? '');
  return Number.isNaN(since) ? 0 : Math.max(0, now - since);
}
