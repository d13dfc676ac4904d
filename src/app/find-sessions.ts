import { existsSync } from 'node:fs';
import { reasonOf } from '../base/errors.ts';
import { readJsonHead } from '../base/file-head.ts';
import { realPath } from '../base/real-path.ts';
import { commitsAmong } from '../git/commits.ts';
import { listRemotes, listWorktrees } from '../git/repository.ts';
import { readers } from '../runtimes/index.ts';
import { unreadStores } from '../runtimes/unread/stores.ts';
import type { Place, SessionGlance, TranscriptFile } from '../sessions/reader.ts';
import { createMatcher, type Match, normalRemote, type RepositoryIdentity } from '../sessions/repository-match.ts';
import { splitSessionPath } from '../sessions/shared-file.ts';
import { tracesIn } from '../sessions/traces.ts';
import type { FoundStore } from '../sessions/unread.ts';
import { transcriptState } from './transcript-state.ts';
import type { Edge, Workspace } from './workspace.ts';

/** A transcript on disk that belongs to this repository. */
export interface FoundSession extends Omit<SessionGlance, 'id'> {
  readonly path: string;
  readonly agent: string;
  readonly id: string;
  readonly bytes: number;
  /** When the file was last written, milliseconds since the epoch. */
  readonly modified: number;
  /** What its belonging rests on; null when all sessions of the machine were asked for and this one is elsewhere. */
  readonly match: Match | null;
}

export interface SessionProblem {
  readonly path: string;
  readonly problem: string;
}

export interface FoundSessions {
  /** Oldest first; those that match by name only are apart. */
  readonly sessions: readonly FoundSession[];
  /** Sessions of a folder that is gone and had the same name; perhaps this repository's, perhaps not. */
  readonly byName: readonly FoundSession[];
  /** Sessions of other folders. */
  readonly elsewhere: number;
  /** Agents whose sessions are on disk but not read yet. */
  readonly unread: readonly (FoundStore & { readonly agent: string; readonly title: string })[];
  readonly problems: readonly SessionProblem[];
  /** The folders that were looked in. */
  readonly searched: readonly string[];
  /** The tops of this repository's checkouts. */
  readonly roots: readonly string[];
}

export interface FindOptions {
  /** Sessions of every folder. */
  readonly all?: boolean;
  readonly agent?: string | null;
}

const headBytes = [1 << 14, 1 << 18];

/** Finds the sessions of this repository on this machine, from the beginnings of the files alone. Writes nothing. */
export function findSessions(workspace: Workspace, edge: Edge, options: FindOptions = {}): FoundSessions {
  const identity = identityOf(workspace);
  const match = createMatcher(identity);
  const sessions: FoundSession[] = [];
  const byName: FoundSession[] = [];
  const problems: SessionProblem[] = [];
  let elsewhere = 0;
  const place: Place = { ...edge, roots: identity.roots, stateDir: workspace.stateDir };
  const asked = readers.filter((reader) => !options.agent || options.agent === reader.agent);
  const known = new Set<string>();
  // Copies come last: a session whose own file is here is read from that.
  for (const reader of asked.toSorted((a, b) => Number(a.copies ?? false) - Number(b.copies ?? false))) {
    for (const file of reader.find(place)) {
      try {
        const found = glanceAt(file, reader.glance);
        if (!found || (reader.copies && known.has(found.id))) continue;
        const belongs = match({ ...found, traces: () => tracesIn(file.path) });
        const session = { ...found, match: belongs };
        if (belongs === 'name' && !options.all) byName.push(session);
        else if (belongs === null && !options.all) elsewhere++;
        else {
          known.add(session.id);
          sessions.push(session);
        }
      } catch (error) {
        problems.push({ path: file.path, problem: reasonOf(error) });
      }
    }
  }
  const names = { roots: identity.roots, firstCommit: workspace.repository?.firstCommit ?? null };
  const unread = unreadStores.flatMap((store) => {
    const found = options.agent && options.agent !== store.agent ? null : store.look(edge, names);
    return found ? [{ agent: store.agent, title: store.title, ...found }] : [];
  });
  const searched = asked.flatMap((reader) => reader.folders(place));
  return {
    sessions: sessions.sort(byStart),
    byName: byName.sort(byStart),
    elsewhere,
    unread,
    problems,
    searched,
    roots: identity.roots,
  };
}

function byStart(a: FoundSession, b: FoundSession): number {
  return (a.start ?? a.modified) - (b.start ?? b.modified) || (a.path < b.path ? -1 : 1);
}

/** An empty file is a session that has not begun. */
function glanceAt(file: TranscriptFile, glance: (path: string, head: string) => SessionGlance): FoundSession | null {
  const { bytes: size, modified } = transcriptState(file.path);
  if (size === 0) return null;
  let seen: SessionGlance | null = null;
  for (const bytes of headBytes) {
    seen = glance(file.path, readJsonHead(splitSessionPath(file.path).file, bytes));
    // What else tells whose session it is lies further on, and counts only when the folder is gone.
    if ((seen.cwd !== null && existsSync(seen.cwd)) || size <= bytes) break;
  }
  if (!seen) return null;
  const cwd = seen.cwd ?? file.cwd ?? null;
  return { ...file, ...seen, cwd, id: seen.id ?? file.path, bytes: size, modified, match: null };
}

/** The tops of all checkouts of the repository, by each path that leads to them. */
export function checkoutsOf({ root, repository }: Workspace): string[] {
  const worktrees = repository ? listWorktrees(root) : [];
  return [...new Set([root, ...worktrees].flatMap((folder) => [folder, realPath(folder)]))];
}

function identityOf(workspace: Workspace): RepositoryIdentity {
  const { root, repository } = workspace;
  return {
    roots: checkoutsOf(workspace),
    remotes: new Set(repository ? listRemotes(root).map(normalRemote) : []),
    commitsAmong: (hashes) => (repository ? commitsAmong(root, hashes) : new Set()),
  };
}
