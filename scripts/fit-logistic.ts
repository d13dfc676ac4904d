export interface Sample {
  readonly values: readonly number[];
  readonly positive: boolean;
  readonly weight: number;
}

/**
 * Logistic regression by Adam, with weights that are never negative and are pulled towards `prior` (in units of each feature's
 * spread, so that the pull does not depend on scale). Deterministic.
 * @param pull 0 follows the samples alone; the larger, the closer to the prior
 */
export function fitLogistic(
  samples: readonly Sample[],
  prior: readonly number[],
  pull: number,
): { bias: number; weights: number[] } {
  const spread = prior.map((_, j) => spreadOf(samples.map(({ values }) => values[j] ?? 0)));
  const total = samples.reduce((sum, { weight }) => sum + weight, 0);
  const weights = [...prior];
  let bias = -3;
  const steps = [...prior, 0].map(() => adam());
  for (let round = 1; round <= 2500; round++) {
    const slopes = prior.map(() => 0);
    let biasSlope = 0;
    for (const { values, positive, weight } of samples) {
      let sum = bias;
      for (let j = 0; j < weights.length; j++) sum += (weights[j] ?? 0) * (values[j] ?? 0);
      const error = ((1 / (1 + Math.exp(-sum)) - (positive ? 1 : 0)) * weight) / total;
      biasSlope += error;
      for (let j = 0; j < weights.length; j++)
        slopes[j] = (slopes[j] ?? 0) + (error * (values[j] ?? 0)) / (spread[j] ?? 1);
    }
    bias -= 2 * (steps[prior.length]?.(biasSlope, round) ?? 0);
    for (let j = 0; j < weights.length; j++) {
      const scale = spread[j] ?? 1;
      const slope = (slopes[j] ?? 0) + pull * ((weights[j] ?? 0) - (prior[j] ?? 0)) * scale;
      weights[j] = Math.max(0, (weights[j] ?? 0) - (steps[j]?.(slope, round) ?? 0) / scale);
    }
  }
  return { bias, weights };
}

function adam(): (slope: number, round: number) => number {
  let mean = 0;
  let square = 0;
  return (slope, round) => {
    mean = 0.9 * mean + 0.1 * slope;
    square = 0.999 * square + 0.001 * slope * slope;
    return (0.02 * (mean / (1 - 0.9 ** round))) / (Math.sqrt(square / (1 - 0.999 ** round)) + 1e-8);
  };
}

function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 0.1;
}
