import type { FileOutcome } from '../../app/install/apply.ts';
import { uninstall } from '../../app/uninstall.ts';
import type { CliContext } from '../context.ts';
import { homePath } from '../terminal-text.ts';
import type { UninstallFlags } from './uninstall.ts';

/** Runs `uninstall`. @returns 3 when a file could not be cleaned */
export function runUninstall(context: CliContext, flags: UninstallFlags): undefined | Error {
  const { edge, out } = context;
  const outcomes = uninstall(edge, { agents: flags.agent ?? [], scope: flags.user ? 'user' : 'project' });
  if (flags.json) out.json({ files: outcomes });
  else if (outcomes.length === 0) {
    const other = flags.user
      ? 'In this repository: `twelvefold uninstall`.'
      : 'Your own settings: `twelvefold uninstall --user`.';
    out.line(`Nothing of twelvefold is recorded here. ${other}`);
  } else printOutcomes(context, outcomes);
  process.exitCode = outcomes.some(({ state }) => state === 'failed') ? 3 : 0;
  return undefined;
}

/** One line a file; what failed says why and what to do. */
export function printOutcomes({ edge, out }: CliContext, outcomes: readonly FileOutcome[]): void {
  const { green, dim, red } = out.colors;
  for (const { path, state, what, problem } of outcomes) {
    const mark = state === 'failed' ? red('✗') : state === 'unchanged' ? dim('·') : green('●');
    out.line(
      `  ${mark} ${homePath(path, edge.home)}  ${dim(state === 'unchanged' ? 'as it was' : `${state}: ${what.join(', ')}`)}`,
    );
    if (problem) out.line(`      ${problem.message} ${problem.hint}`);
  }
}
