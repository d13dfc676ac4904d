import { isoTime } from '../../base/clock.ts';
import { ToolError } from '../../base/errors.ts';
import { newestCommit } from '../../git/commits.ts';
import { missingCommits } from '../../git/reachable.ts';
import { revertCommits } from '../../git/revert.ts';
import type { Artefact } from '../../schema/artefact.ts';
import type { Risk } from '../../schema/work.ts';
import { isLive } from '../../work/claim.ts';
import type { WorkState } from '../../work/state.ts';
import { writeItem } from '../../work/store.ts';
import { type Actor, refuseUnlessPerson } from '../actor.ts';
import { addToLedger, announceInLedger } from '../ledger.ts';
import { refuseLongNote } from '../refuse-too-large.ts';
import { tierIsOn } from '../tiers.ts';
import { allowFailure } from '../validation/attempts.ts';
import { recordFolders } from '../validation/record-folders.ts';
import type { MergedResult } from '../validation/subject.ts';
import type { Edge } from '../workspace.ts';
import { writeNew } from './add.ts';
import { artefactAt } from './artefacts.ts';
import { isNoWork, refuseUnfinished } from './batch.ts';
import { type Board, itemOf, openBoard, record } from './board.ts';
import { lockIn, passOver } from './lock-in.ts';
import { markMilestone, refuseMilestone } from './milestone.ts';

export interface CloseRequest {
  readonly id: string;
  /** Commits that did it; each must be there and reachable. */
  readonly commits: readonly string[];
  readonly reason: string;
  /** The number that the claim gave; an older one means that the item was lost to somebody else. */
  readonly fence: number | null;
  /** Why a person closes it without a passing verdict; null asks for one. */
  readonly override: string | null;
  /** The name of the tag that marks its last commit; null for none. */
  readonly milestone: string | null;
  /** The merged result that did it, which has landed; where there is none the checked-out commit is judged. */
  readonly merged?: MergedResult;
}

export interface Closed {
  readonly id: string;
  readonly commits: readonly string[];
  readonly verdict: string | null;
  /** False where it was closed before. */
  readonly changed: boolean;
}

/**
 * Closes a piece of work for good. Whoever has lost it to somebody else cannot; and where the workflow is switched on it
 * takes commits and a passing verdict on their tree, which the ledger then locks in.
 * @throws ToolError E_WORK_BLOCKED (somebody else has it; nobody but a person overrides; the milestone is taken), E_NOT_DONE (with what was looked for and not found), E_UNKNOWN_ITEM
 */
export function closeWork(edge: Edge, request: CloseRequest, { by, worker }: Actor): Closed {
  const board = openBoard(edge);
  const state = itemOf(board, request.id);
  const { id } = state.item;
  if (state.closed) {
    mark(board, state, request.milestone, state.closed);
    // Whoever was ended between closing and letting go holds it no longer.
    board.store?.release(id, worker);
    return { id, commits: state.closed.commits, verdict: state.closed.verdict, changed: false };
  }
  refuseWithoutClaim(board, id, worker, request.fence, 'closed');
  const isBatch = isNoWork(state);
  if (isBatch && request.override === null) refuseUnfinished(board, state);
  const strict = tierIsOn(edge, 'workflow') && (!isBatch || request.override !== null);
  const merged = request.merged ?? null;
  if (strict && request.commits.length === 0 && request.override === null) refuseWithoutCommit(board, state);
  const wanted = request.milestone !== null || (strict && request.override === null);
  const asked = request.commits.length === 0 && wanted ? ['HEAD'] : request.commits;
  const target = merged === null ? 'HEAD' : `refs/heads/${merged.into}`;
  const commits = asked.length === 0 ? [] : evidenceOf(board, id, asked, target);
  if (request.milestone !== null) refuseMilestone(board.workspace, request.milestone, id, commits);
  let verdict: string | null = null;
  if (strict && request.override !== null) passOver(edge, board.workspace, { id, by, commits, why: request.override });
  else if (strict)
    verdict = lockIn(edge, board.workspace, { id, by, reason: request.reason || state.item.title, merged });
  record(board, state, by, { type: 'closed', commits, verdict, reason: request.override ?? request.reason });
  board.store?.release(id, worker);
  mark(board, state, request.milestone, { commits, verdict });
  return { id, commits, verdict, changed: true };
}

