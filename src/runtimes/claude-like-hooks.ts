import { type Fields, fieldsOf, textOf } from '../base/json-value.ts';
import type { HookOccasion, HookPoint, HookReply, HookTool, StartSource } from './hook-dialect.ts';
import { toolEnd, toolOf } from './hook-tool.ts';

/** Many agents took over Claude Code's payload, with a field more or less. */
export function readClaudeLike(point: HookPoint, payload: unknown): HookOccasion | null {
  const fields = fieldsOf(payload);
  const session = textOf(fields['session_id']);
  const cwd = textOf(fields['cwd']);
  if (session === null || cwd === null) return null;
  return {
    point,
    session,
    cwd,
    transcript: textOf(fields['transcript_path']),
    source: point === 'start' ? sourceOf(fields['source']) : null,
    prompt: point === 'prompt' ? (textOf(fields['prompt']) ?? '') : '',
    tool: toolIn(fields),
    subagent: textOf(fields['agent_id']),
  };
}

/** Its answer; agents that check the shape of an answer strictly accept these fields too. */
export function writeClaudeLike(event: string, { context, notice, refusal }: HookReply, takesContext: boolean): string {
  const said = takesContext ? context : '';
  if (refusal !== undefined) {
    const denied = { hookEventName: event, permissionDecision: 'deny', permissionDecisionReason: refusal };
    return JSON.stringify({ ...(notice === null ? {} : { systemMessage: notice }), hookSpecificOutput: denied });
  }
  if (said === '' && notice === null) return '';
  return JSON.stringify({
    ...(notice === null ? {} : { systemMessage: notice }),
    ...(said === '' ? {} : { hookSpecificOutput: { hookEventName: event, additionalContext: said } }),
  });
}

export function sourceOf(value: unknown): StartSource {
  return value === 'resume' || value === 'clear' || value === 'compact' || value === 'fork' ? value : 'startup';
}

function toolIn(fields: Fields): HookTool | null {
  const name = textOf(fields['tool_name']);
  if (name === null) return null;
  const error = textOf(fields['error']);
  if (error !== null) return toolOf(name, fields['tool_input'], toolEnd(error, true));
  const response = fields['tool_response'];
  return toolOf(name, fields['tool_input'], response === undefined ? {} : toolEnd(response));
}
