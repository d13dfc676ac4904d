import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from '../base/errors.ts';
import { isUnfinished } from '../base/plain-file.ts';
import { readHandoffFile } from '../context/handoff/handoff-file.ts';
import { carryToBranch } from '../git/carry.ts';
import { advanceHead, type ChangedFile, changedFiles, commitFiles } from '../git/commit-paths.ts';
import { ignoredAmong, isBranchName, isIgnored, remoteOf, unfinishedBusiness } from '../git/repository.ts';
import { secretsLeft } from '../knowledge/redact/second-look.ts';
import { readWork } from '../work/store.ts';
import type { FileOutcome } from './install/apply.ts';
import { knownEntries } from './known-entries.ts';
import { renewHooks } from './prepare-hooks.ts';
import { refuseLargeFiles } from './refuse-too-large.ts';
import { renewInstructions } from './renew-instructions.ts';
import { sweep } from './sweep.ts';
import { type Publishable, publishAll, publishable } from './sync-publish.ts';
import { writeUsage } from './sync-usage.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

export interface SyncRequest {
  /** The branch of the remote that the commit is carried to; null keeps it here. */
  readonly push: string | null;
  /** Say what would be done and do nothing. */
  readonly dryRun: boolean;
}

export interface SyncReport {
  /** Learnings that are published now and were not before. */
  readonly published: readonly { readonly id: string; readonly title: string }[];
  /** Evidence that came to learnings published before. */
  readonly evidence: number;
  readonly withheld: Publishable['withheld'];
  /** Files of instructions whose lines of guidance were brought up to date; they are not in the commit. */
  readonly instructions: readonly FileOutcome[];
  /** Files of the commit, from the root. */
  readonly files: readonly string[];
  /** The commit on the branch that is checked out; null where nothing was to be committed, or no branch is checked out. */
  readonly commit: string | null;
  readonly pushed: {
    readonly remote: string;
    readonly branch: string;
    readonly commit: string;
    readonly files: readonly string[];
    /** Changed on both sides: the branch kept its own. */
    readonly kept: readonly string[];
    /** The remote had no such branch before. */
    readonly isNew: boolean;
  } | null;
}

/** What twelvefold keeps in `.agents/`; what others keep there, skills for example, is theirs to commit. */
const ownParts = [
  ...['learnings', 'learnings.md', 'records', 'usage', 'twelvefold.yaml', 'goals.yaml', 'prompts'],
  ...['work', 'research', 'plans', 'decisions', 'handoffs', 'failures', 'verdicts', 'councils', 'ledger', 'ratchets'],
];

/** Those of them that are here. A handoff that was drawn up from a transcript quotes its user, and stays. */
function ownPaths(root: string): string[] {
  const there = ownParts.map((part) => `.agents/${part}`).filter((path) => existsSync(join(root, path)));
  const own = there.flatMap((path) => {
    if (path !== '.agents/handoffs') return [path];
    const files = readdirSync(join(root, path)).map((name) => `${path}/${name}`);
    return files.filter(
      (file) =>
        isLink(join(root, file)) || readHandoffFile(readFileSync(join(root, file), 'utf8')).fields?.by !== 'draft',
    );
  });
  const ignored = ignoredAmong(root, own);
  return own.filter((path) => !ignored.has(path));
}

/** What changed, without what somebody who was killed left half-written. */
function finishedFiles(root: string, parent: string, paths: readonly string[]): ChangedFile[] {
  return changedFiles(root, parent, paths).filter(({ path }) => !isUnfinished(path));
}

/** Somebody may commit while we do; so often we look again. */
const attempts = 5;

/**
 * Publishes what this repository's sessions taught and commits `.agents/`, and nothing else: what the person has staged
 * stays staged, what is half-way stays half-way. With `push` the same files are carried to a branch of the remote, on top
 * of what it holds by then. Doing it twice changes nothing.
 * @throws ToolError E_NO_GIT, E_GIT_BUSY, E_GIT_FAILED, E_GATE (a file seems to hold a secret), E_TOO_LARGE, E_WRITE_FAILED, E_USAGE
 */
export async function sync(edge: Edge, { push, dryRun }: SyncRequest): Promise<SyncReport> {
  const workspace = openWorkspace(edge);
  const root = workspace.repository?.root ?? null;
  if (root === null) throw new ToolError('E_NO_GIT', { what: 'Sync', path: edge.cwd });
  if (push !== null && !isBranchName(root, push))
    throw new ToolError('E_USAGE', { problem: `${push} cannot be the name of a branch.`, command: 'sync' });
  const remote = push === null ? null : remoteOf(root);
  if (push !== null && remote === null)
    throw new ToolError('E_GIT_BUSY', {
      reason: 'it is not clear which remote is meant',
      fix: 'Set one with `git remote add origin ADDRESS`, or make the branch follow one.',
    });
  refuseWhenBusy(workspace, root);

  // What hooks have left is part of what was learned here; in a throw-away container nobody comes back for it.
  if (!dryRun) sweep(edge);
  const { entries } = knownEntries(workspace);
  const chosen = await publishable(workspace, entries);
  if (!dryRun) {
    publishAll(workspace, chosen, edge.now());
    const published = entries.filter(({ root: place }) => place === 'shared').map(({ learning }) => learning.id);
    writeUsage(workspace, new Set([...published, ...chosen.learnings.map(({ learning }) => learning.id)]));
  }
  const instructions = dryRun ? [] : renewInstructions(workspace);
  if (instructions.length > 0) renewHooks(edge);
  const report = {
    published: chosen.learnings.map(({ learning }) => ({ id: learning.id, title: learning.title })),
    evidence: chosen.records.length,
    withheld: chosen.withheld,
    instructions,
  };
  const folders = ownPaths(root);
  const head = workspace.repository?.head ?? '';
  const files = finishedFiles(root, head, folders);
  const paths = files.map(({ path }) => path);
  refuseLargeFiles(root, files);
  if (dryRun) return { ...report, files: paths, commit: null, pushed: null };
  await refuseSecretFiles(root, paths);

  const message = messageOf(report.published, itemsIn(workspace, paths), paths.length);
  const made = files.length === 0 ? null : commitHere(workspace, root, { head, files, folders, message });
  if (push === null || remote === null || folders.length === 0)
    return { ...report, files: paths, commit: made?.onBranch ? made.commit : null, pushed: null };
  const carried = carryToBranch(root, { remote, branch: push, commit: made?.commit ?? head, folders, message });
  return {
    ...report,
    files: paths,
    commit: made?.onBranch ? made.commit : null,
    pushed: { remote, branch: push, ...carried },
  };
}

