import { commandRarity } from './command-rarity.ts';
import { type Match, matchFeatures, readyDocument } from './features.ts';
import type { PreparedQuery } from './prepared-query.ts';
import type { Candidate, RecallStore } from './recall-store.ts';
import { searchTerms } from './search-terms.ts';

/** How many learnings the first stage may hand to the second. */
const candidateLimit = 32;
/** Ranks by coverage whose mean is what chance reaches in this store. */
const chanceRanks = { from: 3, to: 10 } as const;

export interface Measured {
  readonly candidate: Candidate;
  readonly match: Match;
}

/** Finds the learnings that may answer and measures how each fits, also against the others of this store. */
export function measureCandidates(query: PreparedQuery, store: RecallStore): Measured[] {
  const candidates = store.candidates(searchTerms(query), candidateLimit);
  const rarity = commandRarity(candidates, store);
  const measured = candidates.map((candidate) => ({
    candidate,
    match: matchFeatures(query, readyDocument(candidate), rarity),
  }));
  const chance = chanceCoverage(measured);
  return measured.map(({ candidate, match }) => ({
    candidate,
    match: { ...match, features: { ...match.features, lead: Math.max(0, match.features.coverage - chance) } },
  }));
}

function chanceCoverage(measured: readonly Measured[]): number {
  const ranked = measured.map(({ match }) => match.features.coverage).sort((a, b) => b - a);
  const others = ranked.slice(chanceRanks.from, chanceRanks.to);
  return others.length === 0 ? 0 : others.reduce((sum, coverage) => sum + coverage, 0) / others.length;
}
