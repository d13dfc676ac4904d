/** What asks: a prompt typed by a person, a command that failed, a file about to be touched, or a question asked by hand. */
export const queryKinds = ['prompt', 'error', 'file', 'question'] as const;
export type QueryKind = (typeof queryKinds)[number];

export interface RecallQuery {
  readonly text: string;
  readonly kind: QueryKind;
  /** The file at hand, from the repository's root. */
  readonly file: string | null;
  readonly limit: number;
}

export interface RecallAnswer {
  /** True: nothing relevant is known, and silence is the answer. */
  readonly abstained: boolean;
  readonly results: readonly RecallHit[];
}

export interface RecallHit {
  readonly id: string;
  /** Calibrated probability that it is relevant, 0 to 1. */
  readonly score: number;
  /** The parts of the score, in words that a person can check. */
  readonly why: readonly string[];
}
