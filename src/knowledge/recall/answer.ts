import { boundedFactor } from './bounded-factor.ts';
import { constants } from './constants.ts';
import { errorSignatures } from './error-signatures.ts';
import { explain } from './explain.ts';
import { bestPath, type Match } from './features.ts';
import { findCandidates, measureCandidates } from './measure.ts';
import { relevanceFor } from './model.ts';
import { type PreparedQuery, prepareQuery } from './prepared-query.ts';
import type { RecallAnswer, RecallQuery } from './query.ts';
import type { Candidate, RecallStore } from './recall-store.ts';

interface Scored {
  readonly candidate: Candidate;
  readonly match: Match;
  readonly relevance: number;
  readonly score: number;
}

/**
 * Answers a query, or is silent. Whether anything is said depends on relevance alone; confidence, freshness and utility
 * only order what is relevant.
 * @param now milliseconds since the epoch, for freshness
 */
export function answerQuery(query: RecallQuery, store: RecallStore, now: number): RecallAnswer {
  return answerWith(query, query.kind === 'error' ? errorSignatures(query.text) : [], store, now);
}

/**
 * The same with the signatures of an error already found: what finds them is a third of a hook's size, and it loads that only when
 * something failed.
 */
export function answerWith(
  query: RecallQuery,
  signatures: readonly string[],
  store: RecallStore,
  now: number,
): RecallAnswer {
  if (store.size === 0) return { abstained: true, results: [] };
  const prepared = prepareQuery(query, signatures, store);
  const scored = scoreCandidates(prepared, store, now);
  const best = scored.reduce((most, item) => Math.max(most, item.relevance), 0);
  const results = scored
    .filter((item) => item.relevance >= best * constants.companion)
    .sort((a, b) => b.score - a.score || (a.candidate.id < b.candidate.id ? -1 : 1))
    .slice(0, query.limit)
    .map((item) => ({
      id: item.candidate.id,
      score: Math.round(Math.min(1, item.score) * 1000) / 1000,
      why: explain(prepared, item.match, item.relevance, item.candidate.standing),
    }));
  return { abstained: results.length === 0, results };
}

/** The candidates that are relevant enough to be said. */
function scoreCandidates(prepared: PreparedQuery, store: RecallStore, now: number): Scored[] {
  const relevance = relevanceFor(prepared.kind, store.size);
  const found = findCandidates(prepared, store);
  // Nothing but its scope makes a learning relevant to a file: one whose scope does not fit need not be measured.
  const candidates =
    prepared.kind === 'file' ? found.filter(({ document }) => bestPath(prepared.path, document).score > 0) : found;
  return measureCandidates(prepared, candidates, store).flatMap(({ candidate, match }) => {
    const probability = relevance(match.features);
    if (probability < constants.threshold) return [];
    const { standing } = candidate;
    // What an instruction file says is in front of the agent already; a person who asks is told all the same.
    if (standing.said !== null && prepared.kind !== 'question') return [];
    return [{ candidate, match, relevance: probability, score: probability * boundedFactor(standing, now) }];
  });
}
