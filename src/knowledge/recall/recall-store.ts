import type { RecallDocument } from './recall-document.ts';

/** How frequent a word is, in general and in this store. */
export interface WordCount {
  /** Share of short texts that hold it, in English and developer prose; null for a word that is in no list. */
  readonly rate: number | null;
  /** Learnings of this store that hold it. */
  readonly documents: number;
}

/** What is known of a term. */
export interface TermFacts extends WordCount {
  /** Words of near meaning that the store holds. */
  readonly near: readonly NearWord[];
}

export interface NearWord extends WordCount {
  readonly word: string;
  /** 0 to 1. */
  readonly nearness: number;
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
  /** Its number in the store. */
  readonly doc: number;
  readonly document: RecallDocument;
  readonly standing: Standing;
}

/** Where recall finds learnings: the index on disk. */
export interface RecallStore {
  /** Learnings that may be offered. */
  readonly size: number;
  /** What is known of those of the terms that it knows. */
  facts(terms: readonly string[]): ReadonlyMap<string, TermFacts>;
  /** Learnings that hold a term. */
  documents(term: string): number;
  /** Packed word vectors, of the words that have one. */
  vectors(words: readonly string[]): ReadonlyMap<string, Uint8Array>;
  /** Packed meanings by number, of the learnings that have one. */
  meanings(docs: readonly number[]): ReadonlyMap<number, Uint8Array>;
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
  /** Learnings of this store that hold it; null where that was not looked up yet. */
  readonly documents: number | null;
}
