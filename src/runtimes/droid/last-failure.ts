import { lastLines } from '../../base/file-tail.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import type { HookTool } from '../hook-dialect.ts';
import { toolEnd, toolOf } from '../hook-tool.ts';

const bytes = 64 * 1024;

/** The last call of a session that has a result, where that is a failure; null otherwise. */
export function lastFailure(transcript: string): HookTool | null {
  const blocks = lastLines(transcript, bytes)
    // Records of hooks and reminders are parsed for nothing.
    .filter((line) => line.includes('"tool_result"') || line.includes('"tool_use"'))
    .flatMap((line) => listOf(fieldsOf(fieldsOf(parsed(line))['message'])['content']));
  const result = blocks.findLast(({ type }) => type === 'tool_result');
  if (result === undefined || result['is_error'] !== true) return null;
  const call = blocks.find(({ type, id }) => type === 'tool_use' && id === result['tool_use_id']);
  const name = call && textOf(call['name']);
  return name ? toolOf(name, call['input'], toolEnd(result['content'], true)) : null;
}

function parsed(line: string): Fields {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {};
  }
}
