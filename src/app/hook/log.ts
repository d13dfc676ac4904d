import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '../../base/clock.ts';
import { appendTo } from '../../base/plain-file.ts';

const largest = 64 * 1024;

export function hookLog(stateDir: string): string {
  return join(stateDir, 'hook.log');
}

/** One line on what went wrong, for `status`. Never throws: a hook that cannot even complain stays silent. */
export function logHook(stateDir: string, now: number, who: string, problem: string): void {
  try {
    const path = hookLog(stateDir);
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largest) renameSync(path, `${path}.old`);
    appendTo(path, `${isoTime(now)} ${who} ${problem.replace(/\s+/g, ' ').slice(0, 300)}`);
  } catch {
    // Nowhere to write.
  }
}
