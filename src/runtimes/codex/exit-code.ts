import { lastLines } from '../../base/file-tail.ts';
import { fieldsOf } from '../../base/json-value.ts';

/** How much of the end of a rollout is read; the record of a command that printed much is long. */
const pieces = [64 * 1024, 1024 * 1024];

/**
 * The exit code of a command that has just ended, from the rollout: hooks are not told it, but Codex writes it down before it
 * calls them.
 * @param id of the call, as the hook is given it
 * @returns null where it does not stand there
 */
export function exitCodeIn(rollout: string, id: string): number | null {
  for (const bytes of pieces) {
    const record = lastLines(rollout, bytes).findLast((line) => line.includes(`"id":"${id}"`));
    if (record === undefined) continue;
    try {
      const code = fieldsOf(fieldsOf(fieldsOf(JSON.parse(record))['payload'])['item'])['exit_code'];
      return typeof code === 'number' ? code : null;
    } catch {
      return null; // A torn line: then the output has to tell.
    }
  }
  return null;
}
