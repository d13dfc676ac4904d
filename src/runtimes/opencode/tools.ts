import { type CallShape, shapeByNames, toolTable } from '../call-shape.ts';

const tools = toolTable({
  shell: 'bash shell',
  read: 'read lsp',
  edit: 'edit multiedit patch apply_patch',
  write: 'write',
  search: 'glob grep list codesearch',
  fetch: 'webfetch websearch',
  agent: 'task',
  ask: 'question',
});

/** What a tool call of OpenCode does, from its name and input. */
export function shapeCall(tool: string, input: unknown): CallShape {
  return shapeByNames(tools, tool, input);
}
