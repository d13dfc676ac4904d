import type { AssistantText, Thought, ToolCall, ToolResult, UserChannel, UserTurn } from '../sessions/event.ts';
import { stripInjected } from '../sessions/fence.ts';
import { clipText, textLimits } from '../sessions/text.ts';
import { userWords } from '../sessions/user-words.ts';
import type { CallShape } from './call-shape.ts';

/** What every event of a record shares. */
export interface RecordPlace {
  readonly line: number;
  readonly at: number | null;
  readonly sidechain: boolean;
  readonly id?: string;
}

export interface Saying {
  readonly channel?: UserChannel;
  readonly question?: string | null;
  readonly callId?: string | null;
  /** Whether pictures came along. */
  readonly images?: boolean;
}

// Each gives no event where nothing is left once what was inserted is taken out.

/** What the user said. What a sub-agent is told comes from the agent above it, not from the user. */
export function userSays(raw: string, where: RecordPlace, saying: Saying = {}): readonly UserTurn[] {
  const { channel = 'prompt', question = null, callId = null, images = false } = saying;
  const words = userWords(raw);
  if (where.sidechain || (!words.text && !words.pasted && !images)) return [];
  const text = images ? `${words.text}\n[image]`.trim() : words.text;
  return [{ type: 'user', ...where, channel, text, pasted: words.pasted, question, callId }];
}

export function agentSays(raw: string, where: RecordPlace): readonly AssistantText[] {
  const own = stripInjected(raw);
  return own.trim() ? [{ type: 'assistant', ...where, text: clipText(own, textLimits.assistant) }] : [];
}

export function agentNotes(raw: string, where: RecordPlace): readonly Thought[] {
  const own = stripInjected(raw);
  return own.trim() ? [{ type: 'thought', ...where, text: clipText(own, textLimits.thought) }] : [];
}

export function agentCalls(callId: string, tool: string, shape: CallShape, where: RecordPlace): ToolCall {
  return { type: 'tool_call', ...where, callId, tool, ...shape };
}

export interface ResultShape {
  readonly text: string;
  readonly failed: boolean | null;
  readonly exitCode: number | null;
}

export function toolSays(callId: string, { text, failed, exitCode }: ResultShape, where: RecordPlace): ToolResult {
  return {
    type: 'tool_result',
    ...where,
    callId,
    text: clipText(stripInjected(text), textLimits.result),
    failed,
    exitCode,
  };
}
