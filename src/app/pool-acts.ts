import { ToolError } from '../base/errors.ts';
import type { Entry } from '../knowledge/entry.ts';
import { admittedBecause } from '../knowledge/gate/reconsider.ts';
import { admittedRecord, evidenceOf, evidenceRecord, learningOf, startRecord } from '../knowledge/new-record.ts';
import { redactDeep } from '../knowledge/redact/redact.ts';
import type { Rejection } from '../knowledge/rejected-log.ts';
import { foldState, smuggled } from '../knowledge/state.ts';
import { writeLearning, writeRecord } from '../knowledge/write-store.ts';
import type { Config } from '../schema/config.ts';
import { type Learning, schemaVersion } from '../schema/learning.ts';
import type { LearningRecord } from '../schema/record.ts';
import { citationsOf } from './citations-of.ts';
import { gateSettings } from './gate-settings.ts';
import { publish } from './publish.ts';
import { knowledgeRoots, type Workspace } from './workspace.ts';

/** Who acts and why. */
export interface PoolAction {
  /** `person` or `agent:<name>`. */
  readonly by: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Moves a learning up: by default into `.agents/learnings`, for everybody. With `to: 'observation'` it is used here and
 * not published. What is the person's own is promoted in the person's store unless `share` is set.
 * @throws ToolError E_GATE when it has to be restored first, or when an agent confirms its own
 */
export function promote(
  workspace: Workspace,
  entry: Entry,
  action: PoolAction,
  options: { to?: 'observation' | 'learning' | 'pattern' | 'guidance'; share?: boolean; config: Config },
): Entry {
  writable(entry);
  const { state, learning } = entry;
  refuseSmuggled(entry);
  const out =
    state.refuted !== null
      ? 'refuted'
      : state.retired !== null
        ? 'retired'
        : state.supersededBy !== null
          ? 'superseded'
          : null;
  if (out)
    throw new ToolError('E_GATE', {
      reason: `${learning.id} is ${out}`,
      fix: `Run \`twelvefold pool restore ${learning.id}\` first.`,
    });
  if (action.by.startsWith('agent:')) return confirmByAgent(workspace, entry, action, options.config);
  const to = options.to ?? 'learning';
  if (
    state.maturity === to &&
    state.rejected === null &&
    (to === 'observation' || entry.root === 'shared' || entry.root === 'notes')
  )
    return entry;
  if (to === 'observation' || entry.root === 'notes' || (entry.root === 'personal' && !options.share)) {
    return add(workspace, entry, {
      ...startRecord(learning.id, action.by, action.now),
      type: 'promoted',
      to,
      reason: action.reason,
    });
  }
  return publish(workspace, entry, { ...action, to });
}

/** What wants to take over its reader is used by nobody's leave: the text itself has to change. */
function refuseSmuggled({ learning, path }: Entry): void {
  const reason = smuggled(learning);
  if (reason !== null)
    throw new ToolError('E_GATE', { reason: `${learning.id}: ${reason}`, fix: `Change the text first, in ${path}.` });
}

/** A peer may confirm what another agent found; whether that admits it is a setting. Nobody confirms their own. */
function confirmByAgent(workspace: Workspace, entry: Entry, action: PoolAction, config: Config): Entry {
  const { id } = entry.learning;
  const name = action.by.slice('agent:'.length);
  const author =
    entry.state.evidence.some(({ agent }) => agent === name) ||
    entry.state.records.some(({ type, by }) => type === 'evidence' && by === action.by);
  if (author)
    throw new ToolError('E_GATE', {
      reason: `${name} found ${id} itself, and nobody confirms their own`,
      fix: 'Let a person or another agent look at it.',
    });
  const confirmed = add(workspace, entry, {
    ...startRecord(id, action.by, action.now),
    type: 'validated',
    how: action.reason,
  });
  const gate = gateSettings(config);
  const reason = admittedBecause(confirmed, { citations: citationsOf(workspace, id, gate) }, gate);
  return reason
    ? add(workspace, confirmed, {
        ...startRecord(id, action.by, action.now),
        type: 'promoted',
        to: 'observation',
        reason,
      })
    : confirmed;
}

/** Turns a candidate or learning away for good, with the reason for whoever meets it next. */
export function reject(workspace: Workspace, entry: Entry, action: PoolAction): Entry {
  return change(workspace, entry, action, 'rejected', entry.state.rejected !== null);
}

/** Sends knowledge back to review. */
export function demote(workspace: Workspace, entry: Entry, action: PoolAction): Entry {
  return change(workspace, entry, action, 'demoted', entry.state.maturity === 'candidate');
}

/** Says that a learning turned out to be wrong. It stays, as something that was tried and did not hold. */
export function refute(workspace: Workspace, entry: Entry, action: PoolAction): Entry {
  return change(workspace, entry, action, 'refuted', entry.state.refuted !== null);
}

/** Replaces a learning by a newer one. */
export function supersede(workspace: Workspace, entry: Entry, successor: Entry, action: PoolAction): Entry {
  const { id } = successor.learning;
  if (id === entry.learning.id)
    throw new ToolError('E_USAGE', { problem: 'A learning cannot replace itself.', command: 'pool supersede' });
  if (entry.state.supersededBy === id) return entry;
  // Neither of two that are out of use would be told, nor any of three that replace each other in a circle.
  const { supersededBy, rejected, retired } = successor.state;
  const out =
    supersededBy !== null
      ? `itself replaced by ${supersededBy}`
      : rejected !== null
        ? 'itself turned away'
        : retired !== null
          ? 'itself retired'
          : null;
  if (out !== null)
    throw new ToolError('E_GATE', {
      reason: `${id} is ${out}`,
      fix: `Run \`twelvefold pool restore ${id}\` first, or name another.`,
    });
  writable(entry);
  need(action.reason, 'Superseding');
  return add(workspace, entry, {
    ...startRecord(entry.learning.id, action.by, action.now),
    type: 'superseded',
    reason: action.reason,
    successor: id,
  });
}

export function setFlag(
  workspace: Workspace,
  entry: Entry,
  action: PoolAction,
  flag: 'pinned' | 'unpinned' | 'muted' | 'unmuted',
): Entry {
  const { pinned, muted } = entry.state;
  if ((flag === 'pinned') === pinned && flag.endsWith('pinned')) return entry;
  if ((flag === 'muted') === muted && flag.endsWith('muted')) return entry;
  return add(workspace, entry, { ...startRecord(entry.learning.id, action.by, action.now), type: flag }, true);
}

/** Takes anything back that was rejected, retired, refuted, superseded or demoted, also what the gate turned away. */
export function restore(workspace: Workspace, found: Entry | Rejection, action: PoolAction): Entry {
  if ('candidate' in found) return takeBack(workspace, found, action);
  refuseSmuggled(found);
  const { state } = found;
  const demoted = state.maturity === 'candidate' && state.records.some(({ type }) => type === 'demoted');
  if (
    state.rejected === null &&
    state.retired === null &&
    state.refuted === null &&
    state.supersededBy === null &&
    !demoted
  )
    return found;
  return change(workspace, found, action, 'restored', false);
}

/** Writes the learning anew after a person edited it; its id stays. */
export function rewrite(workspace: Workspace, entry: Entry, edited: Learning): Entry {
  writable(entry);
  const learning = { ...redactDeep(edited), id: entry.learning.id, schema: entry.learning.schema };
  writeLearning(rootOf(workspace, entry, false), learning);
  return { ...entry, learning };
}

/** A candidate that the gate turned away comes back to the review pool, never further. */
function takeBack(workspace: Workspace, rejection: Rejection, { by, reason, now }: PoolAction): Entry {
  const { candidate, id, session, agent, transcript } = rejection;
  const learning = learningOf(candidate, id);
  const evidence = evidenceRecord(id, evidenceOf(candidate, { session, agent, transcript, model: null }), 'forge', now);
  const why = [...rejection.reasons.map((item) => `the gate: ${item}`), `taken back: ${reason}`];
  const records = [evidence, admittedRecord(id, 'review', why, by, evidence.at)];
  for (const record of records) writeRecord(workspace.stateDir, record);
  const { path } = writeLearning(workspace.stateDir, learning);
  return { learning, state: foldState(learning, records, 'local'), root: 'local', path, hash: '' };
}

function change(
  workspace: Workspace,
  entry: Entry,
  { by, reason, now }: PoolAction,
  type: 'rejected' | 'demoted' | 'refuted' | 'restored',
  already: boolean,
): Entry {
  const verbs = { rejected: 'Rejecting', demoted: 'Demoting', refuted: 'Refuting', restored: 'Restoring' };
  need(reason, verbs[type]);
  if (already) return entry;
  writable(entry);
  return add(workspace, entry, { ...startRecord(entry.learning.id, by, now), type, reason });
}

function need(reason: string, verb: string): void {
  if (reason.trim() === '') throw new ToolError('E_REASON_NEEDED', { verb });
}

/** What a newer program wrote is read and left as it is. */
function writable({ learning, path }: Entry): void {
  if (learning.schema > schemaVersion)
    throw new ToolError('E_SCHEMA_NEWER', { path, found: learning.schema, known: schemaVersion });
}

/**
 * Adds a record where the learning lies: for everybody when it is published.
 * @param own what one person wants for themselves (a pin, a mute) stays local
 */
function add(workspace: Workspace, entry: Entry, record: LearningRecord, own = false): Entry {
  const clean =
    'reason' in record && typeof record.reason === 'string' ? { ...record, reason: redactDeep(record.reason) } : record;
  writeRecord(rootOf(workspace, entry, own), clean as LearningRecord);
  return { ...entry, state: foldState(entry.learning, [...entry.state.records, clean as LearningRecord], entry.root) };
}

function rootOf(workspace: Workspace, { root }: Entry, own: boolean): string {
  const roots = knowledgeRoots(workspace);
  if (root === 'personal') return roots.personal;
  return root === 'shared' && !own ? roots.shared : roots.local;
}
