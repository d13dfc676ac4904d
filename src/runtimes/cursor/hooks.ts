import { type Fields, fieldsOf, textOf } from '../../base/json-value.ts';
import type { HookDialect, HookTool } from '../hook-dialect.ts';
import { pointOf } from '../hook-events.ts';
import { toolEnd, toolOf } from '../hook-tool.ts';

const events = [
  { name: 'sessionStart', point: 'start', timeoutSeconds: 5 },
  { name: 'postToolUse', point: 'error', timeoutSeconds: 5 },
  { name: 'postToolUseFailure', point: 'error', timeoutSeconds: 5 },
  { name: 'preCompact', point: 'compact', timeoutSeconds: 5 },
  { name: 'stop', point: 'stop', timeoutSeconds: 5 },
  { name: 'sessionEnd', point: 'end', timeoutSeconds: 3 },
] as const satisfies HookDialect['events'];

const speaking = new Set(['sessionStart', 'postToolUse', 'postToolUseFailure']);

/**
 * From Cursor's documentation, not from recordings. A prompt takes no context there; files and failures do, once the tool has
 * ended. One unknown event name would void the whole file of hooks.
 */
export const cursorHooks: HookDialect = {
  agent: 'cursor',
  events,
  read(event, payload, env) {
    const fields = fieldsOf(payload);
    const session = textOf(fields['conversation_id']) ?? textOf(fields['session_id']);
    const roots = fields['workspace_roots'];
    const root = Array.isArray(roots) ? textOf(roots[0]) : null;
    const cwd = textOf(fields['cwd']) ?? root ?? env['CURSOR_PROJECT_DIR'] ?? null;
    if (session === null || cwd === null) return null;
    const point = pointOf(events, event);
    return {
      point,
      session,
      cwd,
      transcript: textOf(fields['transcript_path']) ?? env['CURSOR_TRANSCRIPT_PATH'] ?? null,
      source: point === 'start' ? 'startup' : null,
      prompt: '',
      tool: toolIn(event, fields),
      subagent: null,
    };
  },
  write: (event, { context }) =>
    context === '' || !speaking.has(event) ? '' : JSON.stringify({ additional_context: context }),
};

function toolIn(event: string, fields: Fields): HookTool | null {
  const name = textOf(fields['tool_name']);
  if (name === null) return null;
  const failed = event === 'postToolUseFailure' ? true : null;
  return toolOf(name, fields['tool_input'], toolEnd(fields['tool_output'] ?? fields['error_message'] ?? '', failed));
}
