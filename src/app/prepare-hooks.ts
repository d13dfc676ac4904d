import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { ToolError } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { type Checkout, findCheckout } from '../git/find-checkout.ts';
import { openTree } from '../knowledge/anchors/file-tree.ts';
import type { Entry } from '../knowledge/entry.ts';
import { indexedEntries } from '../knowledge/index/checkout.ts';
import type { Injection } from '../knowledge/inject/offer.ts';
import { saidIn } from '../knowledge/journal/record-injection.ts';
import { hookDialects } from '../runtimes/hook-dialects.ts';
import { loadConfig } from './config.ts';
import { startHandoff } from './handoff.ts';
import { hookDefaults, limitsFile } from './hook/limits.ts';
import { movedFile } from './hook/moved.ts';
import { noticeOf } from './hook/notice.ts';
import { type PreparedStart, startFolder } from './hook/start-text.ts';
import { inject } from './inject.ts';
import { withIndex } from './knowledge-index.ts';
import { movedFiles } from './moved-files.ts';
import { endSessionPhases } from './phases/session-phase.ts';
import { withSweepLock } from './sweep-lock.ts';
import { tierIsOn } from './tiers.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

/** A hook that waits for this waits no longer. */
const waitMs = 1500;
/** Milliseconds that looking for files that were moved may take. */
const gitBudgetMs = 1000;

/**
 * Brings everything up to date that hooks read, because they have no time to: the index, the limits of the configuration, and what a
 * session is told at its start. All of it is a cache.
 */
export function prepareHooks(edge: Edge): void {
  const workspace = openWorkspace(edge);
  const checkout = workspace.repository?.root ? findCheckout(workspace.root) : null;
  // Before anything is read, and by the clock of the files: what changes meanwhile is newer than what was prepared.
  const stamp = checkout === null ? null : markTime(startFolder(workspace.cacheDir, checkout.name));
  const entries = knownNow(workspace);
  const config = loadConfig(workspace, edge);
  // Where knowledge is switched off nothing of it may cost a token; the guard of the context stays.
  const on = tierIsOn(edge, 'knowledge');
  const limits = Object.keys(hookDefaults).map((key) => {
    return [key, on || !key.startsWith('inject.') ? config[key as keyof typeof hookDefaults] : 0];
  });
  writeFileAtomic(limitsFile(workspace.cacheDir), `${JSON.stringify(Object.fromEntries(limits))}\n`, false);
  if (checkout !== null) noteMoved(workspace, edge, checkout, entries);
  if (checkout !== null && stamp !== null) prepareStart(workspace, edge, checkout, stamp, on ? null : 0);
  if (!tierIsOn(edge, 'workflow')) endSessionPhases(workspace.stateDir);
  // The shell script leaves its notes here.
  makeFolder(join(workspace.stateDir, 'spool'));
}

/**
 * Has hooks obey at once what somebody switched, kept or decided, where there are any; where there are none nothing is made for them.
 * What cannot be done now the next sweep does.
 */
