import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { realPath } from '../base/real-path.ts';
import type { SessionGlance } from './reader.ts';

/** What a session's belonging to a repository rests on. `name`: only the folder's name is the same, which proves nothing. */
export type Match = 'folder' | 'remote' | 'commit' | 'name';

/** What a repository is known by. */
export interface RepositoryIdentity {
  /** Top folders of all its worktrees, absolute. */
  readonly roots: readonly string[];
  /** Its remotes, in the form of {@link normalRemote}. */
  readonly remotes: ReadonlySet<string>;
  /** Which of these hashes, full or shortened, are commits of this repository. */
  readonly commitsAmong: (hashes: readonly string[]) => ReadonlySet<string>;
}

/** What of a session is known before it is matched. */
export interface MatchClaim extends Pick<SessionGlance, 'cwd' | 'remote' | 'commit'> {
  /** Traces of the repository in the rest of the file, looked for only when the folder is gone. */
  readonly traces: () => Traces;
}

/** What a transcript says of the repository it worked in, besides its folder. */
export interface Traces {
  readonly commits: readonly string[];
  /** `owner/name` of pull requests that were opened. */
  readonly repositories: readonly string[];
}

/**
 * Makes the function that tells whether a session belongs to a repository: it began inside one of its worktrees, or in
 * a folder that is gone (moved, or a removed worktree) and names one of its remotes or commits. A folder that exists
 * elsewhere is another checkout and keeps its sessions.
 */
export function createMatcher(identity: RepositoryIdentity): (claim: MatchClaim) => Match | null {
  const owners = new Map<string, 'ours' | 'other' | 'gone'>();
  const names = new Set(identity.roots.map((root) => basename(root)));
  return (claim) => {
    if (claim.cwd === null) return null;
    const owner = owners.get(claim.cwd) ?? ownerOf(claim.cwd, identity.roots);
    owners.set(claim.cwd, owner);
    if (owner !== 'gone') return owner === 'ours' ? 'folder' : null;
    if (claim.remote !== null) return identity.remotes.has(normalRemote(claim.remote)) ? 'remote' : null;
    if (claim.commit !== null && identity.commitsAmong([claim.commit]).size > 0) return 'commit';
    const { commits, repositories } = claim.traces();
    if (repositories.some((name) => namesRemote(name, identity.remotes))) return 'remote';
    if (commits.length > 0 && identity.commitsAmong(commits).size > 0) return 'commit';
    return names.has(basename(claim.cwd.replaceAll('\\', '/'))) ? 'name' : null;
  };
}

/** A remote without protocol, user, port and `.git`, so that the same repository reads the same. */
export function normalRemote(address: string): string {
  const [, host, rest = ''] =
    /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([^:/]+)(?::\d+(?=\/))?[:/]+(?![:/])(.+)$/i.exec(address) ?? [];
  const path = rest.replace(/(?<!\/)\/+$/, '').replace(/\.git$/i, '');
  return host === undefined || path === '' ? address : `${host.toLowerCase()}/${path.toLowerCase()}`;
}

function namesRemote(name: string, remotes: ReadonlySet<string>): boolean {
  return [...remotes].some((remote) => remote.endsWith(`/${name.toLowerCase()}`));
}

/** Whose folder this is: the nearest checkout around it decides, so that a repository inside another keeps its own. */
function ownerOf(cwd: string, roots: readonly string[]): 'ours' | 'other' | 'gone' {
  const within = roots.some((root) => cwd === root || cwd.startsWith(root.endsWith('/') ? root : `${root}/`));
  if (!within) {
    if (!existsSync(cwd)) return 'gone';
    // Another way to the same folder: a link, as `/tmp` is on some systems.
    const real = realPath(cwd);
    return real === cwd ? 'other' : ownerOf(real, roots);
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (roots.includes(folder)) return 'ours';
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return 'other';
  }
}
