import { branchRules } from '../../app/protect/branch-rules.ts';
import { ciRecipe } from '../../app/protect/ci-recipe.ts';
import { defaultBranch, installHooks, removeHooks } from '../../app/protect/hooks.ts';
import { runGitHook } from '../../app/protect/run-git-hook.ts';
import { protectionStanding } from '../../app/protect/standing.ts';
import { ToolError } from '../../base/errors.ts';
import type { CliContext } from '../context.ts';
import { thisProgram } from '../program.ts';
import { homePath } from '../terminal-text.ts';
import type { ProtectFlags } from './protect.ts';
import { printOutcomes } from './uninstall-run.ts';

/** Runs `protect`: exit 3 where a file could not be written. */
export function runProtect(context: CliContext, { hooks, remove, print, ci, json }: ProtectFlags): void {
  const { edge, out } = context;
  if ([hooks, remove, print, ci].filter(Boolean).length > 1)
    throw new ToolError('E_USAGE', {
      problem: 'One of --hooks, --remove, --print and --ci at a time.',
      command: 'protect',
    });
  if (print) {
    const rules = branchRules(print, print === 'gitlab' ? defaultBranch(edge) : '');
    if (json) out.json(rules);
    else out.line(JSON.stringify(rules, null, 2));
    return;
  }
  if (ci) {
    const recipe = ciRecipe(ci);
    if (json) out.json(recipe);
    else out.line(recipe.text.trimEnd());
    return;
  }
  if (!hooks && !remove) {
    tellStanding(context, json);
    return;
  }
  const { files, remarks } = hooks ? installHooks(edge, thisProgram(edge)) : { files: removeHooks(edge), remarks: [] };
  process.exitCode = files.some(({ state }) => state === 'failed') ? 3 : 0;
  if (json) {
    out.json({ files, remarks });
    return;
  }
  if (files.length === 0) out.line('No hook of twelvefold is recorded here.');
  printOutcomes(context, files);
  for (const remark of remarks) out.note(remark);
}

function tellStanding({ edge, out }: CliContext, json: boolean): void {
  const standing = protectionStanding(edge);
  if (json) {
    out.json(standing);
    return;
  }
  for (const { name, path, installed } of standing.hooks)
    out.line(
      `${name.padEnd(11)} ${installed ? 'calls twelvefold' : 'does not call twelvefold'}  ${out.colors.dim(homePath(path, edge.home))}`,
    );
  const { refused, lockedIn, lastWeek, reopened, exhausted, reverted, overridden, validations } = standing;
  const last = refused.at(-1);
  out.line(
    last === undefined
      ? 'No push was stopped that would have forced or deleted a protected branch.'
      : `${refused.length} pushes were stopped that would have forced or deleted a protected branch, the last at ${last.at.slice(0, 16)} by ${last.by} (${last.why} ${last.branch}).`,
  );
  out.line(
    `Of ${lockedIn} pieces of work that were locked in, ${lastWeek} of them in the last seven days, ${reopened} were taken up again; ${exhausted} went to a person because their attempts were spent.`,
  );
  out.line(
    `Of ${validations.all} validations ${validations.passed} passed; ${reverted} pieces were taken back, and a person passed over a gate ${overridden} ${overridden === 1 ? 'time' : 'times'}.`,
  );
}

/** Runs what a hook of git calls: exit 1 stops git. */
export async function runGitHookCommand(
  { edge, out, readInput }: CliContext,
  name: string,
  args: readonly string[],
): Promise<void> {
  const input = name === 'pre-push' ? await readInput() : '';
  const { lines, stops } = await runGitHook(edge, thisProgram(edge), name, args, input);
  for (const line of lines) out.note(line);
  process.exitCode = stops ? 1 : 0;
}
