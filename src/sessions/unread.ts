import type { Place } from './reader.ts';

/** The sessions of an agent that twelvefold finds but does not read yet. */
export interface UnreadStore {
  readonly agent: string;
  readonly title: string;
  /** Looks where the agent keeps its sessions. Never throws. @returns null where there are none */
  look(place: Place, repository: RepositoryNames): FoundStore | null;
  /** Whether a file is one of this agent's, from its path and its first lines. */
  recognises(path: string, head: string): boolean;
}

/** What a store may know a repository by. */
export interface RepositoryNames {
  /** Top folders of all its worktrees, absolute. */
  readonly roots: readonly string[];
  readonly firstCommit: string | null;
}

export interface FoundStore {
  readonly folder: string;
  /** Sessions of this repository; null where the store does not tell without being read. */
  readonly here: number | null;
  /** All sessions in the store; null where it cannot be counted without being read. */
  readonly all: number | null;
}
