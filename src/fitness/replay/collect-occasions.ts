import type { SessionEvent, ToolCall } from '../../sessions/event.ts';
import { failureOf } from '../../sessions/failure.ts';
import { familyOfCall } from '../gaps/call-family.ts';
import { failureKey } from '../gaps/failure-log.ts';
import { absolutePath, nameInside } from '../gaps/place.ts';
import type { Occasion } from './occasion.ts';

const longestText = 4000;

/**
 * The occasions of a session at which its hooks would have asked: its start, each prompt, each file before its first
 * change, each failure. Sub-agents inside the same file are left out: they have prompts of their own making.
 * @param root top of the checkout, to which files are named relatively
 */
export function collectOccasions(events: Iterable<SessionEvent>, root: string | null): Occasion[] {
  const occasions: Occasion[] = [];
  const calls = new Map<string, ToolCall>();
  const files = new Set<string>();
  let begun = false;
  let cwd: string | null = null;
  for (const event of events) {
    if (event.type === 'session') cwd ??= event.cwd;
    const { line, at } = event;
    const add = (point: Occasion['point'], text: string, file: string | null = null, failure: string | null = null) =>
      occasions.push({ point, line, at, text: text.slice(0, longestText), file, failure });
    if (!begun) {
      begun = true;
      add('start', '');
    }
    if (event.sidechain) continue;
    if (event.type === 'user' && (event.channel === 'prompt' || event.channel === 'queued')) add('prompt', event.text);
    else if (event.type === 'tool_call') {
      calls.set(event.callId, event);
      if (event.action !== 'edit' && event.action !== 'write') continue;
      for (const path of event.paths) {
        const file = nameInside(absolutePath(path, cwd), root ?? cwd);
        if (!files.has(file)) add('file', file, file);
        files.add(file);
      }
    } else if (event.type === 'tool_result') {
      const call = calls.get(event.callId);
      const failure = call && failureOf(call, event);
      if (!call || !failure) continue;
      const what = call.command ?? `${call.tool} ${call.paths[0] ?? ''}`.trim();
      const file = call.paths[0] === undefined ? null : nameInside(absolutePath(call.paths[0], cwd), root ?? cwd);
      add('error', `${what}\n${event.text}`, file, failureKey(failure.signature, familyOfCall(call)));
    }
  }
  return occasions;
}
