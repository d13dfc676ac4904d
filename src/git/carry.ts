import { run } from '../process/run.ts';
import { type ChangedFile, commitTree, filesOf, indexInfo } from './commit-paths.ts';
import { git, withScratchIndex } from './scratch-index.ts';

/** What carrying files to a branch of a remote came to. */
export interface Carried {
  /** The commit now at the branch. */
  readonly commit: string;
  /** Files that the branch did not have, or had otherwise. */
  readonly files: readonly string[];
  /** Files that were changed on both sides: the branch's own stayed. */
  readonly kept: readonly string[];
  /** There was no such branch. */
  readonly isNew: boolean;
}

/** The branch may move while we work; after so many times somebody else is too quick for us. */
const attempts = 8;
const networkMs = 120_000;

/**
 * Brings some folders of a commit to a branch of a remote, on top of whatever the branch holds by then, and nothing else:
 * unpublished work that the commit stands on stays here. The branch is made where there is none. Never forced.
 * @throws ToolError E_GIT_FAILED with what git said, when the remote refuses or cannot be reached
 */
export function carryToBranch(
  root: string,
  {
    remote,
    branch,
    commit,
    folders,
    message,
  }: {
    remote: string;
    branch: string;
    commit: string;
    folders: readonly string[];
    message: string;
  },
): Carried {
  const mine = filesOf(root, commit, folders);
  for (let attempt = 1; ; attempt++) {
    const tip = remoteTip(root, remote, branch);
    const base = tip ?? publishedBelow(root, remote, commit);
    const { tree, kept } = mergeFiles(root, { mine, folders, from: commonBase(root, commit, base), onto: base });
    const files = base === null ? mine.map(({ path }) => path) : differing(root, base, tree);
    if (files.length === 0 && tip !== null) return { commit: tip, files, kept, isNew: false };
    const made = commitTree(root, tree, base === null ? [] : [base], message);
    const lease = `--force-with-lease=refs/heads/${branch}:${tip ?? ''}`;
    const args = ['push', '--porcelain', lease, remote, `${made}:refs/heads/${branch}`];
    const pushed = run('git', args, { cwd: root, timeoutMs: networkMs });
    if (pushed.status === 0) return { commit: made, files, kept, isNew: tip === null };
    const raced = /\[rejected\]|stale info|cannot lock ref|fetch first|non-fast-forward/u.test(
      pushed.stdout + pushed.stderr,
    );
    if (!raced || attempt === attempts) git(root, args, { timeoutMs: networkMs });
  }
}

/** The commit at the remote's branch, fetched; null where there is no such branch. */
function remoteTip(root: string, remote: string, branch: string): string | null {
  const ref = `refs/heads/${branch}`;
  const tip = git(root, ['ls-remote', remote, ref], { timeoutMs: networkMs }).split('\t')[0]?.trim();
  if (!tip) return null;
  git(root, ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', remote, ref], { timeoutMs: networkMs });
  return tip;
}

/** The newest commit in a history that the remote has: a new branch begins there. */
function publishedBelow(root: string, remote: string, commit: string): string | null {
  const shown = git(root, ['rev-list', '--boundary', commit, '--not', `--remotes=${remote}`])
    .split('\n')
    .filter(Boolean);
  const own = shown.filter((line) => !line.startsWith('-'));
  if (own.length === 0) return commit;
  return shown.find((line) => line.startsWith('-'))?.slice(1) ?? null;
}

function commonBase(root: string, commit: string, onto: string | null): string | null {
  if (onto === null) return null;
  return run('git', ['merge-base', commit, onto], { cwd: root }).stdout.trim() || null;
}

/** A three-way merge of files alone: what only we changed is taken, what both changed stays as the branch has it. */
function mergeFiles(
  root: string,
  {
    mine,
    folders,
    from,
    onto,
  }: { mine: readonly ChangedFile[]; folders: readonly string[]; from: string | null; onto: string | null },
): { tree: string; kept: string[] } {
  return withScratchIndex(root, (scratch) => {
    const theirs = byPath(onto === null ? [] : filesOf(root, onto, folders));
    const before = byPath(from === null ? [] : filesOf(root, from, folders));
    const kept: string[] = [];
    const taken = mine.filter((file) => {
      const there = theirs.get(file.path);
      const old = before.get(file.path);
      // What the branch took out on purpose stays out.
      if (there === undefined) return old === undefined;
      if (there.blob === file.blob) return false;
      if (old?.blob === there.blob) return true;
      if (old?.blob !== file.blob) kept.push(file.path);
      return false;
    });
    scratch.git(onto === null ? ['read-tree', '--empty'] : ['read-tree', onto]);
    scratch.git(['update-index', '-z', '--index-info'], indexInfo(taken));
    return { tree: scratch.git(['write-tree']).trim(), kept };
  });
}

function byPath(files: readonly ChangedFile[]): ReadonlyMap<string, ChangedFile> {
  return new Map(files.map((file) => [file.path, file]));
}

function differing(root: string, from: string, tree: string): string[] {
  return git(root, ['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, tree]).split('\0').filter(Boolean);
}
