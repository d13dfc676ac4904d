import type { ToolAction } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import type { CallShape } from '../call-shape.ts';

interface Action extends CallShape {
  readonly tool: string;
}

/**
 * What a step's action does: one of the commands of SWE-agent's own tools, else a line for the shell.
 * @param openFile the file in SWE-agent's editor, which its commands mean when they name none
 */
export function shapeAction(source: string, openFile: string | null): Action {
  const text = source.replaceAll('\r\n', '\n').trim();
  const [first = '', ...rest] = text.split('\n');
  const [tool = '', ...words] = first.split(/\s+/).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
  const shape = (action: ToolAction, path: string | null, detail: string | null = null): Action => ({
    tool,
    action,
    command: null,
    paths: path === null ? [] : [path],
    detail: detail ? clipText(stripInjected(detail), textLimits.detail) : null,
  });
  const named = words.find((word) => !/^[\d:"'-]+$/.test(word)) ?? null;
  const body = rest.join('\n').replace(/\n?end_of_(?:edit|insert)\s*$/, '');
  switch (tool) {
    case 'open':
      return shape('read', named);
    case 'goto':
    case 'scroll_up':
    case 'scroll_down':
      return shape('read', openFile);
    case 'create':
      return shape('write', named);
    case 'edit':
    case 'insert':
      return shape('edit', openFile, body || words.join(' '));
    case 'search_dir':
    case 'search_file':
    case 'find_file':
      return shape('search', null, words.join(' '));
    case 'str_replace_editor': {
      const [command = '', path = null] = words;
      const action = command === 'view' ? 'read' : command === 'create' ? 'write' : 'edit';
      return shape(
        action,
        path,
        action === 'read' ? null : [words.slice(2).join(' '), body].filter(Boolean).join('\n'),
      );
    }
    case 'submit':
    case 'exit_cost':
    case 'exit_context':
    case 'exit_forfeit':
    case '':
      return shape('other', null);
    default:
      return { ...shape('shell', null), tool: 'bash', command: clipText(stripInjected(text), textLimits.command) };
  }
}
