import { readClaudeLike, writeClaudeLike } from '../claude-like-hooks.ts';
import type { HookDialect } from '../hook-dialect.ts';
import { pointOf } from '../hook-events.ts';

const events = [
  { name: 'SessionStart', point: 'start', timeoutSeconds: 5 },
  { name: 'UserPromptSubmit', point: 'prompt', timeoutSeconds: 5 },
  { name: 'PostToolUse', point: 'error', timeoutSeconds: 5, matcher: '*' },
  { name: 'PreCompact', point: 'compact', timeoutSeconds: 5 },
  { name: 'Stop', point: 'stop', timeoutSeconds: 5 },
  { name: 'SessionEnd', point: 'end', timeoutSeconds: 3 },
] as const satisfies HookDialect['events'];

const silent = new Set(['PreCompact', 'Stop', 'SessionEnd']);

export const droidHooks: HookDialect = {
  agent: 'droid',
  events,
  read: (event, payload) => readClaudeLike(pointOf(events, event), payload),
  write: (event, reply) => writeClaudeLike(event, reply, !silent.has(event)),
};
