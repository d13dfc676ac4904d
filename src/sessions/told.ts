import { sha256 } from '../base/hash.ts';

/** What of a transcript has been told, so that what is written again in it is told once. */
export interface Told {
  /** Whether this has not been told yet; from now on it has. */
  isNew(key: string): boolean;
  /** For the next reading. */
  carry(): readonly string[];
}

/** Beyond this many the oldest are forgotten. */
const remembered = 50_000;

/** Remembers keys of what was told, from one reading to the next. */
export function createTold(carried: unknown): Told {
  const told = new Set<string>(Array.isArray(carried) ? carried.map(String) : []);
  return {
    isNew(key) {
      const short = sha256(key).slice(0, 12);
      if (told.has(short)) return false;
      told.add(short);
      for (const oldest of told) {
        if (told.size <= remembered) break;
        told.delete(oldest);
      }
      return true;
    },
    carry: () => [...told],
  };
}