export function renewHooks(edge: Edge): void {
  if (!existsSync(limitsFile(openWorkspace(edge).cacheDir))) return;
  try {
    refreshHooks(edge);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
}

/** The same by hand; a sweep at work does it anyway, so that one is waited for. */
export function refreshHooks(edge: Edge): void {
  withSweepLock(openWorkspace(edge).cacheDir, waitMs, () => prepareHooks(edge));
}

/** The learnings as the index, brought up to date, has them. */
function knownNow(workspace: Workspace): Entry[] {
  return withIndex(workspace, ({ db }) => indexedEntries(db, workspace.root)) ?? [];
}

/** Hooks have no time to ask git where a file went. */
function noteMoved(workspace: Workspace, edge: Edge, { name }: Checkout, entries: readonly Entry[]): void {
  const expected = entries.flatMap(({ learning, state }) => (state.active ? learning.anchors : []));
  const moved = movedFiles(entries, openTree(workspace.root, { git: true, gitBudgetMs, now: edge.now, expected }));
  const file = movedFile(workspace.cacheDir, name);
  if (Object.keys(moved).length === 0) rmSync(file, { force: true });
  else writeFileAtomic(file, `${JSON.stringify(moved)}\n`, false);
}

function markTime(folder: string): string {
  const stamp = join(folder, `stamp.${process.pid}`);
  makeFolder(folder);
  // Who was killed in the middle left one; under the lock nobody else has one now.
  for (const name of readdirSync(folder)) if (name.startsWith('stamp.')) rmSync(join(folder, name), { force: true });
  writeFileSync(stamp, '');
  return stamp;
}

function prepareStart(
  workspace: Workspace,
  edge: Edge,
  checkout: Checkout,
  stamp: string,
  budget: number | null,
): void {
  const injection = inject(edge, {
    point: 'start',
    text: '',
    file: null,
    budget,
    ids: [],
    tags: [],
    session: null,
    agent: 'hook',
    transcript: null,
    record: false,
  });
  const handoff = startHandoff(workspace, '', edge.now());
  const given = injection.items.length === 0 ? null : saidIn(injection);
  const prepared: PreparedStart = {
    text: injection.text,
    given,
    handoff: handoff === null ? null : { key: handoff.key, text: handoff.text },
  };
  const folder = startFolder(workspace.cacheDir, checkout.name);
  const write = (name: string, text: string) => writeFileAtomic(join(folder, name), text, false);
  // Whoever looks while this is written finds it out of date.
  rmSync(join(folder, 'stamp'), { force: true });
  write('start.json', `${JSON.stringify(prepared)}\n`);
  write('given', `${JSON.stringify(given)}\n`);
  write('watch', watched(workspace, checkout, injection));
  for (const dialect of hookDialects) {
    const event = dialect.events.find(({ point }) => point === 'start');
    const file = join(folder, `${dialect.agent}.out`);
    // A handoff is for one session only, and which one that is the script cannot settle.
    if (event === undefined || handoff !== null) rmSync(file, { force: true });
    else {
      const notice = given === null ? null : noticeOf(given);
      const answer = dialect.write(event.name, { context: injection.text, notice });
      write(`${dialect.agent}.out`, answer === '' ? '' : `${answer}\n`);
    }
  }
  renameSync(stamp, join(folder, 'stamp'));
}

/**
 * What makes the prepared text doubtful when it changes: the folders that knowledge comes into, the records of what is said, the files
 * it is about, the instructions, the handoffs, and where the branch stands.
 */
function watched(workspace: Workspace, { commonDir, name }: Checkout, { items }: Injection): string {
  const { root, sharedDir, stateDir, personalDir } = workspace;
  const places = [sharedDir, stateDir, personalDir].flatMap((base) => [
    join(base, 'learnings'),
    join(base, 'learnings.md'),
    ...items.map(({ id }) => join(base, 'records', id)),
  ]);
  const files = ['learnings.md', 'docs/learnings.md', 'AGENTS.md', 'CLAUDE.md', 'GEMINI.md'];
  const gitDir = name === '@' ? commonDir : join(commonDir, 'worktrees', name);
  const newer = [
    ...places,
    ...files.map((name) => join(root, name)),
    join(sharedDir, 'twelvefold.yaml'),
    join(sharedDir, 'handoffs'),
    join(sharedDir, 'records'),
    join(gitDir, 'HEAD'),
    join(gitDir, 'logs', 'HEAD'),
  ];
  const there = items.flatMap(({ anchors }) =>
    (anchors?.checks ?? []).flatMap(({ place }) => (place === null ? [] : [join(root, place)])),
  );
  const lines = [
    ...[...new Set(newer)].map((path) => `> ${path}`),
    ...[root, ...new Set(there)].map((path) => `= ${path}`),
  ];
  return `${lines.filter((line) => !/[\r\n]/.test(line)).join('\n')}\n`;
}
