import type { TrustTier } from '../../schema/learning.ts';
import type { Candidate } from '../forge/candidate.ts';
import type { Comparable, Similar } from '../similarity.ts';
import { relationOf } from './conflict.ts';
import { suspicionOf } from './injection.ts';
import { defaultGate, type GateSettings } from './settings.ts';
import { unworthyBecause } from './worth.ts';

/** What the gate knows of a learning that is already there. */
export interface Known extends Similar {
  readonly tier: TrustTier;
}

export interface Verdict {
  readonly pool: 'observation' | 'review' | 'rejected';
  /** Why, in words for a person; never empty. */
  readonly reasons: readonly string[];
  /** The learning that says the same already: the candidate becomes evidence of it. */
  readonly duplicateOf: string | null;
  /** The learning that the candidate contradicts and, being at least as well founded, replaces. */
  readonly supersedes: string | null;
}

const ranks: Readonly<Record<TrustTier, number>> = { user: 4, check: 3, agent: 2, file: 1, web: 0 };
const sources: Readonly<Record<TrustTier, string>> = {
  user: 'the user said so',
  check: 'a check showed it',
  agent: 'an agent reasoned it',
  file: 'a file said it',
  web: 'the web or a tool said it',
};

/**
 * The checks between a candidate and the knowledge: actionable, specific, evidenced, not smuggled in, unique, not
 * contradicted; then who said it decides whether it is used unseen. Pure.
 * @param near similar learnings that are in use, best first; none for a gate without a store
 */
export function gateCandidate(
  candidate: Candidate,
  near: readonly Known[] = [],
  settings: GateSettings = defaultGate,
): Verdict {
  const { tier, statement, title } = candidate;
  const refuse = (reasons: readonly string[]): Verdict => ({
    pool: 'rejected',
    reasons,
    duplicateOf: null,
    supersedes: null,
  });
  if (candidate.doubts.length > 0) return refuse(candidate.doubts);
  const suspicion = suspicionOf(`${title}\n${statement}`, tier);
  if (suspicion?.certain) return refuse([`${suspicion.reason}, as an instruction smuggled in would`]);
  const unworthy = unworthyBecause(statement, candidate.kind);
  if (unworthy) return refuse([unworthy]);
  if (candidate.evidence.lines.length === 0 || candidate.evidence.excerpt.trim() === '')
    return refuse(['no evidence: nothing shows that it is so']);

  const self: Comparable = { id: '', kind: candidate.kind, statement, symptoms: candidate.symptoms };
  let contradicted: Known | null = null;
  for (const known of near) {
    const relation = relationOf(self, known, settings.similarity);
    if (relation === 'same')
      return {
        pool: 'observation',
        reasons: [`says the same as ${known.id}`],
        duplicateOf: known.id,
        supersedes: null,
      };
    if (relation === 'contradicts') contradicted ??= known;
  }
  const reasons: string[] = [];
  if (contradicted && ranks[tier] < ranks[contradicted.tier]) {
    reasons.push(`contradicts ${contradicted.id}, which is better founded (${sources[contradicted.tier]})`);
  }
  if (suspicion) reasons.push(`${suspicion.reason}; a person should decide`);
  reasons.push(...(candidate.waits ?? []));
  const doubt = admissionDoubt(candidate, settings);
  if (doubt) reasons.push(doubt);
  if (reasons.length > 0) return { pool: 'review', reasons, duplicateOf: null, supersedes: null };
  const confidence = `confidence ${floored(candidate.confidence)}`;
  return {
    pool: 'observation',
    reasons: contradicted
      ? [`${sources[tier]}, ${confidence}`, `replaces ${contradicted.id}, which it contradicts`]
      : [`${sources[tier]}, ${confidence}`],
    duplicateOf: null,
    supersedes: contradicted?.id ?? null,
  };
}

/** Why a candidate is not used unseen, or null when its source and confidence are enough. */
function admissionDoubt({ tier, confidence }: Candidate, settings: GateSettings): string | null {
  if (tier === 'file' || tier === 'web') return `${sources[tier]}: only a person can admit it`;
  if (!settings.admit.includes('confidence')) return 'the gate is set to wait for a review';
  if (tier === 'agent') return `${sources[tier]}: it waits for a person or a peer`;
  const needed = tier === 'user' ? settings.userConfidence : settings.checkConfidence;
  return confidence >= needed
    ? null
    : `confidence ${floored(confidence)} is under ${needed} for what ${tier === 'user' ? 'a user said' : 'a check showed'}`;
}

/** Two digits, never rounded up over a threshold that was not reached. */
function floored(confidence: number): string {
  return (Math.floor(confidence * 100 + 1e-9) / 100).toFixed(2);
}
