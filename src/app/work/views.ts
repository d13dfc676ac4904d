import { join } from 'node:path';
import type { WorkItem } from '../../schema/work.ts';
import { failuresOf, readFailedAttempts } from '../../validation/failed-attempts.ts';
import type { Claim } from '../../work/claim.ts';
import type { WorkProblem } from '../../work/item-file.ts';
import { byUrgency, type Readiness } from '../../work/ready.ts';
import type { WorkHead, WorkState } from '../../work/state.ts';
import { isComplete, viewOf } from '../phases/documents.ts';
import type { Edge } from '../workspace.ts';
import { type Board, itemOf, openBoard, openBoardHeads, readiness, readinessOfHead } from './board.ts';

/** One line about a piece of work. */
export interface WorkRow {
  readonly id: string;
  readonly title: string;
  readonly status: Readiness['status'];
  readonly priority: number;
  readonly risk: string | null;
  readonly labels: readonly string[];
  readonly worker: string | null;
  readonly reason: string;
  readonly blockers: readonly string[];
}

export interface WorkList {
  readonly items: readonly WorkRow[];
  readonly problems: readonly WorkProblem[];
}

export interface ListRequest {
  /** Only these; null for all that is open. */
  readonly status: Readiness['status'] | 'all' | null;
  readonly label: string | null;
}

/** Work by urgency. */
export function listWork(edge: Edge, { status, label }: ListRequest): WorkList {
  const board = openBoard(edge);
  const rows = rowsOf(board).filter(
    (row) =>
      (status === 'all' || (status === null ? row.status !== 'closed' : row.status === status)) &&
      (label === null || row.labels.includes(label)),
  );
  return { items: rows, problems: board.problems };
}

export interface ReadyList extends WorkList {
  /** The rest of what is open, with what holds it back; only where it was asked for. */
  readonly waiting: readonly WorkRow[];
}

/** What can be taken up now, most urgent first. */
export function readyWork(edge: Edge, explain: boolean): ReadyList {
  const board = openBoardHeads(edge);
  const heads = [...board.open.values()].toSorted(byUrgency);
  const rows = heads.map((head) => rowOf(board, head, readinessOfHead(board, head)));
  return {
    items: rows.filter(({ status }) => status === 'ready'),
    waiting: explain ? rows.filter(({ status }) => status === 'blocked' || status === 'claimed') : [],
    problems: board.problems,
  };
}

/** Everything about one item. */
export interface WorkView
  extends WorkRow,
    Pick<WorkState, 'path' | 'closed' | 'children' | 'notes' | 'results' | 'attempts'> {
  readonly body: string;
  readonly criteria: readonly string[];
  readonly depends: readonly string[];
  readonly parent: string | null;
  readonly scope: readonly string[];
  readonly estimate: number | null;
  readonly created: string | null;
  readonly claim: Claim | null;
  /** Open items that wait for this one; a batch of which it is one is for whoever runs that. */
  readonly blocks: readonly string[];
  /** Whether it is a batch, and whether its order counts. */
  readonly batch: WorkItem['batch'] | null;
  /** The items of a batch in their order. */
  readonly members: readonly WorkRow[];
  /** What its phases left behind. */
  readonly documents: readonly {
    readonly phase: 'research' | 'plan';
    readonly path: string;
    readonly complete: boolean;
    /** Files it looked at that changed since. */
    readonly stale: readonly string[];
  }[];
  /** What was tried and did not pass, newest first. */
  readonly failures: readonly {
    readonly at: string;
    readonly approach: string;
    readonly failure: string;
    readonly count: number;
  }[];
}

/** @throws ToolError E_UNKNOWN_ITEM */
export function showWork(edge: Edge, id: string): WorkView {
  const board = openBoard(edge);
  const state = itemOf(board, id);
  const { body, criteria, depends, parent, scope, estimate, created } = state.item;
  const { path, closed, children, notes, results, attempts } = state;
  const blocks = [...board.states.values()].filter(
    (other) => !other.closed && other.item.batch === undefined && other.item.depends.includes(state.item.id),
  );
  return {
    ...rowOf(board, state, readiness(board, state)),
    ...{ path, closed, children, notes, results, attempts, body, criteria, depends, parent, scope, estimate, created },
    claim: board.claims.get(state.item.id) ?? null,
    blocks: blocks.map(({ item }) => item.id),
    batch: state.item.batch ?? null,
    members: state.item.batch === undefined ? [] : depends.flatMap((member) => memberRow(board, member)),
    documents: (['research', 'plan'] as const).flatMap((phase) => {
      const found = viewOf(board.workspace, phase, state);
      return found ? [{ phase, path: found.path, complete: isComplete(found), stale: found.stale }] : [];
    }),
    failures: failuresOf(readFailedAttempts(join(board.workspace.sharedDir, 'failures')), state.item.id).map(
      ({ attempt, count }) => ({
        at: attempt.timestamp,
        approach: attempt.approach,
        failure: attempt.failure_mode,
        count,
      }),
    ),
  };
}

function memberRow(board: Board, id: string): WorkRow[] {
  const state = board.states.get(id);
  return state ? [rowOf(board, state, readiness(board, state))] : [];
}

/** All work as another tool reads it: generated, never read back. */
export function exportWork(edge: Edge, format: 'markdown' | 'beads' | 'github'): string {
  const board = openBoard(edge);
  const states = [...board.states.values()].toSorted(byUrgency);
  if (format === 'markdown') {
    const lines = states.map(({ item, closed }) => `- [${closed ? 'x' : ' '}] ${item.title} (${item.id})`);
    return [
      '# Work',
      '',
      '<!-- Generated by `twelvefold work export`; the items are files in .agents/work. -->',
      '',
      ...lines,
      '',
    ].join('\n');
  }
  if (format === 'beads') return states.map((state) => `${JSON.stringify(bead(state))}\n`).join('');
  const issues = states.map(({ item, closed }) => ({
    title: item.title,
    body: [
      item.body,
      ...(item.criteria.length ? [item.criteria.map((text) => `- [ ] ${text}`).join('\n')] : []),
      `twelvefold: ${item.id}`,
    ]
      .filter(Boolean)
      .join('\n\n'),
    state: closed ? 'closed' : 'open',
    labels: item.labels,
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function bead({ item, closed }: WorkState): object {
  return {
    id: item.id,
    title: item.title,
    description: item.body,
    acceptance_criteria: item.criteria.map((text) => `- ${text}`).join('\n'),
    status: closed ? 'closed' : 'open',
    priority: item.priority,
    labels: item.labels,
    created_at: item.created,
    ...(closed ? { closed_at: closed.at, close_reason: closed.reason } : {}),
    dependencies: [
      ...item.depends.map((other) => ({ issue_id: item.id, depends_on_id: other, type: 'blocks' })),
      ...(item.parent === null ? [] : [{ issue_id: item.id, depends_on_id: item.parent, type: 'parent-child' }]),
    ],
  };
}

function rowsOf(board: Board): WorkRow[] {
  return [...board.states.values()].toSorted(byUrgency).map((state) => rowOf(board, state, readiness(board, state)));
}

function rowOf({ claims }: Pick<Board, 'claims'>, state: WorkHead, told: Readiness): WorkRow {
  const { status, reason, blockers } = told;
  const { id, title, priority, risk, labels } = state.item;
  const worker = status === 'claimed' ? (claims.get(id)?.worker ?? null) : null;
  return { id, title, status, priority, risk, labels, worker, reason, blockers };
}
