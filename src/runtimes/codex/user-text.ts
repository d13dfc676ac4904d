import { insideTag } from '../../sessions/fence.ts';
import { type UserWords, userWords } from '../../sessions/user-words.ts';

/** How items begin that Codex itself puts into messages of the user's role. */
const inserted =
  /^\s*(?:# AGENTS\.md instructions|<(?:environment_context|user_instructions|INSTRUCTIONS|turn_aborted|skills?[_>]|skills_instructions|permissions instructions|collaboration_mode|apps_instructions|plugins_instructions|subagent_notification|hook_|model_switch|recommended_plugins|personality|codex_internal|environments|user_action>|token_budget|context_window))/i;

export interface UserItem {
  readonly words: UserWords | null;
  /** A command that the user ran themselves, with what it printed. */
  readonly shell: { readonly command: string; readonly output: string; readonly exitCode: number | null } | null;
}

/** The folder that an item about the environment names: the only place where the first versions kept it. */
export function folderIn(raw: string): string | null {
  if (!/^\s*<environment_context>/.test(raw)) return null;
  const stated = insideTag(raw, 'cwd') ?? /^Current working directory: (.{1,1000})$/m.exec(raw)?.[1];
  return stated?.trim() || null;
}

/** What one content item of the user's role holds; an item that Codex inserted holds nothing. */
export function readUserItem(raw: string): UserItem {
  if (inserted.test(raw)) return { words: null, shell: null };
  const shell = insideTag(raw, 'user_shell_command');
  if (shell !== null) {
    const result = insideTag(shell, 'result') ?? '';
    const code = /Exit code: (-?\d{1,6})/.exec(result);
    return {
      words: null,
      shell: {
        command: (insideTag(shell, 'command') ?? '').trim(),
        output: result.replace(/^[\s\S]{0,200}?Output:\n/, '').trimEnd(),
        exitCode: code ? Number(code[1]) : null,
      },
    };
  }
  return { words: fromEditor(raw) ?? userWords(raw), shell: null };
}

/** The Codex extensions of editors put what is open before the request. */
function fromEditor(raw: string): UserWords | null {
  if (!/^\s*# Context from my IDE setup:/.test(raw)) return null;
  const request = /^## My request for Codex:\s*$/m.exec(raw);
  if (!request) return { text: '', pasted: '[shown by the editor]' };
  const words = userWords(raw.slice(request.index + request[0].length));
  return { text: words.text, pasted: ['[shown by the editor]', words.pasted].filter(Boolean).join('\n\n') };
}
