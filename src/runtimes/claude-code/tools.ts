import { type Fields, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import { askedText } from '../../sessions/asked-question.ts';
import type { ToolAction } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import { clipText, textLimits } from '../../sessions/text.ts';

export interface CallShape {
  readonly action: ToolAction;
  readonly command: string | null;
  readonly paths: readonly string[];
  readonly detail: string | null;
}

const actions: Readonly<Record<string, ToolAction>> = {
  bash: 'shell',
  powershell: 'shell',
  read: 'read',
  notebookread: 'read',
  edit: 'edit',
  multiedit: 'edit',
  notebookedit: 'edit',
  write: 'write',
  glob: 'search',
  grep: 'search',
  ls: 'search',
  webfetch: 'fetch',
  websearch: 'fetch',
  task: 'agent',
  agent: 'agent',
  askuserquestion: 'ask',
};

/** What a tool call of Claude Code does, from its name and input. Tools of MCP servers are told by their input. */
export function shapeCall(tool: string, input: unknown): CallShape {
  const fields = fieldsOf(input);
  const action = actionOf(tool, fields);
  const command = action === 'shell' ? textOf(fields['command']) : null;
  const paths = [fields['file_path'], fields['notebook_path'], fields['path'], fields['filePath']].flatMap(
    (path) => textOf(path) ?? [],
  );
  const detail = detailOf(action, fields);
  return {
    action,
    command: command === null ? null : clipText(stripInjected(command), textLimits.command),
    paths: [...new Set(paths)],
    detail: detail ? clipText(stripInjected(detail), textLimits.detail) : null,
  };
}

/** What kind of tool a name stands for. */
export function actionOf(tool: string, input: Fields = {}): ToolAction {
  const known = actions[tool.toLowerCase()];
  if (known !== undefined) return known;
  const foreignShell = typeof input['command'] === 'string' && /shell|bash|terminal|exec|run_command/i.test(tool);
  return foreignShell ? 'shell' : 'other';
}

function detailOf(action: ToolAction, fields: Fields): string | null {
  switch (action) {
    case 'shell':
      return textOf(fields['description']);
    case 'edit':
      return (
        textOf(fields['new_string']) ??
        textOf(fields['new_source']) ??
        joined(listOf(fields['edits']).map((edit) => textOf(edit['new_string'])))
      );
    case 'write':
      return textOf(fields['content']);
    case 'search':
      return textOf(fields['pattern']);
    case 'fetch':
      return joined([textOf(fields['url']), textOf(fields['query']), textOf(fields['prompt'])]);
    case 'agent':
      return joined([textOf(fields['description']), textOf(fields['prompt'])]);
    case 'ask':
      return joined(
        listOf(fields['questions']).map((item) =>
          askedText({
            question: textOf(item['question']) ?? '',
            header: textOf(item['header']) ?? '',
            options: listOf(item['options']).map((option) => textOf(option['label']) ?? ''),
          }),
        ),
      );
    case 'read':
      return null;
    case 'other':
      return Object.keys(fields).length > 0 ? JSON.stringify(fields) : null;
  }
}

function joined(parts: readonly (string | null)[]): string | null {
  return parts.filter((part) => part !== null).join('\n') || null;
}
