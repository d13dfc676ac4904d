import { join } from 'node:path';
import { isoTime } from '../../base/clock.ts';
import { ToolError } from '../../base/errors.ts';
import { nearestWord } from '../../base/nearest-word.ts';
import { ulid } from '../../base/ulid.ts';
import { redactDeep } from '../../knowledge/redact/redact.ts';
import type { Artefact } from '../../schema/artefact.ts';
import { schemaVersion } from '../../schema/learning.ts';
import type { Risk, WorkEvent } from '../../schema/work.ts';
import { orderOf } from '../../work/batch.ts';
import type { Claim, ClaimStore } from '../../work/claim.ts';
import { claimRefs } from '../../work/claim-refs.ts';
import type { WorkProblem } from '../../work/item-file.ts';
import { type Readiness, readinessOf } from '../../work/ready.ts';
import type { WorkHead, WorkState } from '../../work/state.ts';
import { readHeads, readWork, writeEvent } from '../../work/store.ts';
import { loadConfig } from '../config.ts';
import { type Edge, openWorkspace, type Workspace } from '../workspace.ts';

/** All work of a repository at one moment. */
export interface Board {
  readonly workspace: Workspace;
  /** `.agents/work` */
  readonly folder: string;
  readonly states: ReadonlyMap<string, WorkState>;
  readonly problems: readonly WorkProblem[];
  /** Null without git. */
  readonly store: ClaimStore | null;
  readonly claims: ReadonlyMap<string, Claim>;
  /** What comes before each in a batch. */
  readonly order: ReadonlyMap<string, readonly string[]>;
  readonly now: number;
}

/** Reads all work and who has what. Writes nothing but a cache. */
export function openBoard(edge: Edge): Board {
  const workspace = openWorkspace(edge);
  const folder = join(workspace.sharedDir, 'work');
  const { states, problems } = readWork(folder, workspace.cacheDir);
  const store = storeOf(workspace, edge);
  const [claims, order] = [store?.all() ?? new Map<string, Claim>(), orderOf(states.values())];
  return { workspace, folder, states, problems, store, claims, order, now: edge.now() };
}

/** As much of it as a list needs, in a fraction of the time. */
export interface BoardHeads extends Pick<Board, 'problems' | 'claims' | 'order' | 'now'> {
  readonly open: ReadonlyMap<string, WorkHead>;
  readonly closed: ReadonlySet<string>;
}

export function openBoardHeads(edge: Edge): BoardHeads {
  const workspace = openWorkspace(edge);
  const { open, closed, problems } = readHeads(join(workspace.sharedDir, 'work'), workspace.cacheDir);
  const byId = new Map(open.map((head) => [head.item.id, head]));
  const claims = storeOf(workspace, edge)?.all() ?? new Map<string, Claim>();
  return { open: byId, closed, problems, claims, order: orderOf(open), now: edge.now() };
}

function storeOf(workspace: Workspace, edge: Edge): ClaimStore | null {
  if (workspace.repository === null) return null;
  return claimRefs(workspace.root, loadConfig(workspace, edge)['work.remote'] || null);
}

/** Claims need git, which lets one of many win. @throws ToolError E_NO_GIT */
export function claimStore({ workspace, store }: Board): ClaimStore {
  if (store === null) throw new ToolError('E_NO_GIT', { what: 'Claiming work', path: workspace.root });
  return store;
}

/**
 * An item by its id or a beginning of it that fits only one.
 * @throws ToolError E_UNKNOWN_ITEM with the nearest id
 */
export function itemOf({ states }: Board, id: string): WorkState {
  const exact = states.get(id);
  if (exact) return exact;
  const found = id.length >= 3 ? [...states.keys()].filter((known) => known.startsWith(id)) : [];
  const only = found.length === 1 ? states.get(found[0] ?? '') : undefined;
  if (only) return only;
  const near = found.length > 1 ? found.slice(0, 3).join(', ') : nearestWord(id, states.keys());
  const suggestion = near ? `Did you mean ${near}?` : '`twelvefold work list --all` shows the items there are.';
  throw new ToolError('E_UNKNOWN_ITEM', { id, suggestion });
}

export function readiness({ states, claims, order, now }: Board, state: WorkState): Readiness {
  const closedOf = (id: string) => states.get(id) && states.get(id)?.closed !== null;
  const { id } = state.item;
  return readinessOf(state, closedOf, claims.get(id) ?? null, now, order.get(id));
}

/** What an item waits for, one way or another. */
export function waitsFor({ states, order }: Pick<Board, 'states' | 'order'>): (id: string) => readonly string[] {
  return (id) => [...(states.get(id)?.item.depends ?? []), ...(order.get(id) ?? [])];
}

export function readinessOfHead({ open, closed, claims, order, now }: BoardHeads, head: WorkHead): Readiness {
  const closedOf = (id: string) => (closed.has(id) ? true : open.has(id) ? false : undefined);
  const { id } = head.item;
  return readinessOf(head, closedOf, claims.get(id) ?? null, now, order.get(id));
}

/** What happened, besides what every event says. */
type News =
  | { readonly type: 'note'; readonly text: string; readonly artefacts?: readonly Artefact[] }
  | ({ readonly type: 'result' } & Omit<WorkState['results'][number], 'at'>)
  | {
      readonly type: 'claimed';
      readonly worker: string;
      readonly session: string | null;
      readonly fence: number;
      readonly terms: string;
      readonly commit: string | null;
      readonly prompt: string | null;
    }
  | { readonly type: 'released'; readonly worker: string; readonly fence: number; readonly reason: string }
  | {
      readonly type: 'closed';
      readonly commits: readonly string[];
      readonly verdict: string | null;
      readonly reason: string;
    }
  | { readonly type: 'allowed'; readonly reason: string }
  | { readonly type: 'rated'; readonly risk: Risk; readonly reason: string }
  | { readonly type: 'reopened'; readonly reason: string; readonly child: string };

/** Writes what happened to an item, after everything that is recorded of it, without secrets. */
export function record(board: Board, state: WorkState, by: string, news: News): void {
  const now = state.events.reduce((time, { at }) => Math.max(time, Date.parse(at) + 1), board.now);
  const whole = {
    schema: schemaVersion,
    ulid: ulid(now),
    item: state.item.id,
    at: isoTime(now),
    by,
    ...redactDeep(news),
  };
  writeEvent(board.folder, whole as WorkEvent);
}
