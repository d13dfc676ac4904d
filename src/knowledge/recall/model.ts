import { constants } from './constants.ts';
import type { FeatureName, Features } from './features.ts';
import type { QueryKind } from './query.ts';

/** A logistic model: a bias and one weight a feature, none negative. */
export interface Model {
  readonly bias: number;
  readonly weights: Readonly<Partial<Record<FeatureName, number>>>;
}

/** From this many learnings on, chance alone finds better and better matches. */
const crowdedFrom = 150;
/** What each further factor e of learnings takes from the sum of the evidence. Of a file's path nothing is taken: it fits or not. */
const crowding = 0.35;

/**
 * Probability that a learning is relevant, from its features.
 * @param size learnings in the store: the more there are, the more a match has to show
 */
export function relevance(
  features: Features,
  kind: QueryKind,
  size: number,
  models: Readonly<Record<QueryKind, Model>> = constants.models,
): number {
  const model = models[kind];
  let sum = model.bias;
  for (const [name, weight] of Object.entries(model.weights)) sum += weight * features[name as FeatureName];
  if (kind !== 'file') sum -= crowding * Math.log(Math.max(1, size / crowdedFrom));
  return 1 / (1 + Math.exp(-sum));
}
