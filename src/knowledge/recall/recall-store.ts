import type { RecallDocument } from './recall-document.ts';

/** What is known of a term in general and in this store. */
export interface TermFacts {
  /** Share of short texts that hold it, in English and developer prose; null for a word that is in no list. */
  readonly rate: number | null;
  /** Learnings of this store that hold it. */
  readonly documents: number;
  /** Words of near meaning, with how near (0 to 1). */
  readonly related: readonly (readonly [string, number])[];
  /** Its packed word vector; null for a word that has none. */
  readonly vector: Uint8Array | null;
}

/** What happened to a learning, as far as recall weighs it. */
export interface Standing {
  /** 0 to 1. */
  readonly confidence: number;
  /** Milliseconds since the epoch; null where nothing validated it yet. */
  readonly lastValidated: number | null;
  /** -1 to 1: what citing it has brought, 0 unknown. */
  readonly utility: number;
  /** Why it was refuted; null where it was not. */
  readonly refuted: string | null;
  /** The instruction file that says the same; null where none does. */
  readonly said: string | null;
}

export interface Candidate {
  readonly id: string;
  readonly document: RecallDocument;
  /** Its packed meaning; null where nothing is known of its words. */
  readonly meaning: Uint8Array | null;
  readonly standing: Standing;
}

/** Where recall finds learnings: the index on disk, or a list in memory. */
export interface RecallStore {
  /** Learnings that may be offered. */
  readonly size: number;
  facts(terms: readonly string[]): ReadonlyMap<string, TermFacts>;
  /**
   * Learnings that hold some of the terms: those for which the weights of the terms they hold add up to most.
   * @param terms heaviest first
   */
  candidates(terms: readonly SearchTerm[], limit: number): readonly Candidate[];
}

/** A term of the first stage with what finding it is worth. */
export interface SearchTerm {
  readonly term: string;
  readonly weight: number;
}
