import { isAbsolute, join } from 'node:path';
import { sha256 } from '../base/hash.ts';
import { findRepository, type Repository } from '../git/repository.ts';
import type { KnowledgeRoots } from '../knowledge/roots.ts';

/** The outside world, handed in once at the edge so that everything below it can be tested. */
export interface Edge {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
}

/** Where things of one repository lie (DESIGN §4). Computing it reads git and creates nothing. */
export interface Workspace {
  /** The top of the checkout, or the plain folder. */
  readonly root: string;
  readonly repository: Repository | null;
  /** Published knowledge: text in the repository. */
  readonly sharedDir: string;
  /** Durable and local, shared by all worktrees: pools, journal, spool, cursors. */
  readonly stateDir: string;
  /** Can be thrown away at any time. */
  readonly cacheDir: string;
  /** The person's own knowledge, for every repository. */
  readonly personalDir: string;
}

/** Finds the repository around a folder; a plain folder is a workspace too, with its state in the person's data folder. */
export function openWorkspace(edge: Edge): Workspace {
  const repository = findRepository(edge.cwd);
  const root = repository?.root ?? edge.cwd;
  const dataHome = edge.env['XDG_DATA_HOME'] ?? '';
  // The XDG specification has a relative path ignored; it would be another folder in every folder.
  const personalDir = join(isAbsolute(dataHome) ? dataHome : join(edge.home, '.local', 'share'), 'twelvefold');
  const own = repository
    ? join(repository.commonDir, 'twelvefold')
    : join(personalDir, 'folders', sha256(root).slice(0, 16));
  return {
    root,
    repository,
    sharedDir: join(root, '.agents'),
    stateDir: join(own, 'state'),
    cacheDir: join(own, 'cache'),
    personalDir,
  };
}

/** The folders that knowledge is read from and written to, for this workspace. */
export function knowledgeRoots(workspace: Workspace): KnowledgeRoots {
  return {
    root: workspace.root,
    shared: workspace.sharedDir,
    local: workspace.stateDir,
    personal: workspace.personalDir,
  };
}