/** Commits on the branch that is checked out. In a detached checkout, as servers make them, nothing moves: the commit is only carried on. */
function commitHere(
  { repository }: Workspace,
  root: string,
  given: { head: string; files: readonly ChangedFile[]; folders: readonly string[]; message: string },
): { commit: string; onBranch: boolean } {
  let { head, files } = given;
  if (repository?.branch == null) return { commit: commitFiles(root, head, files, given.message), onBranch: false };
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const commit = commitFiles(root, head, files, given.message);
    if (advanceHead(root, head, commit, files)) return { commit, onBranch: true };
    head = openWorkspace({ cwd: root, home: '', env: {}, now: () => 0 }).repository?.head ?? head;
    files = finishedFiles(root, head, given.folders);
    if (files.length === 0) return { commit: head, onBranch: true };
  }
  throw new ToolError('E_GIT_BUSY', {
    reason: 'others committed to this branch all the while',
    fix: 'Run `twelvefold sync` again in a moment.',
  });
}

function refuseWhenBusy({ repository }: Workspace, root: string): void {
  if (repository?.head == null)
    throw new ToolError('E_GIT_BUSY', {
      reason: 'this repository has no commit yet',
      fix: 'Make the first commit, then run `twelvefold sync` again.',
    });
  const business = unfinishedBusiness(root);
  if (business !== null)
    throw new ToolError('E_GIT_BUSY', {
      reason: `${business} is in progress`,
      fix: 'Finish or abort it, then run `twelvefold sync` again.',
    });
  if (isIgnored(root, '.agents/learnings/a.md'))
    throw new ToolError('E_GIT_BUSY', {
      reason: '.agents/learnings is ignored by git here',
      fix: '`git check-ignore -v .agents/learnings/a.md` names the line; take it out, or publish nothing.',
    });
}

function isLink(path: string): boolean {
  return lstatSync(path).isSymbolicLink();
}

/** What people wrote by hand never went through redaction; what is once in a history stays there. */
async function refuseSecretFiles(root: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const file = join(root, path);
    // Of a link git keeps where it points, not what lies there.
    const text = isLink(file) ? readlinkSync(file) : readFileSync(file, 'utf8');
    const found = await secretsLeft(text);
    if (found.length > 0)
      throw new ToolError('E_GATE', {
        reason: `${path} seems to hold a secret: ${found.join(', ')}`,
        fix: 'Take it out and run `twelvefold sync` again; nothing was committed.',
      });
  }
}

const mostNamed = 30;

/** Something that a commit's message names. */
interface Named {
  readonly id: string;
  readonly title: string;
}

/** The work that files tell of. */
function itemsIn({ sharedDir, cacheDir }: Workspace, paths: readonly string[]): Named[] {
  const touched = new Set(paths.filter((path) => path.startsWith('.agents/work/')));
  if (touched.size === 0) return [];
  return [...readWork(join(sharedDir, 'work'), cacheDir).states.values()]
    .filter(
      ({ item: { id }, path, events }) =>
        touched.has(path) || events.some(({ ulid }) => touched.has(`.agents/work/events/${id}-${ulid}.json`)),
    )
    .map(({ item: { id, title } }) => ({ id, title }));
}

/** Each item is named, so that `git log --grep` finds what happened to it. */
function messageOf(published: SyncReport['published'], items: readonly Named[], files: number): string {
  const lists = [published, items].filter((some) => some.length > 0).map(namedLines);
  return `${[subjectOf(published, items, files), ...lists.flatMap((lines) => ['', ...lines])].join('\n')}\n`;
}

function subjectOf(published: readonly Named[], items: readonly Named[], files: number): string {
  const [learning, item] = [published[0], items[0]];
  if (learning !== undefined)
    return published.length === 1 ? `Record a learning: ${learning.title}` : `Record ${published.length} learnings`;
  if (item !== undefined)
    return items.length === 1 ? `Record work: ${item.title}` : `Record work on ${items.length} items`;
  return `Record what happened to the knowledge (${files} ${files === 1 ? 'file' : 'files'})`;
}

function namedLines(all: readonly Named[]): string[] {
  const rest = all.slice(mostNamed).map(({ id }) => id);
  return [
    ...all.slice(0, mostNamed).map(({ id, title }) => `- ${id} ${title}`),
    ...(rest.length > 0 ? [`- and ${rest.length} more: ${rest.join(' ')}`] : []),
  ];
}
