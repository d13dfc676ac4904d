import type { Equation } from './equation.ts';

export interface Verdict {
  readonly verdict: 'compounding' | 'losing' | 'undecided' | 'not enough data';
  /** What the verdict rests on, or what is missing for one. */
  readonly reasons: readonly string[];
}

/** Below these no verdict is given, whatever the rates: three good sessions prove nothing. */
export const leastData = { sessions: 20, given: 20, learnings: 20 };

/** A verdict only when the whole 95 % interval of one side lies above the other's. */
export function verdictOf(equation: Equation): Verdict {
  const missing = [
    lacking(equation.retrieval.of, leastData.sessions, 'harvested sessions since knowledge was first given'),
    lacking(equation.citation.of, leastData.given, 'learnings given to sessions'),
    lacking(equation.decay.of, leastData.learnings, 'learnings in the store'),
  ].filter((text) => text !== null);
  if (missing.length > 0) return { verdict: 'not enough data', reasons: missing };
  const { product, decay } = equation;
  const say = (low: number, high: number) => `${low.toFixed(2)} to ${high.toFixed(2)}`;
  const both = `retrieval × citation is ${say(product.low, product.high)}, decay ${say(decay.low, decay.high)}, each with 95 % certainty`;
  if (product.low > decay.high) return { verdict: 'compounding', reasons: [both] };
  if (product.high < decay.low) return { verdict: 'losing', reasons: [both] };
  return { verdict: 'undecided', reasons: [`${both}: the intervals overlap`] };
}

function lacking(have: number, want: number, what: string): string | null {
  return have >= want ? null : `${have} of ${want} ${what}`;
}