/** Also what an earlier run closed, and was ended before it said so. */
function mark(
  { workspace }: Board,
  { item }: WorkState,
  milestone: string | null,
  { commits, verdict }: Pick<Closed, 'commits' | 'verdict'>,
): void {
  if (milestone === null) return;
  refuseMilestone(workspace, milestone, item.id, commits);
  markMilestone(workspace, milestone, { item, commits, verdict });
}

/**
 * Takes closed work up again: in a child, while the parent stays closed.
 * @param revert also takes its commits back, by a new commit
 * @throws ToolError E_REASON_NEEDED, E_WORK_BLOCKED where it is still open
 */
export function reopenWork(
  edge: Edge,
  id: string,
  { reason, revert }: { readonly reason: string; readonly revert: boolean },
  { by }: Actor,
): { id: string; child: string; path: string; commit: string | null } {
  if (reason.trim() === '') throw new ToolError('E_REASON_NEEDED', { verb: 'Reopening' });
  const board = openBoard(edge);
  const state = itemOf(board, id);
  if (!state.closed)
    throw new ToolError('E_WORK_BLOCKED', {
      id: state.item.id,
      act: 'reopened',
      reason: 'it is still open',
      fix: `\`twelvefold work show ${state.item.id}\` tells where it stands.`,
    });
  const { id: parent, title, criteria, scope, risk, estimate, priority, labels } = state.item;
  const body = `Reopens ${parent}: ${reason.trim()}\n\n${state.item.body}`.trim();
  const content = { title, body, criteria, scope, risk, estimate, priority, labels, parent, depends: [] };
  const { commits } = state.closed;
  if (revert && commits.length === 0)
    throw new ToolError('E_WORK_BLOCKED', {
      id: parent,
      act: 'taken back',
      reason: 'it was closed without commits',
      fix: 'Take back what did it with `git revert`, and leave --revert out.',
    });
  const { item, path } = begunChild(board, state, body) ?? writeNew(board, content);
  const { workspace } = board;
  const commit = revert
    ? takeBack(workspace.root, commits, state, `${reason.trim()}\n\n${item.id} goes on with it.`)
    : null;
  if (commit !== null && tierIsOn(edge, 'workflow'))
    addToLedger(workspace, edge.now(), { agent: by, action: 'revert', issue: parent, commit, reason: reason.trim() }, [
      `${commit}^`,
      commit,
    ]);
  if (tierIsOn(edge, 'workflow'))
    announceInLedger(
      edge,
      board.workspace,
      { agent: by, action: 'reopen', issue: parent, reason: `${item.id}: ${reason.trim()}` },
      ['lock-in', 'override'],
      null,
    );
  record(board, state, by, { type: 'reopened', reason: reason.trim(), child: item.id });
  return { id: parent, child: item.id, path, commit };
}

function takeBack(root: string, commits: readonly string[], { item: { title } }: WorkState, why: string): string {
  const message = `Revert "${title}"\n\n${why}\n\nThis reverts ${commits.join(', ')}.`;
  return revertCommits(root, commits, recordFolders, message);
}

/** The child of an earlier run that was ended before it said so. */
function begunChild({ states }: Board, { item: { id }, children }: WorkState, body: string): WorkState | undefined {
  const found = [...states.values()].find(({ item, closed }) => item.parent === id && item.body === body && !closed);
  return found && !children.includes(found.item.id) ? found : undefined;
}

export interface Note {
  readonly text: string;
  /** Files that it is about, from the current folder: they are referred to by their hashes and stay where they are. */
  readonly files: readonly string[];
  /** Where others get them. */
  readonly location: string | null;
}

/**
 * Writes down what is worth knowing for whoever goes on.
 * @throws ToolError E_USAGE, E_TOO_LARGE, E_FILE_NOT_FOUND, E_UNKNOWN_ITEM
 */
export function noteWork(
  edge: Edge,
  id: string,
  { text, files, location }: Note,
  { by }: Actor,
): { id: string; artefacts: readonly Artefact[] } {
  if (location !== null && files.length === 0)
    throw new ToolError('E_USAGE', { problem: '--location says where an --artefact is.', command: 'work note' });
  refuseLongNote(text);
  if (text.trim() === '') throw new ToolError('E_USAGE', { problem: 'The note is empty.', command: 'work note' });
  const board = openBoard(edge);
  const state: WorkState = itemOf(board, id);
  const artefacts = files.map((path) => artefactAt(board.workspace.root, edge.cwd, path, location));
  record(board, state, by, { type: 'note', text: text.trim(), ...(artefacts.length > 0 ? { artefacts } : {}) });
  return { id: state.item.id, artefacts };
}

