import { type Fields, textOf } from '../../base/json-value.ts';
import { insideTag } from '../../sessions/fence.ts';
import { toolTable } from '../call-shape.ts';

/** The tools of Cline, its command line and its relatives Roo Code and Kilo Code. */
export const clineTools = toolTable({
  shell: 'run_commands execute_command',
  read: 'read_files read_file',
  edit: 'editor replace_in_file apply_patch apply_diff insert_content search_and_replace edit_file',
  write: 'write_to_file',
  search: 'search_codebase search_files list_files list_code_definition_names codebase_search glob grep',
  fetch: 'fetch_web_content web_fetch web_search browser_action',
  agent: 'new_task spawn_agent use_subagents',
  ask: 'ask_followup_question ask_question',
});

/** Tools that only older versions know as tags, and that are no work: the agent speaks, or makes room. */
export const speaking = new Set(['attempt_completion', 'plan_mode_respond', 'submit_and_exit']);
export const condensing = new Set(['condense', 'summarize_task']);

const others =
  'use_mcp_tool access_mcp_resource switch_mode fetch_instructions update_todo_list new_rule load_mcp_documentation';
const tagNames = [...Object.keys(clineTools), ...speaking, ...condensing, ...others.split(' ')];
const opening = new RegExp(`<(${tagNames.join('|')})>`, 'g');

/** A piece of an agent's message of a version that writes its calls into the text, as tags. */
export type Piece =
  | { readonly text: string }
  | { readonly tool: string; readonly input: Fields; readonly text?: undefined };

/** Takes the calls out of a text. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(opening)) {
    const tool = found[1] ?? '';
    if (found.index < at) continue;
    const start = found.index + found[0].length;
    // The content of a file may hold such tags itself.
    const end = text.lastIndexOf(`</${tool}>`);
    if (end < start) continue;
    const next = tool === 'write_to_file' ? end : text.indexOf(`</${tool}>`, start);
    pieces.push({ text: text.slice(at, found.index) }, { tool, input: inputIn(text.slice(start, next)) });
    at = next + tool.length + 3;
  }
  pieces.push({ text: text.slice(at) });
  return pieces;
}

const parameters =
  'command path content regex file_pattern question options url action diff result response query message mode';

function inputIn(body: string): Fields {
  const input: Record<string, unknown> = {};
  for (const name of parameters.split(' ')) {
    const value = insideTag(body, name);
    if (value !== null) input[name] = value.trim();
  }
  const paths = [...body.matchAll(/<path>([^<]{1,1000})<\/path>/g)].map((found) => (found[1] ?? '').trim());
  if (paths.length > 0) input['paths'] = paths;
  const options = textOf(input['options']);
  if (options !== null) input['options'] = listIn(options);
  return withNewText(input);
}

/** Of a change in the form of search and replace, the new text counts. */
export function withNewText(input: Fields): Fields {
  const diff = textOf(input['diff']);
  if (diff === null) return input;
  const parts = [...diff.matchAll(/^={5,9}\s*\n([\s\S]*?)\n?^(?:>{5,9}|\+{5,9}) ?REPLACE/gm)].map(
    (found) => found[1] ?? '',
  );
  return parts.length > 0 ? { ...input, diff: parts.join('\n') } : input;
}

function listIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return [];
  }
}
