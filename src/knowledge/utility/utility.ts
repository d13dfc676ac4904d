import type { CitationLine, JournalLine, OutcomeLine, SessionOutcome } from '../../schema/journal.ts';
import { betaQuantile } from './beta.ts';

/** What sessions that used a learning came to: a Beta distribution of the chance that such a session passes. */
export interface Utility {
  /** Passing and failing sessions that used it, by weight. */
  readonly passed: number;
  readonly failed: number;
  /** Mean of the posterior, 0 to 1. */
  readonly mean: number;
  /** 95 % credible interval. */
  readonly low: number;
  readonly high: number;
}

/** How sessions fare anyway: what a learning nobody has used yet is taken to be worth. */
export interface Prior {
  readonly mean: number;
  /** Sessions' worth of belief in the mean: so many outcomes weigh as much as it does. */
  readonly strength: number;
}

const priorStrength = 4;

/**
 * The prior from the outcomes of all sessions, those that used nothing included: a learning cited in sessions that pass
 * as often as any is neither good nor bad. Drawn to one half while there are few.
 */
export function priorOf(outcomes: readonly OutcomeLine[]): Prior {
  const known = [...latestOutcomes(outcomes).values()].filter(({ outcome }) => outcome !== 'unknown');
  const passed = known.filter(({ outcome }) => outcome === 'passed').length;
  return { mean: (passed + 2) / (known.length + 4), strength: priorStrength };
}

/**
 * The posterior of every cited learning. Only what was cited shares in an outcome, each learning at most once a
 * session; a session without a known outcome moves nothing.
 * @param followedWeight 0 to 1: how far `followed` counts as use, from sessions that were not told (`followedCredit`)
 */
export function utilities(lines: readonly JournalLine[], prior: Prior, followedWeight: number): Map<string, Utility> {
  const outcomes = latestOutcomes(lines.filter((line) => line.type === 'outcome'));
  const trials = new Map<string, { weight: number; outcome: SessionOutcome }>();
  for (const line of lines) {
    if (line.type !== 'citation') continue;
    const outcome = line.outcome ?? outcomes.get(line.session)?.outcome ?? 'unknown';
    const weight = line.kind === 'followed' ? followedWeight : 1;
    const key = keyOf(line);
    const known = trials.get(key);
    // What somebody said by hand of this very use stands above what the last check of the session said.
    if (known === undefined || weight > known.weight || line.outcome !== null) trials.set(key, { weight, outcome });
  }
  const counts = new Map<string, { passed: number; failed: number }>();
  for (const [key, { weight, outcome }] of trials) {
    if (outcome === 'unknown') continue;
    const [id = ''] = key.split('\0');
    const count = counts.get(id) ?? { passed: 0, failed: 0 };
    counts.set(id, { ...count, [outcome]: count[outcome] + weight });
  }
  return new Map([...counts].map(([id, { passed, failed }]) => [id, posterior(passed, failed, prior)]));
}

/** Beta posterior of so many passing and failing sessions. */
export function posterior(passed: number, failed: number, prior: Prior): Utility {
  const a = prior.mean * prior.strength + passed;
  const b = (1 - prior.mean) * prior.strength + failed;
  return { passed, failed, mean: a / (a + b), low: betaQuantile(0.025, a, b), high: betaQuantile(0.975, a, b) };
}

/** A factor around 1 for ranking: bounded, so that it settles what is close and never lifts what is irrelevant. */
export function utilityFactor(utility: Utility | undefined, prior: Prior): number {
  if (utility === undefined) return 1;
  return Math.min(1.25, Math.max(0.8, 1 + (utility.mean - prior.mean) / 2));
}

/**
 * The same from -1 to 1 for recall: 0 for what fares as sessions do anyway. The prior shrinks it: with its strength of 4, one
 * passing session of an even prior gives 0.2, four give 0.5.
 */
export function utilityScore({ mean }: Utility, prior: Prior): number {
  return Math.round(1000 * Math.min(1, Math.max(-1, 2 * (mean - prior.mean)))) / 1000;
}

/** The last word on each session: a session that grew is read again. */
export function latestOutcomes(outcomes: readonly OutcomeLine[]): Map<string, OutcomeLine> {
  return new Map(outcomes.map((line) => [line.session, line]));
}

const keyOf = ({ id, session }: CitationLine) => `${id}\0${session}`;
