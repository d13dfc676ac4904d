import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf } from '../../base/json-value.ts';
import type { Said } from '../../knowledge/journal/record-injection.ts';

/** What a session of a checkout is told at its start, prepared beforehand, because choosing it takes longer than a hook may. */
export interface PreparedStart {
  /** The knowledge in words; empty for nothing. */
  readonly text: string;
  readonly given: Said | null;
  /** What the next session, and only that, is to go on with. */
  readonly handoff: { readonly key: string; readonly text: string } | null;
}

/**
 * The folder of a checkout's prepared start: `start.json` as above, `<agent>.out` in each agent's own shape, `given` and `watch` as
 * the shell script reads them, and `stamp`, whose time says as of when they hold.
 * @param checkout its name among the worktrees
 */
export function startFolder(cacheDir: string, checkout: string): string {
  return join(cacheDir, 'start', checkout);
}

/** @returns null where nothing is prepared */
export function readPrepared(folder: string): PreparedStart | null {
  try {
    const fields = fieldsOf(JSON.parse(readFileSync(join(folder, 'start.json'), 'utf8')));
    return typeof fields['text'] === 'string' ? (fields as unknown as PreparedStart) : null;
  } catch {
    return null;
  }
}

/**
 * Whether nothing that was looked at has changed since: each line of `watch` is `> path`, which must not be newer than the stamp, or
 * `= path`, which must be there.
 */
export function isFresh(folder: string): boolean {
  try {
    const since = statSync(join(folder, 'stamp')).mtimeMs;
    const lines = readFileSync(join(folder, 'watch'), 'utf8').split('\n');
    return lines.every((line) => {
      if (line === '') return true;
      const stat = statSync(line.slice(2), { throwIfNoEntry: false });
      return line.startsWith('=') ? stat !== undefined : stat === undefined || stat.mtimeMs <= since;
    });
  } catch {
    return false;
  }
}
