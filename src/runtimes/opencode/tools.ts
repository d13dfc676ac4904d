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

const actions: Readonly<Record<string, ToolAction>> = {
  bash: 'shell',
  shell: 'shell',
  read: 'read',
  lsp: 'read',
  edit: 'edit',
  multiedit: 'edit',
  patch: 'edit',
  apply_patch: 'edit',
  write: 'write',
  glob: 'search',
  grep: 'search',
  list: 'search',
  codesearch: 'search',
  webfetch: 'fetch',
  websearch: 'fetch',
  task: 'agent',
  question: 'ask',
};

/** What a tool call of OpenCode does, from its name and input; tools of MCP servers are `other`. */
export function shapeCall(tool: string, input: Fields): CallShape {
  const action = actions[tool] ?? 'other';
  const command = action === 'shell' ? textOf(input['command']) : null;
  const patch = textOf(input['patchText']) ?? '';
  const named = [input['filePath'], input['file_path'], input['path']].flatMap((path) => textOf(path) ?? []);
  const patched = [...patch.matchAll(/^\*\*\* (?:Update File|Add File|Delete File|Move to): (.{1,1000})$/gm)];
  const detail = detailOf(action, input, patch);
  return {
    action,
    command: command === null ? null : clipText(stripInjected(command), textLimits.command),
    paths: [...new Set([...named, ...patched.map((found) => (found[1] ?? '').trim())])],
    detail: detail ? clipText(stripInjected(detail), textLimits.detail) : null,
  };
}

function detailOf(action: ToolAction, input: Fields, patch: string): string | null {
  switch (action) {
    case 'shell':
      return textOf(input['description']);
    case 'edit':
      return (
        textOf(input['newString']) ??
        joined(listOf(input['edits']).map((edit) => textOf(edit['newString']))) ??
        joined(patch.split('\n').flatMap((line) => (line.startsWith('+') ? [line.slice(1)] : [])))
      );
    case 'write':
      return textOf(input['content']);
    case 'search':
      return textOf(input['pattern']) ?? textOf(input['query']);
    case 'fetch':
      return joined([textOf(input['url']), textOf(input['query']), textOf(input['prompt'])]);
    case 'agent':
      return joined([textOf(input['description']), textOf(input['prompt'])]);
    case 'ask':
      return joined(
        listOf(input['questions']).map((item) =>
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
      return Object.keys(fieldsOf(input)).length > 0 ? JSON.stringify(input) : null;
  }
}

function joined(parts: readonly (string | null)[]): string | null {
  return parts.filter((part) => part !== null).join('\n') || null;
}