/**
 * Lets an item be tried again whose attempts are used up, or a failure that stopped a change without one; or says what
 * going wrong would cost, which nobody else may call little.
 * @param risk what it is rated; null where it is to be tried again
 * @throws ToolError E_REASON_NEEDED, E_WORK_BLOCKED unless a person asks, E_UNKNOWN_ITEM
 */
export function allowWork(
  edge: Edge,
  id: string,
  { reason, risk }: { readonly reason: string; readonly risk: Risk | null },
  { by }: Actor,
): { id: string } {
  if (reason.trim() === '') throw new ToolError('E_REASON_NEEDED', { verb: 'Letting it be tried again' });
  const board = openBoard(edge);
  const state = isFailureName(id) ? null : itemOf(board, id);
  refuseUnlessPerson(by, {
    id: state?.item.id ?? id,
    act: 'allowed',
    reason: 'whether to go on is for a person to say',
    fix: 'Tell the person you work for what was tried (`twelvefold work show` lists it).',
  });
  if (state === null) {
    if (!allowFailure(edge, board.workspace, id, by, reason.trim()))
      throw new ToolError('E_UNKNOWN_ITEM', { id, suggestion: 'No failed attempt has this name.' });
    return { id };
  }
  if (risk === null) {
    record(board, state, by, { type: 'allowed', reason: reason.trim() });
    return { id: state.item.id };
  }
  if (state.item.risk !== risk) writeItem(board.folder, { ...state.item, risk }, state);
  record(board, state, by, { type: 'rated', risk, reason: reason.trim() });
  return { id: state.item.id };
}

/**
 * Lets nobody finish an item who has lost it to somebody else.
 * @param act what is done with it, as `… cannot be …`
 * @throws ToolError E_WORK_BLOCKED
 */
export function refuseWithoutClaim(
  { claims, store, now }: Pick<Board, 'claims' | 'store' | 'now'>,
  id: string,
  worker: string,
  fence: number | null,
  act: string,
): void {
  const claim = claims.get(id) ?? null;
  const isOthers = isLive(claim, now) && claim.worker !== worker;
  // Whoever took it afterwards may have given it back.
  const last = fence === null ? 0 : (store?.lastFence(id) ?? 0);
  if (fence !== null && fence > last)
    throw new ToolError('E_WORK_BLOCKED', {
      id,
      act,
      reason: `no claim ${fence} was ever given out${last === 0 ? '' : `, the last is ${last}`}`,
      fix: `\`twelvefold work claim ${id}\` gives a number; without one leave --fence out.`,
    });
  if (!isOthers && (fence ?? 0) >= last) return;
  throw new ToolError('E_WORK_BLOCKED', {
    id,
    act,
    reason: claim
      ? `${claim.worker} took it after you (claim ${claim.fence})`
      : `it was taken after you (claim ${last})`,
    fix: 'What you did is not lost: leave it on its branch and tell them with `twelvefold work note`.',
  });
}

/** Items are named `w-…`, or as another tracker names them; a failure's name is a hash. */
const isFailureName = (id: string) => /^sg-[0-9a-f]{10}$/.test(id);

/** Nothing that was committed before an item was taken up is what was done for it. */
function refuseWithoutCommit({ workspace }: Board, { item, events }: WorkState): void {
  const since = events.find(({ type }) => type === 'claimed')?.at ?? item.created;
  const last = newestCommit(workspace.root, recordFolders);
  // Git counts whole seconds.
  if (since === null || (last !== null && last.at >= Math.floor(Date.parse(since) / 1000) * 1000)) return;
  throw new ToolError('E_NOT_DONE', {
    id: item.id,
    reason: `nothing was committed since ${since.slice(0, 16)}${last === null ? '' : `; the last commit is ${last.hash.slice(0, 10)} of ${isoTime(last.at).slice(0, 16)}`}`,
    fix: 'Commit the work; where it was there before, name its commits with --commit.',
  });
}

function evidenceOf({ workspace }: Board, id: string, commits: readonly string[], target: string): readonly string[] {
  const { found, missing } = missingCommits(workspace.root, commits, target);
  if (missing.length === 0) return found;
  throw new ToolError('E_NOT_DONE', {
    id,
    reason: missing.map(({ commit, why }) => `${commit} ${why}`).join('; '),
    fix: 'Commit the work, or bring the commits to this branch, and close it then.',
  });
}
