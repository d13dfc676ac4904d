import { estimateTokenCount } from 'tokenx';
import type { InjectionPoint } from '../../schema/journal.ts';

/**
 * Tokens that one injection may cost. A whole session may cost 1 % of a window of 200,000; a start gets a third of it
 * (about five learnings of 100 tokens), a prompt or a failed command the two or three that recall would stand for, a
 * file what fits beside a diff.
 */
export const pointBudget: Readonly<Record<InjectionPoint, number>> = { start: 600, prompt: 300, file: 200, error: 250 };
export const sessionBudget = 2000;

/** Estimated tokens of a text, without a tokenizer's tables: within a few per cent for prose and code. */
export function countTokens(text: string): number {
  return estimateTokenCount(text);
}
