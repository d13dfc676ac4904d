import { type Learning, type TrustTier, trustTiers } from '../schema/learning.ts';
import type { Evidence, LearningRecord } from '../schema/record.ts';
import type { LearningState, Maturity, RootName } from './entry.ts';
import { suspicionOf } from './gate/injection.ts';

/** Trust in a statement that a person wrote down or published and that no session has shown yet. */
const confidenceOfThePublished = 0.8;
const confidenceOfTheUnproven = 0.4;
/** Share of the remaining doubt that a person's approval or a later validation takes away. */
const approvalTakes = 0.5;

/**
 * The state of a learning: the fold over its records, in the order in which things happened. Pure.
 * What lies in the shared folder is published knowledge even without a record; what lies in the local or personal store
 * is a candidate until a record admits it.
 */
export function foldState(learning: Learning, records: readonly LearningRecord[], root: RootName): LearningState {
  const ordered = [...records].sort(byTime);
  const published = root === 'shared' || root === 'notes';
  let maturity: Maturity = published ? 'learning' : 'candidate';
  let beforeDemotion: Maturity | null = null;
  let rejected: string | null = null;
  let retired: string | null = null;
  let refuted: string | null = null;
  let supersededBy: string | null = null;
  let pinned = false;
  let muted = false;
  let lastValidated: string | null = null;
  let approvals = 0;
  const evidence: Evidence[] = [];

  for (const record of ordered) {
    switch (record.type) {
      case 'evidence':
        if (
          addEvidence(evidence, record.evidence) &&
          (record.evidence.tier === 'user' || record.evidence.tier === 'check')
        ) {
          lastValidated = later(lastValidated, record.evidence.seenAt ?? record.at);
        }
        break;
      case 'admitted':
        // A copy that was admitted here later does not undo what others have published.
        if (maturity === 'candidate' && record.pool === 'observation' && beforeDemotion === null)
          maturity = 'observation';
        break;
      case 'promoted':
        maturity = record.to;
        beforeDemotion = null;
        rejected = null;
        if (record.by === 'person') approvals++;
        lastValidated = later(lastValidated, record.at);
        break;
      case 'demoted':
        if (maturity !== 'candidate') beforeDemotion = maturity;
        maturity = 'candidate';
        break;
      case 'rejected':
        rejected = record.reason;
        break;
      case 'validated':
        approvals++;
        lastValidated = later(lastValidated, record.at);
        break;
      case 'superseded':
        supersededBy = record.successor;
        break;
      case 'refuted':
        refuted = record.reason;
        break;
      case 'retired':
        retired = record.reason;
        break;
      case 'restored':
        if (rejected === null && retired === null && refuted === null && supersededBy === null && beforeDemotion)
          maturity = beforeDemotion;
        rejected = retired = refuted = supersededBy = beforeDemotion = null;
        break;
      case 'pinned':
      case 'unpinned':
        pinned = record.type === 'pinned';
        break;
      case 'muted':
      case 'unmuted':
        muted = record.type === 'muted';
        break;
    }
  }
  rejected ??= smuggled(learning);
  const sessions = [...new Set(evidence.map((item) => item.session))];
  return {
    maturity,
    active: maturity !== 'candidate' && rejected === null && retired === null && supersededBy === null && !muted,
    rejected,
    retired,
    refuted,
    supersededBy,
    pinned,
    muted,
    evidence,
    sessions,
    tier: bestTier(evidence, published),
    confidence: confidenceOf(evidence, published, approvals),
    importance: importanceOf(evidence, sessions.length),
    firstSeen: evidence.reduce<string | null>((first, item) => earlier(first, item.seenAt), ordered[0]?.at ?? null),
    lastValidated,
    records: ordered,
  };
}

/**
 * Files reach a repository by pull requests and clones, past the gate and with any records beside them; a text that wants
 * to take over its reader is never used, wherever it lies.
 * @returns why a text is such a one, or null
 */
export function smuggled({ id, title, statement }: Learning): string | null {
  const suspicion = suspicionOf(`${id}\n${title}\n${statement}`, 'user');
  return suspicion?.certain ? `${suspicion.reason}, as an instruction smuggled in would` : null;
}

/** A fork takes the moments of its ancestor along: the same words at the same time, told of another session. */
export function isCopy(a: Evidence, b: Evidence): boolean {
  return a.seenAt !== null && a.seenAt === b.seenAt && a.excerptHash === b.excerptHash && a.session !== b.session;
}

/** The same lines of the same session show a thing once, however often they were read, and so does their copy. */
function addEvidence(evidence: Evidence[], item: Evidence): boolean {
  const seen = evidence.some(
    (other) =>
      isCopy(other, item) ||
      (other.session === item.session &&
        other.excerptHash === item.excerptHash &&
        String(other.lines) === String(item.lines)),
  );
  if (!seen) evidence.push(item);
  return !seen;
}

function bestTier(evidence: readonly Evidence[], published: boolean): TrustTier {
  const ranks = evidence.map((item) => trustTiers.indexOf(item.tier));
  return trustTiers[Math.min(...ranks, trustTiers.length)] ?? (published ? 'user' : 'file');
}

/** One minus the product of the doubts that the sessions leave, each session counted once by its best evidence. */
function confidenceOf(evidence: readonly Evidence[], published: boolean, approvals: number): number {
  const best = new Map<string, number>();
  for (const item of evidence) best.set(item.session, Math.max(best.get(item.session) ?? 0, item.confidence));
  let doubt = evidence.length ? 1 : 1 - (published ? confidenceOfThePublished : confidenceOfTheUnproven);
  for (const confidence of best.values()) doubt *= 1 - confidence;
  doubt *= (1 - approvalTakes) ** approvals;
  return Math.round(Math.min(0.99, 1 - doubt) * 1000) / 1000;
}

/** What happened in several sessions matters more than each of them could tell. */
function importanceOf(evidence: readonly Evidence[], sessions: number): 1 | 2 | 3 {
  const told = evidence.length ? Math.max(...evidence.map((item) => item.importance)) : 2;
  const importance = Math.max(told, Math.min(sessions, 3));
  return importance >= 3 ? 3 : importance === 2 ? 2 : 1;
}

function byTime(a: LearningRecord, b: LearningRecord): number {
  return a.at === b.at ? (a.ulid < b.ulid ? -1 : 1) : a.at < b.at ? -1 : 1;
}

function later(a: string | null, b: string): string {
  return a === null || b > a ? b : a;
}

function earlier(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a;
}
