import { type Fields, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import { askedText } from '../../sessions/asked-question.ts';
import type { ToolAction } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import { clipText, textLimits } from '../../sessions/text.ts';

interface CallShape {
  readonly action: ToolAction;
  readonly command: string | null;
  readonly paths: readonly string[];
  readonly detail: string | null;
}

const names = (list: string, action: ToolAction): [string, ToolAction][] =>
  list.split(' ').map((name) => [name, action]);

/** Tools of the agent and of its command line, without case and underscores. */
const actions: ReadonlyMap<string, ToolAction> = new Map([
  ...names('shell bash runterminalcmd runterminalcommand', 'shell'),
  ...names('read readfile readlints fetchrules', 'read'),
  ...names('write createfile', 'write'),
  ...names('edit strreplace multiedit editfile searchreplace applypatch editnotebook delete deletefile', 'edit'),
  ...names('grep glob ls listdir semanticsearch codebasesearch filesearch grepsearch', 'search'),
  ...names('webfetch websearch', 'fetch'),
  ...names('task agent', 'agent'),
  ...names('askquestion', 'ask'),
]);

const pathKeys = 'path file_path target_file target_notebook target_directory relative_workspace_path'.split(' ');

/** What a tool call of Cursor does, from its name and input. */
export function shapeCall(tool: string, value: unknown): CallShape {
  const input = fieldsOf(value);
  const action = actions.get(tool.toLowerCase().replaceAll('_', '')) ?? 'other';
  const command = action === 'shell' ? textOf(input['command']) : null;
  const patch = textOf(value) ?? textOf(input['patch']) ?? '';
  const patched = [...patch.matchAll(/^\*\*\* (?:Update File|Add File|Delete File|Move to): (.{1,1000})$/gm)];
  const paths = [
    ...pathKeys.flatMap((key) => textOf(input[key]) ?? []),
    ...patched.map(([, path = '']) => path.trim()),
  ];
  const detail = detailOf(action, input) ?? (patch || null);
  return {
    action,
    command: command === null ? null : clipText(stripInjected(command), textLimits.command),
    paths: [...new Set(paths)],
    detail: detail ? clipText(stripInjected(detail), textLimits.detail) : null,
  };
}

function detailOf(action: ToolAction, input: Fields): string | null {
  const first = (...keys: readonly string[]) =>
    keys.map((key) => textOf(input[key])).find((text) => text !== null) ?? null;
  switch (action) {
    case 'shell':
      return first('description', 'explanation');
    case 'edit':
    case 'write':
      return first('new_string', 'new_str', 'contents', 'content', 'code_edit', 'file_text');
    case 'search':
      return first('pattern', 'glob_pattern', 'query');
    case 'fetch':
      return first('url', 'search_term', 'query');
    case 'agent':
      return [first('description'), first('prompt')].filter((part) => part !== null).join('\n') || null;
    case 'ask':
      return (
        listOf(input['questions'])
          .map((item) =>
            askedText({
              question: textOf(item['question']) ?? textOf(item['prompt']) ?? '',
              header: '',
              options: listOf(item['options']).map((option) => textOf(option['label']) ?? ''),
            }),
          )
          .join('\n') || null
      );
    case 'read':
      return null;
    case 'other':
      return Object.keys(input).length > 0 ? JSON.stringify(input) : null;
  }
}
