import { commandRarity } from './command-rarity.ts';
import { type Match, matchFeatures } from './features.ts';
import type { PreparedQuery } from './prepared-query.ts';
import type { Candidate, RecallStore } from './recall-store.ts';
import { searchTerms } from './search-terms.ts';

/** How many learnings the first stage may hand to the second. */
const candidateLimit = 24;
/** Ranks by coverage whose mean is what chance reaches in this store. */
const chanceRanks = { from: 3, to: 10 } as const;

export interface Measured {
  readonly candidate: Candidate;
  readonly match: Match;
}

/** Finds the learnings that may answer a query. */
export function findCandidates(query: PreparedQuery, store: RecallStore): readonly Candidate[] {
  return store.candidates(searchTerms(query), candidateLimit);
}

/** Measures how each candidate fits, also against the others. */
export function measureCandidates(
  query: PreparedQuery,
  candidates: readonly Candidate[],
  store: RecallStore,
): Measured[] {
  const meanings = query.meaning === null ? null : store.meanings(candidates.map(({ doc }) => doc));
  const rarity = commandRarity(store);
  const measured = candidates.map((candidate) => ({
    candidate,
    match: matchFeatures(query, candidate.document, meanings?.get(candidate.doc) ?? null, rarity),
  }));
  const chance = chanceCoverage(measured);
  for (const { features } of measured.map(({ match }) => match))
    features.lead = Math.max(0, features.coverage - chance);
  return measured;
}

function chanceCoverage(measured: readonly Measured[]): number {
  const ranked = measured.map(({ match }) => match.features.coverage).sort((a, b) => b - a);
  const others = ranked.slice(chanceRanks.from, chanceRanks.to);
  return others.length === 0 ? 0 : others.reduce((sum, coverage) => sum + coverage, 0) / others.length;
}
