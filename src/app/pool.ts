import { ToolError } from '../base/errors.ts';
import { nearestWord } from '../base/nearest-word.ts';
import type { Entry } from '../knowledge/entry.ts';
import {
  approachName,
  type FailedAttempt,
  failedAttempts,
  type LearningView,
  learningView,
  repeatCounts,
} from '../knowledge/learning-view.ts';
import { type Rejection, readRejections } from '../knowledge/rejected-log.ts';
import { createSimilarityIndex, type Similar } from '../knowledge/similarity.ts';
import { readKnowledge } from '../knowledge/store.ts';
import type { Learning } from '../schema/learning.ts';
import { knowledgeRoots, type Workspace } from './workspace.ts';

/** Where a learning stands: waiting, used here, published, or out of use. */
export type PoolName = 'review' | 'observation' | 'knowledge' | 'rejected' | 'retired';

/** Everything that is known, with the candidates that were turned away. */
export interface Pools {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Turned away by the gate and not taken back since. */
  readonly rejections: ReadonlyMap<string, Rejection>;
}

/** Reads everything that is known. Writes nothing. */
export function openPools(workspace: Workspace): Pools {
  const entries = new Map(readKnowledge(knowledgeRoots(workspace)).entries.map((entry) => [entry.learning.id, entry]));
  const rejections = new Map(
    readRejections(workspace.stateDir).flatMap((item) => (entries.has(item.id) ? [] : [[item.id, item]])),
  );
  return { entries, rejections };
}

/** The pool that a learning is in. */
export function poolOfEntry({ state, root }: Entry): PoolName {
  if (state.rejected !== null) return 'rejected';
  if (state.retired !== null || state.supersededBy !== null) return 'retired';
  if (state.maturity === 'candidate') return 'review';
  return root === 'shared' || root === 'notes' || state.maturity !== 'observation' ? 'knowledge' : 'observation';
}

/**
 * Finds a learning by its id or a beginning of it that fits only one.
 * @throws ToolError E_UNKNOWN_ID with the nearest id
 */
export function findInPools({ entries, rejections }: Pools, id: string): Entry | Rejection {
  const exact = entries.get(id) ?? rejections.get(id);
  if (exact) return exact;
  const all = [...entries.keys(), ...rejections.keys()];
  const found = id.length >= 4 ? all.filter((known) => known.startsWith(id)) : [];
  const only =
    found.length === 1 && found[0] !== undefined ? (entries.get(found[0]) ?? rejections.get(found[0])) : undefined;
  if (only) return only;
  const near = found.length > 1 ? found.slice(0, 3).join(', ') : nearestWord(id, all);
  throw new ToolError('E_UNKNOWN_ID', {
    id,
    suggestion: near ? `Did you mean ${near}?` : '`twelvefold pool list --all` shows the ids there are.',
  });
}

/** Learnings that say something similar, best first. */
export function similarTo(
  { entries }: Pools,
  learning: Pick<Learning, 'id' | 'kind' | 'statement' | 'symptoms'>,
): Similar[] {
  const others = [...entries.values()].flatMap((entry) => (entry.learning.id === learning.id ? [] : [entry.learning]));
  return createSimilarityIndex(others).nearest(learning, 3);
}

/** What `pool show --json` adds to a row. */
export interface PoolView extends LearningView {
  /** One a session that showed it; none where it stands for no failure. */
  readonly failed_attempts: readonly FailedAttempt[];
  /** How often its errors and its approach were met, over all that is known. */
  readonly repeats: { readonly signatures: Readonly<Record<string, number>>; readonly approach: number };
}

/** The learning in the words of the doctrine. */
export function viewOf({ entries }: Pools, entry: Entry): PoolView {
  const attempts = failedAttempts(entry);
  const { bySignature, byApproach } = repeatCounts(entries.values());
  const signatures = attempts.length > 0 ? entry.learning.symptoms : [];
  return {
    ...learningView(entry),
    failed_attempts: attempts,
    repeats: {
      signatures: Object.fromEntries(signatures.map((signature) => [signature, bySignature.get(signature) ?? 0])),
      approach: byApproach.get(approachName(attempts[0]?.approach ?? '')) ?? 0,
    },
  };
}
