import { setBounded } from '../../base/bounded-map.ts';
import { sha256 } from '../../base/hash.ts';

type Role = 'user' | 'assistant';
export type Source = 'response' | 'event' | 'item';
type Told = Readonly<Record<Source, number>>;

export interface SourcesCarry {
  readonly responses: readonly Role[];
  /** How often each source told a text, by role and hash of the text. */
  readonly told: readonly (readonly [string, Told])[];
}

/** How many texts are remembered. */
const remembered = 64;

/**
 * Codex writes a message up to three times: as a response item, as an event and as a completed item, each kind missing
 * in some versions. Response items count; the others only until the first response item of the same role, and a text
 * is told as often as the source that tells it most.
 */
export function createMessageSources(carried: SourcesCarry | undefined) {
  const responses = new Set<Role>(carried?.responses);
  const told = new Map<string, Told>(carried?.told);
  return {
    /** Whether this message has not been told yet. */
    isNew(source: Source, role: Role, text: string): boolean {
      if (source !== 'response' && responses.has(role)) return false;
      if (source === 'response' && responses.has(role) && told.size === 0) return true;
      const key = `${role} ${sha256(text.trim().replace(/\s+/g, ' ')).slice(0, 16)}`;
      const before = told.get(key) ?? { response: 0, event: 0, item: 0 };
      const now = { ...before, [source]: before[source] + 1 };
      if (source === 'response') responses.add(role);
      setBounded(told, key, now, remembered);
      return now[source] > Math.max(before.response, before.event, before.item);
    },
    carry: (): SourcesCarry => ({ responses: [...responses], told: [...told] }),
  };
}
