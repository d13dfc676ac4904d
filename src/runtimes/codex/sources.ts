import { sha256 } from '../../base/hash.ts';

type Role = 'user' | 'assistant';

export interface Echoes {
  readonly responses: readonly Role[];
  readonly calls: boolean;
  /** Texts told by events before any response item: [role and hash, how often by an event, by an item, by a response]. */
  readonly told: readonly (readonly [string, number, number, number])[];
}

/** How many texts are remembered. */
const remembered = 128;

/**
 * Codex writes a message up to three times: as a response item, as an event and as a completed item, each kind missing
 * in some versions. Response items count; the others only until the first response item of the same role, and a text
 * is told as often as the source that tells it most.
 */
export function createMessageSources(carried: Echoes | undefined) {
  const responses = new Set<Role>(carried?.responses);
  let calls = carried?.calls ?? false;
  const told = new Map<string, [number, number, number]>(carried?.told.map(([key, a, b, c]) => [key, [a, b, c]]));

  const count = (role: Role, text: string, source: 0 | 1 | 2): boolean => {
    const key = `${role} ${sha256(text.trim().replace(/\s+/g, ' ')).slice(0, 16)}`;
    const counts = told.get(key) ?? [0, 0, 0];
    const most = Math.max(...counts);
    counts[source]++;
    told.delete(key);
    told.set(key, counts);
    if (told.size > remembered) told.delete(told.keys().next().value ?? '');
    return counts[source] > most;
  };

  return {
    /** Whether the message of a response item is new. */
    response(role: Role, text: string): boolean {
      const first = !responses.has(role);
      if (first && text) responses.add(role);
      return count(role, text, 2);
    },
    event: (role: Role, text: string): boolean => !responses.has(role) && count(role, text, 0),
    item: (role: Role, text: string): boolean => !responses.has(role) && count(role, text, 1),
    call() {
      calls = true;
    },
    sawCalls: () => calls,
    carry: (): Echoes => ({
      responses: [...responses],
      calls,
      told: [...told].map(([key, [a, b, c]]) => [key, a, b, c] as const),
    }),
  };
}
