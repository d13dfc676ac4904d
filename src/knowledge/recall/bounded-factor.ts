import type { Standing } from './recall-store.ts';

const day = 86_400_000;
/** After this many days without validation a learning weighs half as fresh as at first. */
const halfLifeDays = 180;

/**
 * Confidence, freshness and utility as one factor between 0.7 and 1.1. It orders what is relevant; it is never large enough
 * to stand in for relevance, and the decision to speak does not look at it.
 */
export function boundedFactor(standing: Standing, now: number): number {
  const confidence = 0.85 + 0.15 * clamp(standing.confidence);
  const age = standing.lastValidated === null ? halfLifeDays : Math.max(0, (now - standing.lastValidated) / day);
  const freshness = 0.9 + 0.1 * 0.5 ** (age / halfLifeDays);
  const utility = 1 + 0.1 * Math.min(1, Math.max(-1, standing.utility));
  return confidence * freshness * utility;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
