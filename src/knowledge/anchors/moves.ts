import { basename } from 'node:path';
import type { AskGit } from './ask-git.ts';
import { blobId } from './blob.ts';

interface Sources {
  readonly ask: AskGit;
  readonly kind: (path: string) => 'file' | 'folder' | null;
  readonly read: (path: string) => Uint8Array | null;
  /** Paths that are gone and will be asked for. */
  readonly missing: () => readonly string[];
}

/** Renames followed one after another. */
const mostRenames = 3;
/** Files that git does not know which are compared by content, besides those of the same name. */
const mostLoose = 50;
/** Paths in one question to git: a command line has an end. */
const pathsAtOnce = 500;

/**
 * Finds where files that are gone were moved to. Each listing of git is asked for once, whatever the number of files.
 * @returns for a path, and git's id of its content where that is known, the new path; null for none
 */
export function createMoves({
  ask,
  kind,
  read,
  missing,
}: Sources): (path: string, blob: string | null) => string | null {
  const tracked = lazily(() => trackedBlobs(ask(['ls-files', '-s', '-z'])));
  const loose = lazily(() => (ask(['ls-files', '-o', '--exclude-standard', '-z']) ?? '').split('\0').filter(Boolean));
  const looseByName = lazily(() => Map.groupBy(loose(), (name) => basename(name)));
  const blobs = new Map<string, string | null>();
  const blobOf = (name: string): string | null => {
    const known = blobs.get(name);
    if (known !== undefined) return known;
    const bytes = read(name);
    const blob = bytes === null ? null : blobId(bytes);
    blobs.set(name, blob);
    return blob;
  };
  const openRenames = lazily(() => renamesIn(ask(['diff', 'HEAD', '-M', '--name-status', '--diff-filter=R', '-z'])));
  const deletions = lazily(() => deletionsOf([...new Set(missing())], ask));
  const single = new Map<string, string | null>();
  const deletedIn = (path: string): string | null => {
    if (deletions().asked.has(path)) return deletions().commits.get(path) ?? null;
    const known = single.get(path);
    if (known !== undefined) return known;
    const commit = deletionsOf([path], ask).commits.get(path) ?? null;
    single.set(path, commit);
    return commit;
  };
  const commits = new Map<string, ReadonlyMap<string, string>>();
  const renamesOf = (commit: string): ReadonlyMap<string, string> => {
    const known = commits.get(commit);
    if (known !== undefined) return known;
    const flags = ['-r', '-M', '--root', '--name-status', '--diff-filter=R', '-z', '--no-commit-id'];
    const renames = renamesIn(ask(['diff-tree', ...flags, commit]));
    commits.set(commit, renames);
    return renames;
  };

  /** A file with the very bytes: in the index, or not yet added under the old name. */
  const sameContent = (path: string, blob: string): string | null => {
    const names = (tracked().get(blob) ?? []).filter((name) => name !== path && read(name) !== null);
    if (names.length > 0) return names.find((name) => basename(name) === basename(path)) ?? names[0] ?? null;
    const alike = [...(looseByName().get(basename(path)) ?? []), ...loose().slice(0, mostLoose)];
    return alike.find((name) => blobOf(name) === blob) ?? null;
  };
  /** The rename git sees: not yet committed, or in the commit that removed the path. */
  const renamed = (path: string, depth: number): string | null => {
    const open = openRenames().get(path);
    if (open !== undefined && kind(open) === 'file') return open;
    const commit = deletedIn(path);
    const next = commit === null ? undefined : renamesOf(commit).get(path);
    if (next === undefined) return null;
    return kind(next) === 'file' ? next : depth > 1 ? renamed(next, depth - 1) : null;
  };
  return (path, blob) => (blob === null ? null : sameContent(path, blob)) ?? renamed(path, mostRenames);
}

/** Paths by the blob they hold, from `mode blob stage TAB path NUL …`. */
function trackedBlobs(answer: string | null): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const row of (answer ?? '').split('\0')) {
    const [entry = '', name = ''] = row.split('\t');
    const blob = entry.split(' ')[1];
    if (blob === undefined) continue;
    const list = names.get(blob);
    if (list === undefined) names.set(blob, [name]);
    else list.push(name);
  }
  return names;
}

/** New path by old path, from `R100 NUL old NUL new NUL …`. */
function renamesIn(answer: string | null): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  const fields = (answer ?? '').split('\0');
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const [from = '', to = ''] = [fields[i + 1], fields[i + 2]];
    if (!renames.has(from)) renames.set(from, to);
  }
  return renames;
}

/** The last commit that removed each path, newest first in the log. */
function deletionsOf(
  paths: readonly string[],
  ask: AskGit,
): { asked: ReadonlySet<string>; commits: ReadonlyMap<string, string> } {
  const commits = new Map<string, string>();
  for (let from = 0; from < paths.length; from += pathsAtOnce) {
    const some = paths.slice(from, from + pathsAtOnce);
    const flags = ['--format=%x01%H', '--no-renames', '--diff-filter=D', '--name-only', '-z'];
    let commit = '';
    for (const field of (ask(['log', ...flags, '--', ...some.map((path) => `:(literal)${path}`)]) ?? '').split('\0')) {
      const text = field.trim();
      if (text.startsWith('\x01')) commit = text.slice(1);
      else if (text !== '' && commit !== '' && !commits.has(text)) commits.set(text, commit);
    }
  }
  return { asked: new Set(paths), commits };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
