import { fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import type { ToolCall } from '../../sessions/event.ts';

export interface Todo {
  readonly text: string;
  readonly done: boolean;
}

const listTools = /^(?:todo_?write|update_?plan|write_?todos|update_?todos|todo)$/i;

/** The agent's own list of steps, where a call writes one; null for any other call. */
export function todosOf(call: ToolCall): Todo[] | null {
  if (!listTools.test(call.tool) || call.detail === null) return null;
  let given: unknown;
  try {
    given = JSON.parse(call.detail);
  } catch {
    return null;
  }
  const fields = fieldsOf(given);
  const items = ['todos', 'plan', 'items', 'steps'].flatMap((key) => listOf(fields[key]));
  const todos = items.flatMap((item): Todo[] => {
    const text =
      textOf(item['content']) ?? textOf(item['step']) ?? textOf(item['description']) ?? textOf(item['title']);
    return text === null ? [] : [{ text, done: /^(?:completed|done)$/i.test(textOf(item['status']) ?? '') }];
  });
  return todos.length === 0 ? null : todos;
}
