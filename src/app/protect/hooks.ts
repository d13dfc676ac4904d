import { existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { reasonOf, systemCode, ToolError } from '../../base/errors.ts';
import { readText } from '../../base/text-file.ts';
import { hooksFolder, protectedBranches } from '../../git/hooks.ts';
import { commitOf } from '../../git/tree.ts';
import { mentionsPart } from '../../runtimes/settings/parts-of-text.ts';
import { loadConfig } from '../config.ts';
import { type FileOutcome, putIn } from '../install/apply.ts';
import { planScope } from '../install/plan.ts';
import { lockedRecord } from '../install/record.ts';
import { takeBack } from '../install/take-back.ts';
import { agentOf, isInside, isTracked, type Program, type Target } from '../install/targets.ts';
import { tierIsOn } from '../tiers.ts';
import { type Edge, openWorkspace, type Workspace } from '../workspace.ts';
import { chainedSuffix, type GitHookName, gitHookNames, hookBlock, hookProgram, isShellScript } from './hook-text.ts';

/** Whose parts the hooks are in the record of what was installed. */
const owner = 'protect';

export interface HooksOutcome {
  readonly files: readonly FileOutcome[];
  /** What a person should know of it. */
  readonly remarks: readonly string[];
}

/**
 * Puts twelvefold's lines into the git hooks of this repository, beside what is there: a shell script gets them at its head, any
 * other program keeps running after them. Doing it again changes nothing.
 * @throws ToolError E_NO_GIT, E_TIER_OFF, E_BUSY
 */
export function installHooks(edge: Edge, program: Program): HooksOutcome {
  const workspace = openInGit(edge);
  if (!tierIsOn(edge, 'workflow')) throw new ToolError('E_TIER_OFF', { what: 'The hooks belong', tier: 'workflow' });
  const { path: folder, by } = hooksFolder(workspace.root);
  const remarks: string[] = [];
  const scope = isOwn(workspace, folder) ? 'project' : 'user';
  if (scope === 'user') remarks.push(`${folder} serves other repositories too; there the lines do nothing.`);
  const hooks = gitHookNames.flatMap((name): Target[] => {
    const path = join(folder, name);
    const problem = by === 'git' ? reasonToLeave(path) : null;
    if (problem !== null) remarks.push(problem);
    if (problem !== null) return [];
    if (isTracked(workspace, path))
      remarks.push(
        `${path} is in git: commit the lines, so that every checkout has them. Where twelvefold is not set up they do nothing.`,
      );
    const part = hookBlock(name, by === 'git' && isChained(path, name));
    return [
      { path, scope, owner: scope === 'project' ? owner : `${owner} for ${workspace.root}`, what: 'git-hooks', part },
    ];
  });
  const called: Target = {
    path: join(workspace.stateDir, 'git-hook'),
    scope: 'project',
    owner,
    what: 'git-hooks',
    part: hookProgram(program.node, program.root),
  };
  const files = (['project', 'user'] as const).flatMap((one) => {
    const own = [called, ...hooks].filter((target) => target.scope === one);
    if (own.length === 0) return [];
    return lockedRecord(workspace, one, () => {
      for (const { path } of own) if (path !== called.path && by === 'git') setAside(path);
      const { file, record, changes, files: planned } = planScope(workspace, one, own);
      for (const { problem } of planned) if (problem) remarks.push(problem.message);
      return putIn(file, record, changes);
    });
  });
  return { files, remarks };
}

/** Takes the lines out again; what was there before is as it was. @throws ToolError E_NO_GIT, E_BUSY */
export function removeHooks(edge: Edge): FileOutcome[] {
  const workspace = openInGit(edge);
  return [
    ...takeBack(workspace, 'project', (one) => one === owner),
    ...takeBack(workspace, 'user', (one) => agentOf(one) === owner && one.endsWith(` for ${workspace.root}`)),
  ];
}

export interface HookState {
  readonly name: GitHookName;
  readonly path: string;
  readonly installed: boolean;
}

/** Where the hooks lie, and which of them call twelvefold. */
export function hookStates(edge: Edge): HookState[] {
  const workspace = openInGit(edge);
  const { path: folder } = hooksFolder(workspace.root);
  const callable = existsSync(join(workspace.stateDir, 'git-hook'));
  return gitHookNames.map((name) => {
    const path = join(folder, name);
    return { name, path, installed: callable && mentions(path, name) };
  });
}

function openInGit(edge: Edge): Workspace {
  const workspace = openWorkspace(edge);
  if (workspace.repository?.root == null)
    throw new ToolError('E_NO_GIT', { what: 'Protecting a branch', path: workspace.root });
  return workspace;
}

function isOwn({ root, repository }: Workspace, folder: string): boolean {
  return isInside(root, folder) || isInside(repository?.commonDir ?? root, folder);
}

function mentions(path: string, name: GitHookName): boolean {
  try {
    return mentionsPart(readText(path) ?? '', hookBlock(name, false));
  } catch {
    return false;
  }
}

/** A hook that git does not run must not begin to run because of us. */
function reasonToLeave(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (!stats.isFile()) return `${path} is no file; it was left as it is.`;
  return (stats.mode & 0o111) === 0
    ? `${path} is not executable, so git does not run it; it was left as it is. Delete it or \`chmod +x\` it, then run this again.`
    : null;
}

/** Whether what was there lies, or is about to lie, beside the hook. */
function isChained(path: string, name: GitHookName): boolean {
  if (existsSync(path) && !mentions(path, name)) return isForeign(path);
  return existsSync(`${path}${chainedSuffix}`);
}

function isForeign(path: string): boolean {
  return existsSync(path) && !isShellScript(readFileSync(path));
}

function setAside(path: string): void {
  const aside = `${path}${chainedSuffix}`;
  if (!isForeign(path)) return;
  try {
    if (existsSync(aside)) throw new Error(`${basename(aside)} is there already`);
    renameSync(path, aside);
  } catch (error) {
    throw new ToolError(
      'E_WRITE_FAILED',
      { path: aside, reason: systemCode(error) ?? reasonOf(error) },
      { cause: error },
    );
  }
}

/** The branch that everybody's work goes to. @throws ToolError E_NO_GIT */
export function defaultBranch(edge: Edge): string {
  const workspace = openInGit(edge);
  const held = protectedBranches(workspace.root, 'origin', loadConfig(workspace, edge)['validate.base']);
  const there = held.find((name) => commitOf(workspace.root, `refs/heads/${name}`) !== null);
  return there ?? held[0] ?? 'main';
}
