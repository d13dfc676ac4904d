import type { LearningKind, TrustTier } from '../../schema/learning.ts';
import type { Failure } from '../../sessions/failure.ts';
import type { Moment } from './moments.ts';
import type { SessionPlace } from './place.ts';

/** What a rule sees: one window of a session. */
export interface Scene {
  readonly moments: readonly Moment[];
  readonly place: SessionPlace;
}

/** What a rule found, before confidence, ranking and limits. */
export interface Draft {
  readonly rule: string;
  readonly kind: LearningKind;
  readonly tier: TrustTier;
  readonly title: string;
  readonly statement: string;
  /** Transcript lines, most telling first. */
  readonly lines: readonly number[];
  readonly excerpt: string;
  readonly failure: Failure | null;
  readonly at: number | null;
  readonly symptoms: readonly string[];
  /** Paths as they are in the repository. */
  readonly paths: readonly string[];
  /** What it applies to, where that is not just those paths and families. */
  readonly scope?: readonly string[];
  readonly tags?: readonly string[];
  readonly families: readonly string[];
  /** Names of functions, types or settings it is about. */
  readonly symbols: readonly string[];
  /** Structural signs, by name; what confidence is computed from. */
  readonly features: Readonly<Record<string, number>>;
  readonly importance: 1 | 2 | 3;
  readonly doubts: readonly string[];
  /** See {@link Candidate.waits}. */
  readonly waits?: readonly string[];
}
