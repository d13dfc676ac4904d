import { fieldsOf, textOf } from '../../base/json-value.ts';
import { readClaudeLike, writeClaudeLike } from '../claude-like-hooks.ts';
import type { HookDialect, HookOccasion } from '../hook-dialect.ts';
import { pointOf } from '../hook-events.ts';
import { exitCodeIn } from './exit-code.ts';

const events = [
  { name: 'SessionStart', point: 'start', timeoutSeconds: 5 },
  { name: 'UserPromptSubmit', point: 'prompt', timeoutSeconds: 5 },
  { name: 'PreToolUse', point: 'file', timeoutSeconds: 5, matcher: 'apply_patch' },
  // Files are read by commands here.
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
  read: (event, payload) => withExitCode(readClaudeLike(pointOf(events, event), payload), payload),
  write: (event, reply) => writeClaudeLike(event, reply, !silent.has(event)),
};

/** The output alone often does not say whether a command failed, and nothing else is handed over. */
function withExitCode(occasion: HookOccasion | null, payload: unknown): HookOccasion | null {
  const id = textOf(fieldsOf(payload)['tool_use_id']);
  const { tool, transcript } = occasion ?? {};
  if (!occasion || !tool || tool.action !== 'shell' || tool.output === null || !transcript || id === null)
    return occasion;
  return { ...occasion, tool: { ...tool, exitCode: tool.exitCode ?? exitCodeIn(transcript, id) } };
}
