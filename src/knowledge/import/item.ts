import type { LearningKind } from '../../schema/learning.ts';
import type { KnowledgeProblem } from '../problem.ts';

/** A learning found in a file of somebody else, before it is kept. */
export interface ImportItem {
  /** As it was given, or null where the file gives none that is its own. */
  readonly id: string | null;
  readonly kind: LearningKind;
  readonly title: string;
  readonly statement: string;
  readonly scope: readonly string[];
  readonly symptoms: readonly string[];
  readonly tags: readonly string[];
  readonly sections: Readonly<Record<string, string>>;
  /** 1-based line of the file. */
  readonly line: number;
  /** 0 to 1, as the file says it; null where it does not. */
  readonly confidence: number | null;
  readonly importance: 1 | 2 | 3;
  /** Milliseconds since the epoch; null where the file gives no date. */
  readonly at: number | null;
  /** The session, issue or person that the file names as its source. */
  readonly origin: string | null;
}

export interface ImportReading {
  readonly items: readonly ImportItem[];
  readonly problems: readonly KnowledgeProblem[];
}
