import type { ToolAction } from '../../sessions/event.ts';
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

type Fields = Readonly<Record<string, unknown>>;

/** What a tool call of Claude Code does, from its name and input. Tools of MCP servers are told by their input. */
export function shapeCall(tool: string, input: unknown): CallShape {
  const fields: Fields = typeof input === 'object' && input !== null ? (input as Fields) : {};
  const action = actions[tool.toLowerCase()] ?? foreignAction(tool, fields);
  const command = action === 'shell' ? text(fields['command']) : null;
  const paths = [fields['file_path'], fields['notebook_path'], fields['path'], fields['filePath']].flatMap(
    (path) => text(path) ?? [],
  );
  const detail = detailOf(action, fields);
  return {
    action,
    command: command === null ? null : clipText(command, textLimits.command),
    paths: [...new Set(paths)],
    detail: detail ? clipText(detail, textLimits.detail) : null,
  };
}

function foreignAction(tool: string, fields: Fields): ToolAction {
  return typeof fields['command'] === 'string' && /shell|bash|terminal|exec|run_command/i.test(tool)
    ? 'shell'
    : 'other';
}

function detailOf(action: ToolAction, fields: Fields): string | null {
  switch (action) {
    case 'shell':
      return text(fields['description']);
    case 'edit':
      return (
        text(fields['new_string']) ??
        text(fields['new_source']) ??
        joined(list(fields['edits']).map((edit) => text((edit as Fields)?.['new_string'])))
      );
    case 'write':
      return text(fields['content']);
    case 'search':
      return text(fields['pattern']);
    case 'fetch':
      return joined([text(fields['url']), text(fields['query']), text(fields['prompt'])]);
    case 'agent':
      return joined([text(fields['description']), text(fields['prompt'])]);
    case 'ask':
      return joined(list(fields['questions']).map((question) => text((question as Fields)?.['question'])));
    case 'read':
      return null;
    case 'other':
      return Object.keys(fields).length > 0 ? JSON.stringify(fields) : null;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function joined(parts: readonly (string | null)[]): string | null {
  return parts.filter((part) => part !== null).join('\n') || null;
}
