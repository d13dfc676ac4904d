import { sha256 } from '../base/hash.ts';
import { findRepository, type Repository } from '../git/repository.ts';
import type { KnowledgeRoots } from '../knowledge/roots.ts';
import { type Places, placesOf } from './places.ts';
import type { Surroundings } from './surroundings.ts';

/** The outside world, handed in once at the edge so that everything below it can be tested. */
export interface Edge {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** Whether a person or an agent sits at it; absent where nobody looks, and then nobody counts as a person. */
  readonly around?: () => Surroundings;
}

/** Where things of one repository lie, and what git says of it. Computing it reads git and creates nothing. */
export interface Workspace extends Places {
  readonly repository: Repository | null;
}

/** Finds the repository around a folder; a plain folder is a workspace too, with its state in the person's data folder. */
export function openWorkspace(edge: Edge): Workspace {
  const repository = findRepository(edge.cwd);
  return {
    ...placesOf(repository?.root ?? edge.cwd, repository?.commonDir ?? null, edge, sha256),
    repository,
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
