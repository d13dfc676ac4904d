import { insideTag, stripTags } from '../../sessions/fence.ts';
import { type UserWords, userWords } from '../../sessions/user-words.ts';

export type UserPart =
  /** What follows a slash command; the command may repeat it as a prompt. */
  | { readonly kind: 'arguments'; readonly text: string }
  | { readonly kind: 'words'; readonly words: UserWords }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'output'; readonly text: string; readonly failed: boolean };

const toolTags = [
  'user-memory-input',
  'command-name',
  'command-message',
  'command-args',
  'command-contents',
  'local-command-stdout',
  'local-command-stderr',
  'local-command-caveat',
  'task-notification',
  'bash-stdout',
  'bash-stderr',
  'bash-input',
];

/**
 * What a text of a `user` record holds: the user's words, their `!` commands with the output, an interruption; the
 * agent's own notices in the user's name are left out.
 */
export function partsOfUserText(raw: string): readonly UserPart[] {
  const parts: UserPart[] = [];
  let text = raw;
  if (text.includes('[Request interrupted by user')) {
    const without = text.replace(/\[Request interrupted by user(?: for tool use)?\]/g, '');
    if (without.length < text.length) parts.push({ kind: 'interrupt' });
    text = without;
  }
  const command = insideTag(text, 'bash-input');
  if (command !== null) parts.push({ kind: 'command', command: command.trim() });
  const output = insideTag(text, 'bash-stdout');
  const errors = insideTag(text, 'bash-stderr');
  if (output !== null || errors !== null)
    parts.push({
      kind: 'output',
      text: [output, errors].filter(Boolean).join('\n'),
      failed: Boolean(errors?.trim()) && !output?.trim(),
    });
  const args = insideTag(text, 'command-args')?.trim();
  if (args) parts.push({ kind: 'arguments', text: args });
  // A line begun with "#" is something to remember: the user's words in a tag of their own.
  const noted = insideTag(text, 'user-memory-input') ?? '';
  const said = [noted, stripTags(text, toolTags)].filter((part) => part.trim() !== '').join('\n');
  if (said.trim() !== '') parts.push({ kind: 'words', words: pastedPlan(said) ?? userWords(said) });
  return parts;
}

/** A plan that plan mode hands over in the user's name: they only said to carry it out. */
function pastedPlan(text: string): UserWords | null {
  const opening = /^Implement the following plan:\s*\n/.exec(text);
  if (!opening) return null;
  const { pasted } = userWords(`\`\`\`\n${text.slice(opening[0].length).replaceAll('```', "'''")}\n\`\`\``);
  return { text: opening[0].trim(), pasted };
}
