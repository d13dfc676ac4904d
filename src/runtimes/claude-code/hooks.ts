import { readClaudeLike, writeClaudeLike } from '../claude-like-hooks.ts';
import type { HookDialect } from '../hook-dialect.ts';
import { pointOf } from '../hook-events.ts';

const events = [
  { name: 'SessionStart', point: 'start', timeoutSeconds: 5 },
  { name: 'UserPromptSubmit', point: 'prompt', timeoutSeconds: 5 },
  { name: 'PreToolUse', point: 'file', timeoutSeconds: 5, matcher: 'Read|Edit|MultiEdit|Write|NotebookEdit' },
  { name: 'PostToolUseFailure', point: 'error', timeoutSeconds: 5 },
  { name: 'SubagentStart', point: 'subagent', timeoutSeconds: 5 },
  { name: 'PreCompact', point: 'compact', timeoutSeconds: 5 },
  { name: 'Stop', point: 'stop', timeoutSeconds: 5 },
  { name: 'SessionEnd', point: 'end', timeoutSeconds: 3 },
] as const satisfies HookDialect['events'];

/** At a stop, context would make the agent go on; at a compaction and the end nobody reads it. */
const silent = new Set(['PreCompact', 'Stop', 'SessionEnd']);

export const claudeCodeHooks: HookDialect = {
  agent: 'claude-code',
  events,
  read: (event, payload) => readClaudeLike(pointOf(events, event), payload),
  // Copilot and Cursor run the hooks in Claude Code's settings too.
  isForeign: (env) => Boolean(env['COPILOT_CLI'] || env['CURSOR_VERSION']),
  write: (event, reply) => writeClaudeLike(event, reply, !silent.has(event)),
};
