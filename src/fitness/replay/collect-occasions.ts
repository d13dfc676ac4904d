import { familyOfCall } from '../../sessions/call-family.ts';
import type { SessionEvent, ToolCall, ToolResult } from '../../sessions/event.ts';
import { failureOf } from '../../sessions/failure.ts';
import { absolutePath, nameInside } from '../../sessions/named-path.ts';
import { failureKey } from '../gaps/failure-log.ts';
import { createOpenCalls } from '../gaps/open-calls.ts';
import type { Occasion } from './occasion.ts';

const longestText = 4000;
/** A session with more is replayed as far as these go. */
const mostOccasions = 2000;

/** The occasions of a session; see {@link createOccasionCollector}. */
export function collectOccasions(events: Iterable<SessionEvent>, root: string | null): Occasion[] {
  const collector = createOccasionCollector(root);
  for (const event of events) collector.take(event);
  return collector.done();
}

/**
 * Collects the points of a session at which its hooks would have asked: its start, each prompt, each file before its
 * first change, each failure. Sub-agents inside the same file are left out: they have prompts of their own making.
 * @param root top of the checkout, to which files are named relatively, before the session's own folder
 */
export function createOccasionCollector(root: string | null) {
  const occasions: Occasion[] = [];
  const calls = createOpenCalls();
  const files = new Set<string>();
  let cwd: string | null = null;

  const add = (
    { line, at }: SessionEvent,
    point: Occasion['point'],
    text: string,
    more: { file?: string; failure?: string | null } = {},
  ) => {
    if (occasions.length >= mostOccasions) return;
    const { file = null, failure = null } = more;
    occasions.push({ point, line, at, text: clipped(text), file, failure });
  };
  const name = (path: string) => nameInside(absolutePath(path, cwd), root, cwd);
  const called = (call: ToolCall) => {
    calls.open(call);
    if (call.action !== 'edit' && call.action !== 'write') return;
    for (const file of call.paths.map(name)) {
      if (!files.has(file)) add(call, 'file', file, { file });
      files.add(file);
    }
  };
  const returned = (result: ToolResult) => {
    const call = calls.close(result);
    const failure = call && failureOf(call, result);
    if (!call || !failure) return;
    const [path] = call.paths;
    const what = call.command ?? `${call.tool} ${path ?? ''}`.trim();
    const key = failureKey(failure.signature, familyOfCall(call));
    add(result, 'error', `${what}\n${result.text}`, {
      failure: key,
      ...(path === undefined ? {} : { file: name(path) }),
    });
  };

  return {
    take(event: SessionEvent): void {
      if (event.type === 'session') cwd ??= event.cwd;
      if (occasions.length === 0) add(event, 'start', '');
      if (event.sidechain) return;
      if (event.type === 'user' && (event.channel === 'prompt' || event.channel === 'queued'))
        add(event, 'prompt', event.text);
      else if (event.type === 'tool_call') called(event);
      else if (event.type === 'tool_result') returned(event);
    },
    done: (): Occasion[] => occasions,
  };
}

/** Beginning and end: a command stands first, and what went wrong often last. */
function clipped(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText / 2)}\n…\n${text.slice(-longestText / 2)}`;
}
