import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { day } from '../../base/clock.ts';
import { makeFolder } from '../../base/make-folder.ts';
import type { InjectionLine } from '../../schema/journal.ts';
import { idInNames } from '../file-names.ts';
import { startNote } from '../harvest/spool.ts';
import { bytesOf, monthFiles, rowsWith } from './months.ts';

/** What a session was given before, and at what cost. */
export interface Given {
  readonly ids: ReadonlySet<string>;
  readonly tokens: number;
}

/** A session lasts no longer than this: what it was given stands in the journal of these days. */
const sessionDays = 31;
/**
 * No more of the journal than this, its end, is searched: some 800 lines. What a session heard before so many others were told
 * something is not said to it again either: it stands claimed ({@link claim}).
 */
const searchedBytes = 1 << 18;

/** Whose memory it is: a session's, or a sub-agent's within it, which hears nothing of what the session heard. */
interface Hearer {
  readonly session: string;
  readonly agent: string;
  readonly subagent: string | null;
  /** The session that a fork took over; what it was given the fork has too. */
  readonly parent: string | null;
}

/**
 * What the journal and the notes of starts say that somebody was given. Tokens are those of the whole session.
 * @param now milliseconds since the epoch
 */
export function givenBefore(stateDir: string, hearer: Hearer, now: number): Given {
  const ids = new Set<string>();
  let tokens = 0;
  for (const session of hearer.parent === null ? [hearer.session] : [hearer.session, hearer.parent]) {
    const note = startNote(stateDir, hearer.agent, session)?.given;
    if (note && hearer.subagent === null) for (const id of note.ids) ids.add(id);
    let noted = note?.tokens ?? 0;
    const needle = Buffer.from(JSON.stringify(session));
    let left = searchedBytes;
    for (const file of monthFiles(stateDir, now - sessionDays * day).reverse()) {
      if (left <= 0) break;
      const bytes = bytesOf(file, left);
      left -= bytes.length;
      for (const row of rowsWith(bytes, needle)) {
        const line = injectionIn(row, session);
        if (line === null) continue;
        tokens += line.tokens;
        // The sweep has put the note into the journal.
        if (line.point === 'start' && line.subagent === null) noted = 0;
        if (line.subagent === hearer.subagent) for (const id of line.ids) ids.add(id);
      }
    }
    tokens += noted;
  }
  return { ids, tokens };
}

/** No more than is needed here is looked at: what judges a whole line is for those who count. */
function injectionIn(row: string, session: string) {
  try {
    const { type, session: of, point, ids, tokens, subagent = null } = JSON.parse(row) as Partial<InjectionLine>;
    return type === 'injection' && of === session && Array.isArray(ids) && typeof tokens === 'number'
      ? { point, ids, tokens, subagent }
      : null;
  } catch {
    return null;
  }
}

/**
 * Claims a learning for a session: of two hooks that fire at the same moment, one says it.
 * @returns false where it was claimed before
 * @throws Error of `node:fs` when it cannot be written
 */
export function claim(cacheDir: string, { session, subagent }: Hearer, id: string): boolean {
  const folder = join(cacheDir, 'given', idInNames(subagent === null ? session : `${session}-${subagent}`));
  makeFolder(folder);
  try {
    closeSync(openSync(join(folder, idInNames(id)), 'wx', 0o644));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
