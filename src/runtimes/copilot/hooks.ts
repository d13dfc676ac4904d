import { type Fields, fieldsOf, textOf } from '../../base/json-value.ts';
import type { HookDialect, HookEnvironment, HookTool } from '../hook-dialect.ts';
import { pointOf } from '../hook-events.ts';
import { toolEnd, toolOf } from '../hook-tool.ts';

const events = [
  { name: 'sessionStart', point: 'start', timeoutSeconds: 5 },
  { name: 'userPromptSubmitted', point: 'prompt', timeoutSeconds: 5 },
  { name: 'postToolUse', point: 'error', timeoutSeconds: 5 },
  { name: 'postToolUseFailure', point: 'error', timeoutSeconds: 5 },
  { name: 'subagentStart', point: 'subagent', timeoutSeconds: 5 },
  { name: 'preCompact', point: 'compact', timeoutSeconds: 5 },
  { name: 'agentStop', point: 'stop', timeoutSeconds: 5 },
  { name: 'sessionEnd', point: 'end', timeoutSeconds: 3 },
] as const satisfies HookDialect['events'];

const silent = new Set(['preCompact', 'agentStop', 'sessionEnd']);

/** `preToolUse` is left out: a hook that fails there stops the tool, and it takes no context. */
export const copilotHooks: HookDialect = {
  agent: 'copilot',
  events,
  read(event, payload, env) {
    const fields = fieldsOf(payload);
    const session = textOf(fields['sessionId']);
    const cwd = textOf(fields['cwd']);
    if (session === null || cwd === null) return null;
    const point = pointOf(events, event);
    return {
      point,
      session,
      cwd,
      transcript: textOf(fields['transcriptPath']) ?? transcriptOf(session, env),
      source: point !== 'start' ? null : fields['source'] === 'resume' ? 'resume' : 'startup',
      prompt: point === 'prompt' ? (textOf(fields['prompt']) ?? '') : '',
      tool: toolIn(fields),
      subagent: textOf(fields['agentId']),
    };
  },
  write: (event, { context }) =>
    context === '' || silent.has(event) ? '' : JSON.stringify({ additionalContext: context }),
};

/** Start and end do not say where the transcript lies; it always lies here. */
function transcriptOf(session: string, env: HookEnvironment): string | null {
  const home = env['COPILOT_HOME'] ?? (env['HOME'] ? `${env['HOME']}/.copilot` : null);
  return home === null || /[\\/]/.test(session) ? null : `${home}/session-state/${session}/events.jsonl`;
}

function toolIn(fields: Fields): HookTool | null {
  const name = textOf(fields['toolName']);
  if (name === null) return null;
  const result = fieldsOf(fields['toolResult']);
  const error = textOf(fields['error']);
  const failed = error !== null || result['resultType'] === 'failure' ? true : null;
  return toolOf(name, fields['toolArgs'], toolEnd(error ?? fields['toolResult'] ?? '', failed));
}
