import { readHead } from '../../base/file-head.ts';
import { textField } from '../../base/json-field.ts';
import { jobOf } from '../../knowledge/harvest/spool.ts';
import type { HookContext } from './hook-call.ts';

/** A fork's transcript begins with what it took over. */
const headBytes = 64 * 1024;

/**
 * The session whose past a forked one took over: what that was told, the fork has in its context too.
 * @returns null for a session that is no fork, or whose transcript does not say
 */
export function parentOf({ call, occasion, places }: HookContext): string | null {
  const { session, source, transcript } = occasion;
  if (source !== 'fork' && jobOf(places.stateDir, call.agent, session)?.fork !== true) return null;
  if (transcript === null) return null;
  try {
    const head = readHead(transcript, headBytes).toString('utf8');
    const at = head.indexOf('"forkedFrom"');
    const parent = at >= 0 ? textField(head.slice(at, at + 500), 'sessionId') : textField(head, 'forked_from_id');
    return parent === session ? null : parent;
  } catch {
    return null;
  }
}
