import type { LearningRecord } from '../../schema/record.ts';
import type { Entry } from '../entry.ts';
import type { GateSettings } from './settings.ts';

/** What happened to a candidate since it came into the review pool. */
export interface CandidateFacts {
  /** Times it was cited. */
  readonly citations: number;
}

/**
 * Whether a candidate that waits for review may come into use by now, by one of the mechanisms that are switched on.
 * What a file or the web said never does so by itself, however often it is seen.
 * @returns the reason, or null when it goes on waiting
 */
export function admittedBecause(entry: Entry, facts: CandidateFacts, settings: GateSettings): string | null {
  const { state } = entry;
  if (state.maturity !== 'candidate' || state.rejected !== null || state.retired !== null || state.refuted !== null)
    return null;
  if (state.records.some((record) => record.type === 'demoted')) return null;
  const trusted = state.evidence.filter(({ tier }) => tier === 'user' || tier === 'check' || tier === 'agent');
  if (trusted.length === 0) return null;
  if (settings.admit.includes('second-session')) {
    const sessions = sessionsShowing(state.records);
    if (sessions >= 2) return `${sessions} sessions showed it`;
  }
  if (settings.admit.includes('peer')) {
    const authors = new Set(trusted.map(({ agent }) => `agent:${agent}`));
    const peer = state.records.find(
      (record) => record.type === 'validated' && record.by.startsWith('agent:') && !authors.has(record.by),
    );
    if (peer) return `${peer.by.slice('agent:'.length)}, a peer and not its author, confirmed it`;
  }
  if (settings.admit.includes('citations') && facts.citations >= settings.citations)
    return `cited ${facts.citations} times`;
  return null;
}

/** How many sessions show it, each by something of its own. */
export function sessionsShowing(records: readonly LearningRecord[]): number {
  return new Set(distinct(records).flatMap(sessionShowing)).size;
}

/**
 * Without what shows nothing again: a record that an agent took along into the file of a resumed session (the same words at
 * the same moment), and a long prompt that was sent once more word for word.
 */
function distinct(records: readonly LearningRecord[]): LearningRecord[] {
  const seen = new Set<string>();
  return records.filter((record) => {
    if (record.type !== 'evidence') return true;
    const { tier, excerpt, excerptHash, seenAt } = record.evidence;
    const sent = tier === 'user' && excerpt.length >= longText;
    if (!sent && seenAt === null) return true;
    const key = `${excerptHash} ${sent ? '' : seenAt}`;
    const known = seen.has(key);
    seen.add(key);
    return !known;
  });
}

/** Characters from which two users' texts that are the same are one text that was sent twice. */
const longText = 80;

/**
 * The session that a record shows it by, none where it shows nothing of its own. What the forge took from an agent's
 * explanation does not, however often it comes: a sub-agent's report, its parent and the next session of the same work say
 * the same words.
 */
function sessionShowing(record: LearningRecord): string[] {
  if (record.type !== 'evidence') return [];
  const { tier, session } = record.evidence;
  return tier === 'user' || tier === 'check' || (tier === 'agent' && record.by !== 'forge') ? [session] : [];
}
