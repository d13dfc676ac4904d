import { isoTime } from '../../base/clock.ts';
import { ulid } from '../../base/ulid.ts';
import { schemaVersion } from '../../schema/learning.ts';
import type { LearningRecord } from '../../schema/record.ts';
import { type DecayDecision, decayAuthor } from './decide.ts';

/** The record that carries out a decision, or null for one that is only a remark. Nothing is ever deleted. */
export function decayRecord(decision: DecayDecision, now: number): LearningRecord | null {
  if (decision.action !== 'review' && decision.action !== 'retire') return null;
  const type = decision.action === 'review' ? 'demoted' : 'retired';
  return {
    schema: schemaVersion,
    ulid: ulid(now),
    learning: decision.id,
    at: isoTime(now),
    by: decayAuthor,
    type,
    reason: decision.reason,
  };
}
