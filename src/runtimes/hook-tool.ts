import { type Fields, fieldsOf, textOf } from '../base/json-value.ts';
import type { HookTool } from './hook-dialect.ts';

/** Names in lower case: patterns that take either case take V8 long to make. */
const shells = new Set(
  (
    'bash shell powershell pwsh execute exec exec_command run_shell_command run_command run_commands execute_command ' +
    'run_terminal_cmd terminal local_shell unified_exec shell_command'
  ).split(' '),
);
const reading = /^(?:read|view|read_?file|read_?files|read_?many_?files|notebook_?read|cat|open)$/;
const editing =
  /^(?:edit|multi_?edit|write|write_?file|replace|replace_in_file|create|str_replace\w*|apply_?patch|notebook_?edit|write_to_file|edit_?file|editor|search_replace|patch)$/;
const pathFields = ['file_path', 'filePath', 'path', 'absolute_path', 'target_file', 'notebook_path', 'absolutePath'];

/** What a tool call does, from its name and arguments; the names of all agents' tools are told apart by one table. */
export function toolOf(name: string, input: unknown, ended: Partial<ToolEnd> = {}): HookTool {
  const fields = argumentsOf(input);
  const lower = name.toLowerCase();
  const action = shells.has(lower) ? 'shell' : reading.test(lower) ? 'read' : editing.test(lower) ? 'edit' : 'other';
  const text = typeof input === 'string' ? input : (textOf(fields['command']) ?? textOf(fields['input']) ?? '');
  return {
    name,
    action,
    command: action === 'shell' ? commandOf(fields) : null,
    paths: action === 'read' || action === 'edit' ? pathsOf(fields, text) : [],
    output: ended.output ?? null,
    failed: ended.failed ?? null,
    exitCode: ended.exitCode ?? null,
  };
}

export type ToolEnd = Pick<HookTool, 'output' | 'failed' | 'exitCode'>;

/** How a call ended, from whatever an agent hands over as its response. */
export function toolEnd(response: unknown, failed: boolean | null = null): ToolEnd {
  const fields = fieldsOf(response);
  const output = textOfResponse(response);
  const code = ['exit_code', 'exitCode', 'exit', 'code'].map((name) => fields[name]).find(Number.isInteger);
  return {
    output,
    failed: failed ?? (typeof fields['error'] === 'string' && fields['error'] !== '' ? true : null),
    exitCode: typeof code === 'number' ? code : exitCodeIn(output),
  };
}

/** Agents that have no field for it write the exit code first or last. */
function exitCodeIn(output: string): number | null {
  const code = codeIn(output.slice(0, 120)) ?? codeIn(output.slice(-240));
  return code === undefined ? null : Number(code);
}

function codeIn(part: string): string | undefined {
  const lower = part.toLowerCase();
  // By hand from one place to the next: a pattern for all of it takes a hook longer to make than to use.
  for (let at = lower.indexOf('exit'); at >= 0; at = lower.indexOf('exit', at + 1)) {
    let end = at + 'exit'.length;
    for (const more of ['ed', ' with', ' exit']) if (lower.startsWith(more, end)) end += more.length;
    const found = lower.startsWith(' code', end) ? /^:? (-?\d{1,3})\b/.exec(lower.slice(end + 5))?.[1] : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function textOfResponse(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value;
  if (depth > 3) return '';
  if (Array.isArray(value)) {
    return value.map((item) => textOfResponse(item, depth + 1)).join('\n');
  }
  const fields = fieldsOf(value);
  const parts = ['stdout', 'stderr', 'textResultForLlm', 'llmContent', 'output', 'result', 'text', 'content', 'error'];
  return parts
    .map((name) => (fields[name] === undefined ? '' : textOfResponse(fields[name], depth + 1)))
    .filter((text) => text !== '')
    .join('\n');
}

function argumentsOf(input: unknown): Fields {
  if (typeof input !== 'string' || !input.startsWith('{')) return fieldsOf(input);
  try {
    return fieldsOf(JSON.parse(input));
  } catch {
    return {};
  }
}

function commandOf(fields: Fields): string | null {
  const value = fields['command'] ?? fields['cmd'] ?? fields['commands'];
  return Array.isArray(value) ? value.map(String).join('\n') || null : textOf(value);
}

function pathsOf(fields: Fields, text: string): string[] {
  const named = pathFields.flatMap((name) => textOf(fields[name]) ?? []);
  const listed = ['paths', 'files'].flatMap((name) => {
    const value = fields[name];
    if (!Array.isArray(value)) return [];
    return value.flatMap((item) => textOf(item) ?? textOf(fieldsOf(item)['path']) ?? []);
  });
  const patched = [...text.matchAll(/^\*\*\* (?:Update|Add|Delete) File: (.{1,1000})$/gm)].map(([, path = '']) =>
    path.trim(),
  );
  return [...new Set([...named, ...listed, ...patched])];
}
