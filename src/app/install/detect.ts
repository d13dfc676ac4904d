import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ToolError } from '../../base/errors.ts';
import { nearestWord } from '../../base/nearest-word.ts';
import type { Installer } from '../../runtimes/installer.ts';
import { installers } from '../../runtimes/installers.ts';
import { findSessions } from '../find-sessions.ts';
import type { Edge, Workspace } from '../workspace.ts';

/** An agent, and what tells that it is used here. */
export interface DetectedAgent {
  readonly installer: Installer;
  /** Absolute path of its program, or null. */
  readonly program: string | null;
  /** The folder of its settings, or null. */
  readonly settings: string | null;
  /** Its sessions of this repository. */
  readonly sessions: number;
  /** Folders below the top of a checkout in which sessions began, the commonest first; each session once. */
  readonly below: readonly string[];
}

/** Looks for agents: a program on the PATH, a folder of settings, past sessions of this repository. */
export function detectAgents(workspace: Workspace, edge: Edge): DetectedAgent[] {
  const found = findSessions(workspace, edge);
  return installers
    .map((installer) => {
      const settings = installer.settings(edge);
      const own = found.sessions.filter(({ agent, subagentOf }) => agent === installer.agent && subagentOf === null);
      const unread = found.unread.find(({ agent }) => agent === installer.agent)?.here ?? 0;
      return {
        installer,
        program: firstOf(installer.programs.map((name) => onPath(name, edge.env['PATH']))),
        settings: existsSync(settings) ? settings : null,
        sessions: own.length + unread,
        below: own.flatMap(({ cwd }) => folderBelow(cwd, found.roots) ?? []),
      };
    })
    .filter(({ program, settings, sessions }) => program !== null || settings !== null || sessions > 0);
}

/** What to say of settings of this repository that an agent does not read where it is started; null where it does. */
export function unreadBelow(agent: Pick<DetectedAgent, 'installer' | 'sessions' | 'below'>): string | null {
  const { installer, sessions, below } = agent;
  if (!installer.readsWhereStarted || below.length === 0) return null;
  const [commonest] = [...Map.groupBy(below, (folder) => folder)].toSorted(([, a], [, b]) => b.length - a.length);
  return `${installer.title} reads them only where it is started at the top of the repository, and ${below.length} of ${sessions} ${sessions === 1 ? 'session' : 'sessions'} began further down, as in ${commonest?.[0]}`;
}

/** The settings that are read in every folder. */
export const servesEveryFolder = (agent: string) => `twelvefold init --user --agent ${agent}`;

/** A session's folder from the top of its checkout; null where it began at the top, or elsewhere. */
function folderBelow(cwd: string | null, roots: readonly string[]): string | null {
  if (cwd === null) return null;
  const tops = roots.filter((root) => cwd === root || cwd.startsWith(`${root}/`));
  const top = tops.toSorted((a, b) => b.length - a.length)[0];
  return top === undefined || top === cwd ? null : cwd.slice(top.length + 1);
}

/**
 * The installers that names mean.
 * @throws ToolError E_USAGE for a name that is none
 */
export function installersNamed(names: readonly string[], command: string): Installer[] {
  return names.map((name) => {
    const installer = installers.find(({ agent }) => agent === name);
    if (installer) return installer;
    const known = installers.map(({ agent }) => agent);
    const near = nearestWord(name, known);
    const problem = `There is no agent \`${name}\` with hooks${near === null ? `; known are ${known.join(', ')}.` : `, did you mean \`${near}\`?`}`;
    throw new ToolError('E_USAGE', { problem, command });
  });
}

/** The absolute path of a program on the PATH, or null. */
export function onPath(name: string, path: string | undefined): string | null {
  for (const folder of (path ?? '').split(delimiter)) {
    const file = join(folder, process.platform === 'win32' ? `${name}.cmd` : name);
    try {
      accessSync(file, constants.X_OK);
      if (folder !== '' && statSync(file).isFile()) return file;
    } catch {
      // Not in this one.
    }
  }
  return null;
}

function firstOf(paths: readonly (string | null)[]): string | null {
  return paths.find((path) => path !== null) ?? null;
}
