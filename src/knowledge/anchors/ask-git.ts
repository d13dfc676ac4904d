import { run } from '../../process/run.ts';

export interface AskLimits {
  /** False in a plain folder: nothing that was moved is followed there. */
  readonly git: boolean;
  /** Milliseconds that all of git's answers together may take; what is not known by then counts as not found. */
  readonly gitBudgetMs: number;
  readonly now: () => number;
}

/**
 * Asks git, within what is left of the budget.
 * @param input text for its standard input
 * @returns null where git could not answer; what it printed until its time was up counts
 */
export type AskGit = (args: readonly string[], input?: string) => string | null;

/** Git in a checkout, with a budget for all its answers together. */
export function createGitAsker(root: string, { git, gitBudgetMs, now }: AskLimits): AskGit {
  let spent = 0;
  return (args, input = '') => {
    const left = gitBudgetMs - spent;
    if (!git || left < 5) return null;
    const begin = now();
    const { status, stdout } = run('git', ['-c', 'core.quotePath=false', ...args], {
      cwd: root,
      timeoutMs: left,
      input,
    });
    spent += now() - begin;
    return status === 0 || status === 1 || status === null ? stdout : null;
  };
}
