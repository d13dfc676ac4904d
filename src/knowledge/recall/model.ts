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
 * Makes the judgement of how probable it is that a learning is relevant, from its features.
 * @param size learnings in the store: the more there are, the more a match has to show
 */
export function relevanceFor(
  kind: QueryKind,
  size: number,
  models: Readonly<Record<QueryKind, Model>> = constants.models,
): (features: Features) => number {
  const model = models[kind];
  const weights = Object.entries(model.weights) as [FeatureName, number][];
  const crowd = kind === 'file' ? 0 : crowding * Math.log(Math.max(1, size / crowdedFrom));
  return (features) => {
    let sum = model.bias;
    for (const [name, weight] of weights) sum += weight * features[name];
    return 1 / (1 + Math.exp(crowd - sum));
  };
}
