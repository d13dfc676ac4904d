import { readClaudeLike, writeClaudeLike } from '../claude-like-hooks.ts';
import type { HookDialect, HookOccasion } from '../hook-dialect.ts';
import { pointOf } from '../hook-events.ts';

const events = [
  { name: 'SessionStart', point: 'start', timeoutSeconds: 5 },
  { name: 'BeforeAgent', point: 'prompt', timeoutSeconds: 5 },
  // What is said before a tool is lost; after it, it stands in the tool's result, and files are read before they are edited.
  {
    name: 'AfterTool',
    point: 'error',
    timeoutSeconds: 5,
    matcher: 'run_shell_command|read_file|read_many_files|replace|write_file',
  },
  { name: 'AfterAgent', point: 'stop', timeoutSeconds: 5 },
  { name: 'SessionEnd', point: 'end', timeoutSeconds: 3 },
] as const satisfies HookDialect['events'];

const silent = new Set(['AfterAgent', 'SessionEnd']);

/** `PreCompress` is left out: it fires before every request, so it says nothing of a compaction. */
export const geminiHooks: HookDialect = {
  agent: 'gemini',
  events,
  read: (event, payload) => withoutOwnContext(readClaudeLike(pointOf(events, event), payload)),
  write: (event, reply) => writeClaudeLike(event, reply, !silent.has(event)),
};

/** The context that hooks gave at the start stands in front of the first prompt. */
function withoutOwnContext(occasion: HookOccasion | null): HookOccasion | null {
  if (occasion === null) return null;
  return { ...occasion, prompt: occasion.prompt.replace(/^\s*<hook_context>[\s\S]*?<\/hook_context>\s*/, '') };
}
