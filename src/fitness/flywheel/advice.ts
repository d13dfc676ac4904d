import type { Rate } from '../../knowledge/utility/rate.ts';
import type { Equation } from './equation.ts';

export interface Advice {
  readonly cause: 'low retrieval' | 'low citation' | 'high decay';
  readonly text: string;
  /** What to type. */
  readonly commands: readonly string[];
}

/** A rate is called low or high only when its whole interval is, so that noise gives no advice. */
const limits = { retrieval: 0.5, citation: 0.3, decay: 0.2 };

/** What to do about a weak rate, by its cause. */
export function adviceFor(equation: Equation): Advice[] {
  const advice: Advice[] = [];
  const { retrieval, citation, decay } = equation;
  if (isBelow(retrieval, limits.retrieval)) {
    advice.push({
      cause: 'low retrieval',
      text: `${retrieval.of - retrieval.count} of ${retrieval.of} sessions were given nothing: improve what finds. Learnings need the file, command or error they are about in their scope; try what your prompts would find, and add what is missing.`,
      commands: ['twelvefold recall "YOUR LAST PROMPT" --why', 'twelvefold forge --all', 'twelvefold status'],
    });
  }
  if (isBelow(citation, limits.citation)) {
    advice.push({
      cause: 'low citation',
      text: `${citation.of - citation.count} of ${citation.of} learnings given were not seen to be used: gate harder. Fewer and more specific ones; send back what is never used.`,
      commands: ['twelvefold decay', 'twelvefold pool review'],
    });
  }
  if (decay.value !== null && decay.low > limits.decay) {
    advice.push({
      cause: 'high decay',
      text: `${decay.count} of ${decay.of} learnings went stale: the code moves faster than what is known of it. Anchor learnings to files and symbols, and clear out what no longer holds.`,
      commands: ['twelvefold decay', 'twelvefold decay --apply'],
    });
  }
  return advice;
}

const isBelow = (rate: Rate, limit: number) => rate.value !== null && rate.high < limit;
