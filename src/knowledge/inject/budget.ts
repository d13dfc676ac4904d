import type { Config } from '../../schema/config.ts';
import type { InjectionPoint } from '../../schema/journal.ts';

/** The limits where nothing else is configured, in tokens. */
export const pointBudget: Readonly<Record<InjectionPoint, number>> = { start: 600, prompt: 300, file: 200, error: 250 };
export const sessionBudget = 2000;

/** The settings that say what may be said. */
export type InjectLimits = Pick<Config, (typeof settingOf)[InjectionPoint] | 'inject.sessionTokens'>;

export const defaultLimits: InjectLimits = {
  'inject.startTokens': pointBudget.start,
  'inject.promptTokens': pointBudget.prompt,
  'inject.fileTokens': pointBudget.file,
  'inject.errorTokens': pointBudget.error,
  'inject.sessionTokens': sessionBudget,
};

/** The setting that limits each point. */
const settingOf = {
  start: 'inject.startTokens',
  prompt: 'inject.promptTokens',
  file: 'inject.fileTokens',
  error: 'inject.errorTokens',
} as const satisfies Record<InjectionPoint, keyof Config>;

/**
 * Tokens that this injection may cost: what was asked for, else the point's own limit, and no more than the session has left.
 * The defaults let a whole session cost 1 % of a window of 200,000 tokens; a start gets a third of that, about five
 * learnings of 100 tokens, a prompt or a failed command the two or three that recall stands for, a file one or two.
 * @param asked null for the point's limit
 * @param spent tokens that the session was given before
 */
export function budgetFor(point: InjectionPoint, config: InjectLimits, asked: number | null, spent: number): number {
  return Math.max(0, Math.min(asked ?? config[settingOf[point]], config['inject.sessionTokens'] - spent));
}
