import { join } from 'node:path';
import { isoTime } from '../base/clock.ts';
import { ToolError } from '../base/errors.ts';
import { diffOf } from '../git/diff.ts';
import { git } from '../git/scratch-index.ts';
import { redactDeep } from '../knowledge/redact/redact.ts';
import { run } from '../process/run.ts';
import { type LedgerProblem, type LedgerReading, readLedger, writeEntry } from '../ratchet/ledger-file.ts';
import { schemaVersion } from '../schema/learning.ts';
import type { LedgerEntry } from '../schema/ledger.ts';
import { isRecord } from './validation/record-folders.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

/** What an entry says; what is left out is not known. */
export type NewEntry = Pick<LedgerEntry, 'agent' | 'action' | 'reason'> &
  Partial<
    Pick<
      LedgerEntry,
      'pr' | 'issue' | 'failure' | 'ratchet' | 'commit' | 'verdict' | 'tests_passed' | 'review_approved'
    >
  >;

const folderOf = ({ sharedDir }: Workspace) => join(sharedDir, 'ledger');

/**
 * Writes what happened into the ledger.
 * @param range where the change begins and ends, to count its lines; null where there is none
 */
export function addToLedger(
  workspace: Workspace,
  now: number,
  entry: NewEntry,
  range: readonly [from: string, to: string] | null,
): string {
  const files =
    range === null || workspace.repository?.root == null
      ? null
      : diffOf(workspace.root, range[0], range[1]).filter(({ path }) => !isRecord(path));
  const lines = (side: 'added' | 'removed') => files?.reduce((sum, file) => sum + file[side].length, 0) ?? null;
  return writeEntry(
    folderOf(workspace),
    redactDeep({
      schema: schemaVersion,
      timestamp: isoTime(now),
      ...{ pr: null, issue: null, commit: null, verdict: null, tests_passed: null, review_approved: null },
      ...entry,
      ...{ files_changed: files?.length ?? null, lines_added: lines('added'), lines_removed: lines('removed') },
    }),
  );
}

/**
 * The same before something is done: where an earlier run wrote it and was ended before it did the rest, it is there already.
 * @param among what else may have happened to the matter since; of these only the newest entry counts
 */
export function announceInLedger(
  edge: Edge,
  workspace: Workspace,
  entry: NewEntry,
  among: readonly LedgerEntry['action'][],
  range: readonly [from: string, to: string] | null,
): void {
  const wanted: NewEntry = redactDeep({ issue: null, commit: null, verdict: null, ...entry });
  const last = readLedger(folderOf(workspace)).entries.findLast(
    ({ entry: one }) =>
      [entry.action, ...among].includes(one.action) && one.issue === wanted.issue && one.ratchet === wanted.ratchet,
  );
  const told = (['agent', 'action', 'reason', 'commit', 'verdict'] as const).every(
    (key) => last?.entry[key] === wanted[key],
  );
  if (!told) addToLedger(workspace, edge.now(), entry, range);
}

/** The ledger as it lies there. */
export function ledger(edge: Edge): LedgerReading {
  return readLedger(folderOf(openWorkspace(edge)));
}

export interface LedgerCheck {
  readonly ok: boolean;
  readonly entries: number;
  /** Entries that were changed, removed or forged, with how it shows. */
  readonly problems: readonly LedgerProblem[];
  /** What this look cannot tell. */
  readonly unseen: readonly string[];
}

/**
 * Holds the ledger against git's history: every entry that a commit ever added must be there as it was added.
 * @throws ToolError E_NO_GIT
 */
export function verifyLedger(edge: Edge): LedgerCheck {
  const workspace = openWorkspace(edge);
  const { repository, root } = workspace;
  if (repository?.root == null) throw new ToolError('E_NO_GIT', { what: 'Verifying the ledger', path: root });
  const { entries, problems } = readLedger(folderOf(workspace));
  const there = new Set(entries.map(({ path }) => `.agents/ledger/${path}`));
  const history = repository.head === null ? [] : changesOf(root);
  const found: LedgerProblem[] = problems.map(({ path, problem }) => ({ path: `.agents/ledger/${path}`, problem }));
  const added = new Set<string>();
  for (const { status, path, commit } of history) {
    if (status === 'A') added.add(path);
    else if (status === 'D' && !there.has(path))
      found.push({ path, problem: `it was removed by ${commit.slice(0, 10)}` });
    else if (status === 'M') found.push({ path, problem: `it was changed by ${commit.slice(0, 10)}` });
  }
  for (const path of added)
    if (!there.has(path) && !found.some((problem) => problem.path === path))
      found.push({ path, problem: 'it was committed and is not there' });
  const loose = [...there].filter((path) => !added.has(path)).length;
  const unseen = [
    ...(loose > 0
      ? [
          `${loose} ${loose === 1 ? 'entry is' : 'entries are'} not committed yet: git cannot vouch for ${loose === 1 ? 'it' : 'them'}`,
        ]
      : []),
    ...(isShallow(root) ? ['this clone is shallow: what older commits added is not seen'] : []),
    'a history that was rewritten everywhere, or an entry removed before it was ever committed, does not show: protect the branch (`twelvefold protect --print`)',
  ];
  const seen = new Map(found.map((problem) => [`${problem.path} ${problem.problem}`, problem]));
  return { ok: found.length === 0, entries: entries.length, problems: [...seen.values()], unseen };
}

interface Change {
  readonly status: string;
  readonly path: string;
  readonly commit: string;
}

/** What commits did to the ledger's files, merges seen from each of their parents. */
function changesOf(root: string): Change[] {
  const text = git(root, [
    'log',
    '--format=%x01%H',
    '--name-status',
    '--no-renames',
    '-m',
    '-z',
    'HEAD',
    '--',
    '.agents/ledger',
  ]);
  const changes: Change[] = [];
  for (const part of text.split('\x01').slice(1)) {
    const [commit = '', ...fields] = part
      .split('\0')
      .flatMap((field) => field.split('\n'))
      .filter(Boolean);
    for (let at = 0; at + 1 < fields.length; at += 2)
      changes.push({ commit, status: fields[at] ?? '', path: fields[at + 1] ?? '' });
  }
  return changes;
}

const isShallow = (root: string) =>
  run('git', ['rev-parse', '--is-shallow-repository'], { cwd: root }).stdout.trim() === 'true';
