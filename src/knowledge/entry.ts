import type { Learning, TrustTier } from '../schema/learning.ts';
import type { Evidence, LearningRecord } from '../schema/record.ts';

/** Where a learning lies: in the repository, beside it, in the person's own store, or as a bullet of a hand-written learnings.md. */
export type RootName = 'shared' | 'local' | 'personal' | 'notes';

/** A learning with what its records say of it: the unit that everything reads. */
export interface Entry {
  readonly learning: Learning;
  readonly state: LearningState;
  readonly root: RootName;
  /** The file, from the repository's root where it lies inside it. */
  readonly path: string;
  /** SHA-256 of the file's bytes, the key of the index. */
  readonly hash: string;
}

/** The promotion loop of the doctrine; `candidate` is what still waits in the review pool. */
export type Maturity = 'candidate' | 'observation' | 'learning' | 'pattern' | 'guidance';

/** The fold over a learning's records. */
export interface LearningState {
  readonly maturity: Maturity;
  /** Whether recall may offer it: admitted, not retired, not muted, not superseded. A refuted one stays, as negative knowledge. */
  readonly active: boolean;
  readonly rejected: string | null;
  readonly retired: string | null;
  readonly refuted: string | null;
  /** Id of the learning that replaced it. */
  readonly supersededBy: string | null;
  readonly pinned: boolean;
  readonly muted: boolean;
  readonly evidence: readonly Evidence[];
  /** Distinct sessions that showed it. */
  readonly sessions: readonly string[];
  readonly tier: TrustTier;
  /** 0 to 1, from its evidence; more sessions raise it. */
  readonly confidence: number;
  readonly importance: 1 | 2 | 3;
  /** ISO times; null where no record says. */
  readonly firstSeen: string | null;
  readonly lastValidated: string | null;
  readonly records: readonly LearningRecord[];
}
