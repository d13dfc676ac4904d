import type { Claim } from './claim.ts';
import { isForeign } from './item-id.ts';
import type { WorkHead } from './state.ts';

/** Why a piece of work can be taken up, or cannot. */
export interface Readiness {
  readonly id: string;
  readonly ready: boolean;
  readonly status: 'ready' | 'blocked' | 'claimed' | 'closed';
  /** In words: what it waits for, or who has it. */
  readonly reason: string;
  /** Open items it waits for. */
  readonly blockers: readonly string[];
}

/**
 * Whether an item may be taken up now. An item of another repository is not looked into: it blocks nothing and is named.
 * @param closedOf whether an item is closed; undefined where it is not here
 * @param now milliseconds since the epoch, for leases
 * @param before what comes before it in a batch
 */
export function readinessOf(
  state: WorkHead,
  closedOf: (id: string) => boolean | undefined,
  claim: Claim | null,
  now: number,
  before: readonly string[] = [],
): Readiness {
  const { id, batch } = state.item;
  const depends = [...new Set([...state.item.depends, ...before])];
  const told = (status: Readiness['status'], reason: string, blockers: readonly string[] = []): Readiness => ({
    id,
    ready: status === 'ready',
    status,
    reason,
    blockers,
  });
  if (state.closed) return told('closed', `closed ${state.closed.at.slice(0, 10)}`);
  const blockers = depends.filter((other) => !isForeign(other) && closedOf(other) !== true);
  if (batch !== undefined) {
    const done = `is a batch, ${depends.length - blockers.length} of ${depends.length} closed`;
    const end = blockers.length > 0 ? '' : `: \`twelvefold work close ${id}\` ends it`;
    return told('blocked', `${done}${end}`, blockers);
  }
  if (blockers.length > 0) {
    const named = blockers.map((other) => (closedOf(other) === false ? other : `${other}, which is not here`));
    return told('blocked', `waits for ${named.join(', ')}`, blockers);
  }
  if (claim !== null && claim.until > now) {
    const minutes = Math.ceil((claim.until - now) / 60_000);
    return told('claimed', `${claim.worker} has it, for ${minutes} min more unless renewed`);
  }
  const foreign = depends.filter(isForeign);
  const reasons = [
    ...(depends.length > foreign.length ? ['all it waited for is closed'] : []),
    ...(foreign.length > 0 ? [`${foreign.join(', ')} of another repository not looked into`] : []),
    ...(claim !== null ? [`the lease of ${claim.worker} has run out`] : []),
  ];
  return told('ready', reasons.join('; ') || 'waits for nothing');
}

/** The order in which work is taken up: by priority, then the oldest first. */
export function byUrgency(a: WorkHead, b: WorkHead): number {
  const [x, y] = [a.item, b.item];
  // What has no time of its own comes behind what has one.
  const [since, then] = [x.created ?? '9', y.created ?? '9'];
  return x.priority - y.priority || (since < then ? -1 : since > then ? 1 : x.id < y.id ? -1 : 1);
}
