import { type Fields, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import { askedText } from '../../sessions/asked-question.ts';
import type { ToolAction } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import type { CallShape } from '../call-shape.ts';
import { patchParts } from '../patch.ts';

/** Functions that run a command, in any version. */
export const shellTools: ReadonlySet<string> = new Set(
  'shell exec_command shell_command local_shell container.exec unified_exec exec bash'.split(' '),
);

/** What a call of Codex does: functions with JSON arguments, the freeform `apply_patch`. */
export function shapeCall(tool: string, input: unknown, fields = argumentsOf(input)): CallShape {
  const raw = typeof input === 'string' && !input.startsWith('{') ? input : '';
  if (tool === 'apply_patch') return patchShape(raw || (textOf(fields['input']) ?? textOf(fields['patch']) ?? ''));
  const command = commandOf(fields['command'] ?? fields['cmd']);
  if (command !== null && shellTools.has(tool)) {
    const patch = /^(?:apply_patch|applypatch)\b[\s\S]{0,80}?(?=\*\*\* Begin Patch)/.exec(command);
    if (patch) return patchShape(command.slice(patch[0].length));
    return shape('shell', { command, detail: textOf(fields['justification']) });
  }
  const path = textOf(fields['path']) ?? textOf(fields['file_path']);
  const paths = path === null ? [] : [path];
  switch (tool) {
    case 'view_image':
    case 'read_file':
      return shape('read', { paths });
    case 'list_dir':
    case 'grep_files':
    case 'tool_search':
      return shape('search', { paths, detail: textOf(fields['pattern']) ?? textOf(fields['query']) });
    case 'web_search':
      return shape('fetch', { detail: textOf(fields['query']) ?? textOf(fields['url']) });
    case 'spawn_agent':
      return shape('agent', { detail: textOf(fields['message']) ?? textOf(fields['prompt']) });
    case 'request_user_input':
      return shape('ask', {
        detail: listOf(fields['questions'])
          .map((item) =>
            askedText({
              question: textOf(item['question']) ?? '',
              header: textOf(item['header']) ?? '',
              options: listOf(item['options']).map((option) => textOf(option['label']) ?? ''),
            }),
          )
          .join('\n'),
      });
    default:
      return shape('other', { paths, detail: raw || JSON.stringify(fields) });
  }
}

/** A command as one line of shell: the script of a `bash -lc SCRIPT`, else the arguments joined. */
export function commandOf(value: unknown): string | null {
  if (!Array.isArray(value)) return textOf(value);
  const [program = '', flag = '', script] = value.map(String);
  const isShell = /(?:^|[/\\])(?:(?:ba|z|da|k|fi)?sh|pwsh|powershell|cmd)(?:\.exe)?$/i.test(program);
  if (isShell && script !== undefined && /^(?:-[a-z]*c|-Command|\/c)$/i.test(flag)) return script;
  return value.map(String).join(' ') || null;
}

/** The arguments of a function call: an object, or one as JSON text. */
export function argumentsOf(input: unknown): Fields {
  if (typeof input !== 'string') return fieldsOf(input);
  if (!input.startsWith('{')) return {};
  try {
    return fieldsOf(JSON.parse(input));
  } catch {
    return {};
  }
}

/** Files and new lines of a patch in Codex's own format. */
function patchShape(patch: string): CallShape {
  const { paths, added, onlyNew } = patchParts(patch);
  return shape(onlyNew ? 'write' : 'edit', { paths, detail: added || patch });
}

/** What a completed item tells of a patch: each file's change, as a diff or, for a new file, its content. */
export function shapeChange(changes: unknown): CallShape {
  const files = Object.entries(fieldsOf(changes)).map(([path, change]) => ({ path, ...fieldsOf(change) }));
  const added = files.flatMap((file: Fields) => {
    const diff = textOf(file['unified_diff']);
    return diff === null
      ? [textOf(file['content']) ?? '']
      : diff.split('\n').flatMap((line) => (line.startsWith('+') ? [line.slice(1)] : []));
  });
  const onlyNew = files.length > 0 && files.every((file: Fields) => file['type'] === 'add');
  return shape(onlyNew ? 'write' : 'edit', { paths: files.map(({ path }) => path), detail: added.join('\n') });
}

interface ShapeParts {
  readonly command?: string | null;
  readonly paths?: readonly string[];
  readonly detail?: string | null;
}

function shape(action: ToolAction, { command, paths = [], detail }: ShapeParts): CallShape {
  return {
    action,
    command: command ? clipText(stripInjected(command), textLimits.command) : null,
    paths,
    detail: detail && detail !== '{}' ? clipText(stripInjected(detail), textLimits.detail) : null,
  };
}
