import { type CallShape, shapeByNames, toolTable } from '../call-shape.ts';

/** Tools of the agent, and under their older names. */
const tools = toolTable({
  shell: 'shell bash run_terminal_cmd run_terminal_command',
  read: 'read read_file readlints read_lints fetch_rules',
  edit: 'edit strreplace multiedit edit_file search_replace applypatch apply_patch editnotebook edit_notebook delete delete_file',
  write: 'write create_file',
  search: 'grep glob ls list_dir semanticsearch codebase_search file_search grep_search',
  fetch: 'webfetch websearch web_search',
  agent: 'task agent',
  ask: 'askquestion ask_question',
});

/** What a tool call of Cursor does, from its name and input. */
export function shapeCall(tool: string, input: unknown): CallShape {
  return shapeByNames(tools, tool, input);
}
