import { type Fields, fieldsOf, textOf } from '../../base/json-value.ts';
import type { HookDialect, HookPoint, HookTool, StartSource } from '../hook-dialect.ts';
import { pointOf } from '../hook-events.ts';
import { toolEnd, toolOf } from '../hook-tool.ts';

const events = [
  { name: 'TaskStart', point: 'start', timeoutSeconds: 5 },
  { name: 'TaskResume', point: 'start', timeoutSeconds: 5 },
  { name: 'UserPromptSubmit', point: 'prompt', timeoutSeconds: 5 },
  { name: 'PreToolUse', point: 'file', timeoutSeconds: 5 },
  { name: 'PostToolUse', point: 'error', timeoutSeconds: 5 },
  { name: 'PreCompact', point: 'compact', timeoutSeconds: 5 },
  { name: 'TaskComplete', point: 'stop', timeoutSeconds: 5 },
  { name: 'TaskCancel', point: 'end', timeoutSeconds: 3 },
  { name: 'TaskError', point: 'end', timeoutSeconds: 3 },
] as const satisfies HookDialect['events'];

const silent = new Set(['PreCompact', 'TaskComplete', 'TaskCancel', 'TaskError']);

/** Hooks of Cline are executable files named by their event. */
export const clineHooks: HookDialect = {
  agent: 'cline',
  events,
  read(event, payload) {
    const fields = fieldsOf(payload);
    const session = textOf(fieldsOf(fields['sessionContext'])['rootSessionId']) ?? textOf(fields['taskId']);
    const roots = fields['workspaceRoots'];
    const cwd = Array.isArray(roots) ? textOf(roots[0]) : textOf(fieldsOf(fields['workspaceInfo'])['rootPath']);
    if (session === null || cwd === null) return null;
    const registered = pointOf(events, event);
    const isSubagent = textOf(fields['parent_agent_id']) !== null;
    return {
      point: registered === 'start' && isSubagent ? 'subagent' : registered,
      session,
      cwd,
      // Tasks lie in Cline's own store; the sweep finds them there by their id.
      transcript: null,
      source: isSubagent ? null : sourceAt(registered),
      prompt: textOf(fieldsOf(fields['userPromptSubmit'])['prompt']) ?? '',
      tool: toolIn(fields),
      subagent: isSubagent ? textOf(fields['agent_id']) : null,
    };
  },
  write: (event, { context }) =>
    context === '' || silent.has(event) ? '' : JSON.stringify({ cancel: false, contextModification: context }),
};

/** What is answered to `TaskStart` never reaches the model, so a session is only noted there and told with its first tool. */
function sourceAt(point: HookPoint): StartSource | null {
  if (point === 'start') return 'resume';
  return point === 'file' || point === 'error' ? 'startup' : null;
}

function toolIn(fields: Fields): HookTool | null {
  const call = fieldsOf(fields['tool_call'] ?? fields['tool_result']);
  const before = fieldsOf(fields['preToolUse']);
  const after = fieldsOf(fields['postToolUse']);
  const name = textOf(call['name']) ?? textOf(before['toolName']) ?? textOf(after['toolName']);
  if (name === null) return null;
  const input = call['input'] ?? before['parameters'] ?? after['parameters'];
  if (fields['postToolUse'] === undefined) return toolOf(name, input);
  // A call of several commands counts as failed where one of them did, whatever the call as a whole says.
  const output = call['output'] ?? after['result'];
  const failed = after['success'] === false || (Array.isArray(output) && output.some(isFailure));
  return toolOf(name, input, toolEnd(output, failed));
}

const isFailure = (item: unknown) => fieldsOf(item)['success'] === false;
