import { dirname } from 'node:path';
import { prepareBackfill } from '../../app/forge.ts';
import { findAgents, type InitPlan, planInit } from '../../app/init.ts';
import { type CodexTrust, trustCodexHooks } from '../../app/install/codex-trust.ts';
import { nodeProblem } from '../../app/install/node-path.ts';
import type { PlannedFile } from '../../app/install/plan.ts';
import { type Edge, openWorkspace } from '../../app/workspace.ts';
import { agreed, answered } from '../answered.ts';
import type { CliContext } from '../context.ts';
import { thisProgram } from '../program.ts';
import { count, homePath } from '../terminal-text.ts';
import { backfill, previewOf } from './forge-run.ts';
import type { InitFlags } from './init.ts';
import { printOutcomes } from './uninstall-run.ts';

/** Runs `init`: find, say, ask, write, and offer to learn from the past. Exit code 3 when a file could not get its part. */
export async function runInit(context: CliContext, flags: InitFlags): Promise<void> {
  const { edge, out } = context;
  const scope = flags.user ? 'user' : 'project';
  const program = thisProgram(edge);
  const asks = out.interactive && !flags.yes && !flags.json && !flags.dryRun;
  const agents = asks && !flags.agent ? await chooseAgents(context) : (flags.agent ?? []);
  if (agents === null) return;
  const plan = planInit(edge, program, { agents, scope, instructions: flags.instructions });
  const node = nodeProblem(program.node, edge.cwd);
  if (!flags.json) printPlan(context, plan, flags);
  if (node !== null) out.note(`Hooks would not run: ${node}.`);
  const fresh = plan.files.some(({ state }) => state === 'new' || state === 'changed');
  if (flags.dryRun || (asks && fresh && !(await agreed('Write this?')))) {
    if (flags.json) out.json(planJson(plan));
    else out.line('Nothing was written.');
    return;
  }
  const hasCodex = plan.agents.some(({ installer }) => installer.agent === 'codex');
  const trusts =
    hasCodex &&
    (flags.trustCodexHooks ||
      (asks && (await agreed('Let Codex run these hooks (writes their hashes into ~/.codex/config.toml)?'))));
  // All that is asked about it is asked before anything is written.
  const outcomes = plan.write();
  const codex = trusts ? await trustCodexHooks(openWorkspace(edge), edge, scope) : null;
  const all = [...outcomes, ...(codex?.outcomes ?? [])];
  const blocked = plan.files.filter(({ state }) => state === 'blocked');
  process.exitCode = blocked.length > 0 || all.some(({ state }) => state === 'failed') || node !== null ? 3 : 0;
  const steps = new Map(plan.trust);
  if (codex?.trust.state === 'trusted') steps.delete('codex');
  else if (codex) steps.set('codex', trustRemark(codex.trust));
  const remarks = [...plan.remarks, ...steps.values()];
  if (flags.json) {
    const preview = previewOf(prepareBackfill(edge, () => {}));
    out.json({ ...planJson(plan), written: all, remarks, backfill: preview });
    return;
  }
  const done = all.filter(({ state }) => state !== 'unchanged');
  const failed = done.filter(({ state }) => state === 'failed');
  if (done.length === 0 && blocked.length > 0) out.line('Nothing was written.');
  else if (done.length === 0) out.line('Everything is in place already; nothing was changed.');
  else out.line(`${count(done.length - failed.length, 'file')} written.`);
  printOutcomes(context, failed);
  if (done.length > 0 || flags.trustCodexHooks)
    for (const remark of remarks) out.line(`  ${out.colors.yellow('→')} ${remark}`);
  await offerBackfill(context, asks);
  out.line(`\nNext: \`twelvefold doctor\` tries the whole chain; \`twelvefold status\` says what is here.`);
}

function printPlan({ edge, out }: CliContext, plan: InitPlan, flags: InitFlags): void {
  const { bold, dim, green, red, yellow } = out.colors;
  for (const { installer, program, settings, sessions } of plan.agents) {
    const signs = [
      program,
      settings,
      sessions > 0 ? `${sessions} ${sessions === 1 ? 'session' : 'sessions'} of this repository` : null,
    ];
    const seen = signs.flatMap((sign) => (sign === null ? [] : [homePath(sign, edge.home)])).join(', ');
    out.line(`${bold(installer.title)}  ${dim(seen || 'not found on this machine, written because you named it')}`);
  }
  out.line(`${flags.user ? 'For all your work' : 'For this repository'}:`);
  for (const { path, what, state, problem, more } of shortened(plan.files)) {
    const mark =
      state === 'blocked'
        ? red('✗')
        : state === 'unchanged' || state === 'kept'
          ? dim('=')
          : state === 'new'
            ? green('+')
            : yellow('~');
    out.line(
      `  ${mark} ${shown(path, edge, plan.root)}${more > 0 ? ` and ${more} more there` : ''}  ${dim(what.join(', '))}`,
    );
    if (state === 'kept') out.line('      edited by hand since, and left as it is; delete it to have it written again');
    if (problem) out.line(`      ${problem.message} ${problem.hint}`);
  }
}

/** Files of one folder with the same fate are one line. */
function shortened(files: readonly PlannedFile[]): (PlannedFile & { more: number })[] {
  const same = ({ path, what, state }: PlannedFile) =>
    state === 'blocked' ? path : `${dirname(path)} ${what.join()} ${state}`;
  return [...Map.groupBy(files, same).values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, more: others.length }] : [],
  );
}

function shown(path: string, { home }: Edge, root: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : homePath(path, home);
}

async function chooseAgents({ edge, out }: CliContext): Promise<string[] | null> {
  const found = findAgents(edge);
  if (found.length < 2) return [];
  const { isCancel, multiselect } = await import('@clack/prompts');
  const message = 'Which agents?';
  const answer = await answered(message, (signal) =>
    multiselect({
      ...{ message, signal },
      options: found.map(({ installer }) => ({ value: installer.agent, label: installer.title })),
      initialValues: found.map(({ installer }) => installer.agent),
    }),
  );
  if (!isCancel(answer)) return answer;
  out.line('Nothing was written.');
  return null;
}

/** Past sessions are read for the preview; nothing of them is kept unless somebody says so. */
async function offerBackfill(context: CliContext, asks: boolean): Promise<void> {
  const { edge, out } = context;
  if (asks) {
    out.line('\nYour past sessions here:');
    return backfill(context, { all: true, pending: false, dryRun: false, yes: false, json: false });
  }
  const preview = previewOf(prepareBackfill(edge, () => {}));
  if (preview.sessions === 0) return;
  out.line(
    `\nPast sessions: ${preview.sessions}; ${count(preview.observations, 'learning')} would be used at once${preview.review > 0 ? `, ${preview.review} would wait for your review` : ''}. Nothing of them is kept yet: \`twelvefold forge --all\` does.`,
  );
}

function trustRemark({ state }: CodexTrust): string {
  if (state === 'unseen')
    return 'Codex sees no hooks here because it does not trust this folder: start `codex` here, trust it, then run this again.';
  if (state === 'unknown')
    return 'Codex could not be asked for the hashes of its hooks (is `codex` on the PATH?): start `codex` and type /hooks.';
  return 'Codex did not take the trust that was written: start `codex` and type /hooks.';
}

function planJson(plan: InitPlan) {
  const agents = plan.agents.map(({ installer, program, settings, sessions }) => ({
    agent: installer.agent,
    title: installer.title,
    program,
    settings,
    sessions,
  }));
  return { agents, files: plan.files };
}
