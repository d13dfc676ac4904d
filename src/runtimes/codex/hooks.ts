import { readClaudeLike, writeClaudeLike } from '../claude-like-hooks.ts';
import type { HookDialect } from '../hook-dialect.ts';
import { pointOf } from '../hook-events.ts';

const events = [
  { name: 'SessionStart', point: 'start', timeoutSeconds: 5 },
  { name: 'UserPromptSubmit', point: 'prompt', timeoutSeconds: 5 },
  { name: 'PreToolUse', point: 'file', timeoutSeconds: 5, matcher: 'apply_patch' },
  // Files are read by commands here, and nothing but the output of a command says whether it failed.
  { name: 'PostToolUse', point: 'error', timeoutSeconds: 5, matcher: 'Bash' },
  { name: 'SubagentStart', point: 'subagent', timeoutSeconds: 5 },
  { name: 'PreCompact', point: 'compact', timeoutSeconds: 5 },
  { name: 'Stop', point: 'stop', timeoutSeconds: 5 },
  // More than 3 s is cut down to that, with a warning.
  { name: 'SessionEnd', point: 'end', timeoutSeconds: 3 },
] as const satisfies HookDialect['events'];

const silent = new Set(['PreCompact', 'Stop', 'SessionEnd']);

/** A field that Codex does not know makes it drop the whole answer without a word: nothing may be added to these. */
export const codexHooks: HookDialect = {
  agent: 'codex',
  events,
  read: (event, payload) => readClaudeLike(pointOf(events, event), payload),
  write: (event, reply) => writeClaudeLike(event, reply, !silent.has(event)),
};
