import { fieldsOf, textOf } from '../../base/json-value.ts';
import type { HookDialect, HookPoint, HookTool } from '../hook-dialect.ts';
import { pointOf } from '../hook-events.ts';
import { toolEnd, toolOf } from '../hook-tool.ts';

const events = [
  { name: 'session.created', point: 'start', timeoutSeconds: 5 },
  { name: 'chat.message', point: 'prompt', timeoutSeconds: 5 },
  { name: 'tool.execute.after', point: 'error', timeoutSeconds: 5 },
  { name: 'experimental.session.compacting', point: 'compact', timeoutSeconds: 5 },
  { name: 'session.idle', point: 'stop', timeoutSeconds: 5 },
  { name: 'session.deleted', point: 'end', timeoutSeconds: 3 },
] as const satisfies HookDialect['events'];

const silent = new Set(['experimental.session.compacting', 'session.idle', 'session.deleted']);

/**
 * OpenCode has no hooks of its own but plugins. Ours hands over what its hook was called with, as
 * `{ sessionID, directory, input, output }` (for `session.created` also `parentID` and `resumed`), and puts the answer,
 * `{ context, notice }`, where OpenCode takes it.
 */
export const opencodeHooks: HookDialect = {
  agent: 'opencode',
  events,
  read(event, payload) {
    const fields = fieldsOf(payload);
    const session = textOf(fields['sessionID']);
    const cwd = textOf(fields['directory']);
    if (session === null || cwd === null) return null;
    const registered: HookPoint = pointOf(events, event);
    const parent = textOf(fields['parentID']);
    const point = registered === 'start' && parent !== null ? 'subagent' : registered;
    return {
      point,
      session: parent ?? session,
      cwd,
      // Sessions lie in OpenCode's own store; the sweep finds them there by their id.
      transcript: null,
      source: point !== 'start' ? null : fields['resumed'] === true ? 'resume' : 'startup',
      prompt: point === 'prompt' ? promptOf(fieldsOf(fields['output'])['parts']) : '',
      tool: toolIn(fields['input'], fields['output']),
      subagent: parent === null ? null : session,
    };
  },
  write(event, { context, notice }) {
    const said = silent.has(event) ? '' : context;
    return said === '' && notice === null ? '' : JSON.stringify({ context: said, notice });
  },
};

function promptOf(parts: unknown): string {
  if (!Array.isArray(parts)) return '';
  return parts
    .map(fieldsOf)
    .flatMap((part) => (part['type'] === 'text' && part['synthetic'] !== true ? (textOf(part['text']) ?? []) : []))
    .join('\n');
}

function toolIn(input: unknown, output: unknown): HookTool | null {
  const { tool, args } = fieldsOf(input);
  const name = textOf(tool);
  if (name === null) return null;
  const { output: text, metadata } = fieldsOf(output);
  const exit = fieldsOf(metadata)['exit'];
  const end = toolEnd(text ?? '');
  return toolOf(name, args, { ...end, exitCode: typeof exit === 'number' ? exit : end.exitCode });
}
