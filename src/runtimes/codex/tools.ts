import type { ToolAction } from '../../sessions/event.ts';
import { clipText, textLimits } from '../../sessions/text.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface CallShape {
  readonly action: ToolAction;
  readonly command: string | null;
  readonly paths: readonly string[];
  readonly detail: string | null;
}

/** What a call of Codex does: functions with JSON arguments, the freeform `apply_patch`, code mode's JavaScript `exec`. */
export function shapeCall(tool: string, input: unknown): CallShape {
  const raw = typeof input === 'string' ? input : '';
  const fields = fieldsOf(input);
  if (tool === 'apply_patch')
    return patchShape(raw && !raw.startsWith('{') ? raw : String(fields['input'] ?? fields['patch'] ?? ''));
  if (tool === 'exec' && raw && !raw.startsWith('{'))
    return shape('shell', { command: commandsInCode(raw), detail: raw });
  const command = commandOf(
    fields['command'] ?? fields['cmd'] ?? (fields['action'] as Fields | undefined)?.['command'],
  );
  if (command !== null && shellTools.has(tool)) {
    const patch = /^(?:apply_patch|applypatch)\b[\s\S]{0,80}(?=\*\*\* Begin Patch)/.exec(command);
    return patch
      ? patchShape(command.slice(patch[0].length))
      : shape('shell', { command, detail: text(fields['justification']) });
  }
  const path = text(fields['path']) ?? text(fields['file_path']);
  const paths = path === null ? [] : [path];
  switch (tool) {
    case 'view_image':
    case 'read_file':
      return shape('read', { paths });
    case 'list_dir':
    case 'grep_files':
    case 'tool_search':
      return shape('search', { paths, detail: text(fields['pattern']) ?? text(fields['query']) });
    case 'web_search':
      return shape('fetch', { detail: text(fields['query']) ?? text(fields['url']) });
    case 'spawn_agent':
      return shape('agent', { detail: text(fields['message']) ?? text(fields['prompt']) });
    case 'request_user_input':
      return shape('ask', {
        detail:
          questionsOf(fields)
            .map((question) => question.text)
            .join('\n') || null,
      });
    default:
      return shape('other', { command: null, paths, detail: raw || JSON.stringify(fields) });
  }
}

export const shellTools: ReadonlySet<string> = new Set([
  'shell',
  'exec_command',
  'shell_command',
  'local_shell',
  'local_shell_call',
  'container.exec',
  'unified_exec',
  'exec',
  'bash',
]);

/** The questions that `request_user_input` puts to the user, by their id. */
export function questionsOf(fields: Fields): readonly { id: string; text: string }[] {
  const questions = fields['questions'];
  if (!Array.isArray(questions)) return [];
  return (questions as readonly Fields[]).flatMap((question) =>
    text(question?.['question']) ? [{ id: String(question['id'] ?? ''), text: String(question['question']) }] : [],
  );
}

/** A command as one line of shell: the script of a `bash -lc SCRIPT`, else the arguments joined. */
export function commandOf(value: unknown): string | null {
  if (typeof value === 'string') return value || null;
  if (!Array.isArray(value) || value.length === 0) return null;
  const words = value.map(String);
  const [program = '', flag = '', script] = words;
  if (
    /(?:^|\/)(?:ba|z|da|k)?sh$|(?:power)?pwsh(?:\.exe)?$|powershell(?:\.exe)?$|cmd(?:\.exe)?$/i.test(program) &&
    /^(?:-[a-z]*c|-Command|\/c)$/i.test(flag) &&
    script !== undefined
  )
    return script;
  return words.join(' ');
}

export function fieldsOf(input: unknown): Fields {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Fields;
  if (typeof input !== 'string' || !input.startsWith('{')) return {};
  try {
    return JSON.parse(input) as Fields;
  } catch {
    return {};
  }
}

/** Files and new lines of a patch in Codex's own format. */
function patchShape(patch: string): CallShape {
  const heads = [...patch.matchAll(/^\*\*\* (Update File|Add File|Delete File|Move to): (.{1,1000})$/gm)];
  const paths = [...new Set(heads.map((head) => (head[2] ?? '').trim()))];
  const added = patch.split('\n').flatMap((line) => (line.startsWith('+') ? [line.slice(1)] : []));
  const onlyNew = heads.length > 0 && heads.every((head) => head[1] === 'Add File');
  return shape(onlyNew ? 'write' : 'edit', { paths, detail: added.join('\n') || patch || null });
}

/** The commands in code mode's JavaScript: string literals given as `cmd` or `command`. */
function commandsInCode(source: string): string | null {
  const found: string[] = [];
  for (const match of source
    .slice(0, 65_536)
    .matchAll(
      /\b(?:cmd|command)["']?\s*:\s*("(?:[^"\\\n]|\\.){1,4000}"|'(?:[^'\\\n]|\\.){1,4000}'|`(?:[^`\\]|\\.){1,4000}`)/g,
    )) {
    const literal = match[1] ?? '';
    found.push(
      literal
        .slice(1, -1)
        .replace(/\\(["'`\\])/g, '$1')
        .replaceAll('\\n', '\n'),
    );
  }
  return found.join('\n') || null;
}

function shape(
  action: ToolAction,
  parts: { command?: string | null; paths?: readonly string[]; detail?: string | null },
): CallShape {
  return {
    action,
    command: parts.command ? clipText(parts.command, textLimits.command) : null,
    paths: parts.paths ?? [],
    detail: parts.detail && parts.detail !== '{}' ? clipText(parts.detail, textLimits.detail) : null,
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
