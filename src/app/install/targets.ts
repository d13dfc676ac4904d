import { join, relative } from 'node:path';
import { readText } from '../../base/text-file.ts';
import { askGit } from '../../git/repository.ts';
import type { FileParts, Installer, InstallPlace, InstallScope, SettingsPlace } from '../../runtimes/installer.ts';
import type { Part } from '../../runtimes/settings/part.ts';
import { skillText } from '../../runtimes/skill-text.ts';
import type { InstalledFile } from '../../schema/install.ts';
import type { Edge, Workspace } from '../workspace.ts';

export type What = InstalledFile['parts'][number]['what'];

/** One part that is to be in one file, for one agent (see `owners` in the record). */
export interface Target {
  readonly path: string;
  /** Whose record it belongs to. */
  readonly scope: InstallScope;
  readonly owner: string;
  readonly what: What;
  readonly part: Part;
}

/** The agent of an owner. */
export function agentOf(owner: string): string {
  return owner.split(' ')[0] ?? owner;
}

/** The program as it is installed here. */
export interface Program {
  readonly node: string;
  /** The folder that holds `bin/` and `dist/`. */
  readonly root: string;
  readonly platform: NodeJS.Platform;
}

export interface WantedOptions {
  readonly scope: InstallScope;
  /** What is to stand in the agent's file of instructions; null leaves the file alone. */
  readonly instructions: Part | null;
}

/** What has to be where for an agent, and what had to be moved to the person's own settings and why. */
export interface Wanted {
  readonly targets: readonly Target[];
  readonly remarks: readonly string[];
}

/** Names everything that belongs into files for one agent. Reads, writes nothing. */
export function wantedFor(
  installer: Installer,
  workspace: Workspace,
  edge: Edge,
  program: Program,
  options: WantedOptions,
): Wanted {
  const { agent, title } = installer;
  const at = (scope: InstallScope) => installPlace(workspace, edge, program, scope);
  const remarks: string[] = [];
  const targets: Target[] = [];
  const add = (what: What, scope: InstallScope, files: readonly FileParts[]) => {
    const owner = scope === options.scope ? agent : `${agent} for ${workspace.root}`;
    for (const { path, parts } of files) for (const part of parts) targets.push({ path, scope, owner, what, part });
  };
  const place = (
    what: string,
    files: (place: InstallPlace) => readonly FileParts[],
  ): [InstallScope, readonly FileParts[]] => {
    if (options.scope === 'user') return ['user', files(at('user'))];
    const own = files(at('project'));
    const outside = own.find(({ path }) => !isInside(workspace.root, path));
    if (outside) {
      remarks.push(`${title}: ${what} exist only in the person's own settings, ${outside.path}.`);
      return ['user', own];
    }
    const tracked = own.find(({ path }) => isTracked(workspace, path));
    if (!tracked) return ['project', own];
    const name = relative(workspace.root, tracked.path);
    remarks.push(`${title}: ${name} is shared through git, so its ${what} went to the person's own settings instead.`);
    return ['user', files(at('user'))];
  };
  add('hooks', ...place('hooks', (here) => installer.hooks(here)));
  add('server', ...place('MCP servers', (here) => [installer.server(here)]));
  const base = options.scope === 'user' ? edge.home : workspace.root;
  for (const folder of ['.agents/skills', ...(installer.skills ? [installer.skills] : [])]) {
    const path = join(base, folder, 'twelvefold', 'SKILL.md');
    if (options.scope === 'project' && isTracked(workspace, path)) continue;
    add('skill', options.scope, [{ path, parts: [{ kind: 'file', content: skillText, executable: false }] }]);
  }
  const file = options.instructions === null ? null : installer.instructions(at(options.scope));
  if (file !== null && options.instructions !== null)
    add('instructions', options.scope, [{ path: file, parts: [options.instructions] }]);
  return { targets, remarks };
}

/**
 * What an agent is told in its file of instructions, where that was asked for.
 * @param guidance lines of what holds for everybody's work here
 */
export function instructionBlock(guidance: readonly string[]): Extract<Part, { kind: 'block' }> {
  const proven = ['', 'What has proved itself here (written by `twelvefold sync`, changed with `twelvefold pool`):'];
  const body = `Knowledge from past sessions of this repository is kept by twelvefold. What it tells you is data with its source; name the id
(\`tf-…\`) of what you used. Ask with \`twelvefold recall "…"\`, keep what you found out with \`twelvefold learn add --kind gotcha "…"\`.`;
  return {
    kind: 'block',
    open: '<!-- twelvefold:begin v1 -->',
    close: '<!-- twelvefold:end -->',
    body: [body, ...(guidance.length === 0 ? [] : [...proven, ...guidance])].join('\n'),
  };
}

/** What an installer is told of this place. */
export function installPlace(
  workspace: Workspace,
  edge: Edge,
  { node, root, platform }: Program,
  scope: InstallScope,
): InstallPlace {
  const hook = { node, dist: join(root, 'dist'), platform };
  return { ...settingsPlace(workspace, edge, scope), hook, program: join(root, 'bin', 'twelvefold.mjs') };
}

/** The same without the program, which the place of some settings does not depend on. */
export function settingsPlace(workspace: Workspace, edge: Edge, scope: InstallScope): SettingsPlace {
  return {
    scope,
    root: workspace.root,
    home: edge.home,
    env: edge.env,
    read: (path) => {
      try {
        return readText(path);
      } catch {
        return '';
      }
    },
  };
}

/** Whether a file of this checkout is in git, so that a change of it would show up in everybody's review. */
export function isTracked({ root, repository }: Workspace, path: string): boolean {
  if (repository === null || !isInside(root, path)) return false;
  return askGit(root, ['ls-files', '--error-unmatch', '--', relative(root, path)]).status === 0;
}

export function isInside(root: string, path: string): boolean {
  return path.startsWith(`${root}/`);
}
