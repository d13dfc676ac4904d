import { constants } from './constants.ts';
import type { FeatureName, Features } from './features.ts';
import type { QueryKind } from './query.ts';

/** A logistic model: a bias and one weight a feature, none negative. */
export interface Model {
  readonly bias: number;
  readonly weights: Readonly<Partial<Record<FeatureName, number>>>;
}

/** Probability that a learning is relevant, from its features. */
export function relevance(
  features: Features,
  kind: QueryKind,
  models: Readonly<Record<QueryKind, Model>> = constants.models,
): number {
  const model = models[kind];
  let sum = model.bias;
  for (const [name, weight] of Object.entries(model.weights)) sum += weight * features[name as FeatureName];
  return 1 / (1 + Math.exp(-sum));
}
