import { pathMatch } from '../../knowledge/recall/path-match.ts';
import { termsOf } from '../../knowledge/recall/terms.ts';

/** What of a decision tells what it is about. */
export interface DecisionTopic {
  readonly item: string | null;
  readonly scope: readonly string[];
  readonly title: string;
  /** What was decided, and in which situation. */
  readonly text: string;
}

export interface WorkTopic {
  /** The item and those it belongs to or waits for. */
  readonly items: readonly string[];
  readonly scope: readonly string[];
  readonly text: string;
}

/** Two names of code, or a word of the title and two more, are no accident. */
const enough = 4;
const telling = 0.6;

/**
 * Why a decision concerns a piece of work: taken in it, about the same files, or in the same words.
 * @returns the weight, for the order, and the reason; null where it does not
 */
export function decisionConcerns(decision: DecisionTopic, work: WorkTopic): { weight: number; why: string } | null {
  if (decision.item !== null && work.items.includes(decision.item))
    return { weight: 100, why: `taken in ${decision.item}` };
  const shared = decision.scope.find((path) =>
    work.scope.some((other) => pathMatch(path, other) >= telling || pathMatch(other, path) >= telling),
  );
  if (shared !== undefined) return { weight: 50, why: `about ${shared}` };
  const asked = new Set(termsOf(`${work.text} ${work.scope.join(' ')}`).map(({ term }) => term));
  const title = new Set(termsOf(decision.title).map(({ term }) => term));
  const met = new Map<string, number>();
  for (const { term, class: kind } of termsOf(`${decision.title} ${decision.text}`))
    if (asked.has(term)) met.set(term, kind === 'id' || title.has(term) ? 2 : 1);
  const weight = [...met.values()].reduce((sum, one) => sum + one, 0);
  return weight >= enough ? { weight, why: `shares ${[...met.keys()].slice(0, 6).join(', ')}` } : null;
}
