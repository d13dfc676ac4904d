import { readClaudeLike, writeClaudeLike } from '../claude-like-hooks.ts';
import type { HookDialect, HookOccasion } from '../hook-dialect.ts';
import { pointOf } from '../hook-events.ts';
import { lastFailure } from './last-failure.ts';

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
  read: (event, payload) => withFailure(readClaudeLike(pointOf(events, event), payload)),
  write: (event, reply) => writeClaudeLike(event, reply, !silent.has(event)),
};

/** No event tells of a tool that failed, so the next one that did not looks back: a call late is better than never. */
function withFailure(occasion: HookOccasion | null): HookOccasion | null {
  if (occasion === null || occasion.point !== 'error' || occasion.transcript === null) return occasion;
  const failure = lastFailure(occasion.transcript);
  return failure === null ? occasion : { ...occasion, tool: failure };
}
