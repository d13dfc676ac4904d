import type { LearningKind } from '../schema/learning.ts';
import { termsOf } from './recall/terms.ts';

/** What is compared: the statement, and the errors it answers. */
export interface Comparable {
  readonly id: string;
  readonly kind: LearningKind;
  readonly statement: string;
  readonly symptoms: readonly string[];
}

export interface Similar {
  readonly id: string;
  readonly kind: LearningKind;
  readonly statement: string;
  /** Weighted share of common terms, 0 to 1. */
  readonly similarity: number;
  /** Both answer the same error. */
  readonly sameSymptom: boolean;
}

/** All learnings at hand, to find those that say nearly the same as a new one. */
export interface SimilarityIndex {
  add(item: Comparable): void;
  /** The most similar ones, best first; those below a quarter are left out. */
  nearest(item: Comparable, limit: number): Similar[];
}

interface Document extends Comparable {
  readonly terms: ReadonlySet<string>;
}

const floor = 0.25;
/** Added to the number of learnings, so that in a store of three a shared word is not taken for a rarity. */
const smoothing = 50;

/** Makes an index over learnings: an inverted list of terms, so that a look-up costs what is shared and not what there is. */
export function createSimilarityIndex(items: Iterable<Comparable>): SimilarityIndex {
  const documents: Document[] = [];
  const postings = new Map<string, number[]>();
  const symptoms = new Map<string, number[]>();
  const add = (item: Comparable): void => {
    const terms = comparableTerms(item.statement);
    const at = documents.push({ ...item, terms }) - 1;
    for (const term of terms) push(postings, term, at);
    for (const symptom of item.symptoms) push(symptoms, symptom, at);
  };
  for (const item of items) add(item);

  const weight = (term: string): number =>
    Math.log(1 + (documents.length + smoothing) / (1 + (postings.get(term)?.length ?? 0)));
  return {
    add,
    nearest(item, limit) {
      const terms = comparableTerms(item.statement);
      const shared = new Map<number, number>();
      let own = 0;
      for (const term of terms) {
        const value = weight(term);
        own += value;
        for (const at of postings.get(term) ?? []) shared.set(at, (shared.get(at) ?? 0) + value);
      }
      const same = new Set<number>();
      for (const symptom of item.symptoms) for (const at of symptoms.get(symptom) ?? []) same.add(at);
      const found: Similar[] = [];
      for (const [at, common] of shared) {
        const document = documents[at];
        if (!document || document.id === item.id || common < own * floor * 0.8) continue;
        let all = own - common;
        for (const term of document.terms) all += weight(term);
        const similarity = all > 0 ? common / all : 0;
        if (similarity >= floor || same.has(at)) {
          found.push({
            id: document.id,
            kind: document.kind,
            statement: document.statement,
            similarity,
            sameSymptom: same.has(at),
          });
        }
      }
      return found.sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1)).slice(0, limit);
    },
  };
}

function comparableTerms(text: string): Set<string> {
  return new Set(termsOf(text).flatMap(({ term, class: kind }) => (kind === 'part' ? [] : [term])));
}

function push(map: Map<string, number[]>, key: string, at: number): void {
  const list = map.get(key);
  if (list) list.push(at);
  else map.set(key, [at]);
}
