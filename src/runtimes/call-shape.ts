import { type Fields, fieldsOf, listOf, textOf } from '../base/json-value.ts';
import { askedText } from '../sessions/asked-question.ts';
import type { ToolAction } from '../sessions/event.ts';
import { stripInjected } from '../sessions/fence.ts';
import { clipText, textLimits } from '../sessions/text.ts';
import { patchParts } from './patch.ts';

export interface CallShape {
  readonly action: ToolAction;
  readonly command: string | null;
  readonly paths: readonly string[];
  readonly detail: string | null;
}

/** What the tools of an agent do, by their names in lower case. */
export type ToolTable = Readonly<Record<string, ToolAction>>;

/** Makes a table of tools from lists of their names. */
export function toolTable(lists: Partial<Readonly<Record<ToolAction, string>>>): ToolTable {
  const pairs = Object.entries(lists).flatMap(([action, names]) => names.split(' ').map((name) => [name, action]));
  return Object.fromEntries(pairs) as ToolTable;
}

/** What kind of tool a name stands for; tools of MCP servers and extensions are told by their input. */
export function actionIn(table: ToolTable, tool: string, input: Fields = {}): ToolAction {
  const foreignShell = typeof input['command'] === 'string' && /shell|bash|terminal|exec|run_command/i.test(tool);
  return Object.hasOwn(table, tool.toLowerCase())
    ? (table[tool.toLowerCase()] ?? 'other')
    : foreignShell
      ? 'shell'
      : 'other';
}

/** What a call does, from the names that agents give to the arguments of their tools. */
export function shapeByNames(table: ToolTable, tool: string, input: unknown): CallShape {
  const fields = inputFields(input);
  const action = actionIn(table, tool, fields);
  const patch = patchIn(input, fields);
  if (patch !== null && (action === 'edit' || /patch/i.test(tool))) {
    const { paths, added, onlyNew } = patchParts(patch);
    return { action: onlyNew ? 'write' : 'edit', command: null, paths, detail: clip(added || patch) };
  }
  const command = action === 'shell' ? commandIn(fields) : null;
  return {
    action: action === 'edit' ? editOf(fields) : action,
    command: command === null ? null : clipText(stripInjected(command), textLimits.command),
    paths: pathsIn(fields),
    detail: clip(detailIn(action, fields)),
  };
}

/** Arguments as an object: some agents write them as JSON text. */
export function inputFields(input: unknown): Fields {
  if (typeof input !== 'string') return fieldsOf(input);
  if (!input.startsWith('{')) return {};
  try {
    return fieldsOf(JSON.parse(input));
  } catch {
    return {};
  }
}

function patchIn(input: unknown, fields: Fields): string | null {
  const texts = [input, fields['input'], fields['patch'], fields['diff'], fields['patchText']];
  const found = texts.find((text) => typeof text === 'string' && text.includes('*** Begin Patch'));
  return typeof found === 'string' ? found : null;
}

/** Some tools do several things: they show a file when told to view it, and make one where they are given no old text. */
function editOf(fields: Fields): ToolAction {
  if (fields['command'] === 'view') return 'read';
  const whole =
    textOf(fields['file_text']) !== null ||
    (textOf(fields['new_text']) !== null && fields['old_text'] == null && fields['insert_line'] == null);
  return whole ? 'write' : 'edit';
}

function commandIn(fields: Fields): string | null {
  const one = textOf(fields['command']) ?? textOf(fields['cmd']);
  if (one !== null) return one;
  const several: unknown = fields['commands'];
  if (!Array.isArray(several)) return textOf(several);
  return joined(several.map((item: unknown) => textOf(item) ?? textOf(fieldsOf(item)['command'])));
}

const pathNames =
  'file_path path absolute_path filePath notebook_path target_file target_notebook target_directory dir_path directory_path folder_path'.split(
    ' ',
  );

function pathsIn(fields: Fields): readonly string[] {
  const named = pathNames.map((name) => fields[name]);
  const listed = ['paths', 'file_paths', 'files'].flatMap((name) => {
    const list: unknown = fields[name];
    return Array.isArray(list) ? list.map((item: unknown) => textOf(item) ?? textOf(fieldsOf(item)['path'])) : [];
  });
  return [...new Set([...named, ...listed].flatMap((path) => textOf(path) ?? []))];
}

const newTexts =
  'new_string new_str newText newString new_text new_source content contents code_edit file_text diff insert_text'.split(
    ' ',
  );

function detailIn(action: ToolAction, fields: Fields): string | null {
  const first = (names: readonly string[]) => names.map((name) => textOf(fields[name])).find((text) => text !== null);
  switch (action) {
    case 'shell':
      return first(['description', 'summary', 'justification']) ?? null;
    case 'edit':
    case 'write': {
      const edits = [...listOf(fields['edits']), ...listOf(fields['changes'])];
      const texts = edits.map((edit) =>
        textOf(newTexts.map((name) => edit[name]).find((text) => textOf(text) !== null)),
      );
      return first(newTexts) ?? joined(texts);
    }
    case 'search':
      return first(['pattern', 'glob_pattern', 'regex', 'query']) ?? null;
    case 'fetch':
      return joined(['url', 'query', 'search_term', 'prompt'].map((name) => textOf(fields[name])));
    case 'agent':
      return joined(['description', 'prompt', 'task', 'objective', 'message'].map((name) => textOf(fields[name])));
    case 'ask':
      return asked(fields);
    case 'read':
      return null;
    case 'other':
      return Object.keys(fields).length > 0 ? JSON.stringify(fields) : null;
  }
}

function asked(fields: Fields): string | null {
  const several = listOf(fields['questions']);
  return joined(
    (several.length > 0 ? several : [fields]).map((item) => {
      const options: unknown = item['options'] ?? item['choices'];
      return askedText({
        question: textOf(item['question']) ?? '',
        header: textOf(item['header']) ?? textOf(item['topic']) ?? '',
        options: Array.isArray(options)
          ? options.map((option: unknown) => textOf(option) ?? textOf(fieldsOf(option)['label']) ?? '')
          : [],
      });
    }),
  );
}

function clip(detail: string | null): string | null {
  return detail ? clipText(stripInjected(detail), textLimits.detail) : null;
}

function joined(parts: readonly (string | null)[]): string | null {
  return parts.filter((part) => part !== null && part !== '').join('\n') || null;
}
