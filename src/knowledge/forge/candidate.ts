import type { Anchor, LearningKind, TrustTier } from '../../schema/learning.ts';

/** Something a session may have taught, before the gate has looked at it. */
export interface Candidate {
  readonly kind: LearningKind;
  /** One line, at most 90 characters. */
  readonly title: string;
  /** Stands alone: names the file, command, API or error and says what to do. At most about 400 characters. */
  readonly statement: string;
  readonly scope: readonly string[];
  readonly anchors: readonly Anchor[];
  /** Normalised error signatures it answers. */
  readonly symptoms: readonly string[];
  readonly tags: readonly string[];
  readonly evidence: CandidateEvidence;
  readonly tier: TrustTier;
  /** 0 to 1: how likely it is true and useful. */
  readonly confidence: number;
  /** 1 to 3. */
  readonly importance: 1 | 2 | 3;
  /** Which rule of the forge found it: `error-fix`, `correction`, `decision`, … */
  readonly rule: string;
  /** Why the forge itself would not show it to a person; empty when it would. */
  readonly doubts: readonly string[];
  /** Why a person should see it before it is used; absent or empty when nothing speaks against using it unseen. */
  readonly waits?: readonly string[];
}

export interface CandidateEvidence {
  /** 1-based transcript lines, most telling first. */
  readonly lines: readonly number[];
  /** The words that show it, not yet redacted. */
  readonly excerpt: string;
  readonly exitCode: number | null;
  readonly commit: string | null;
  readonly at: number | null;
}
