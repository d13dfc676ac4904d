/** The tag around everything that twelvefold puts into a session. What stands inside was not said in the session. */
export const knowledgeTag = 'twelvefold-knowledge';

/** Tags around text that agents and their hooks insert into messages and tool outputs. */
const insertedTags = [
  knowledgeTag,
  'system-reminder',
  'system_reminder',
  'hook_context',
  'user-prompt-submit-hook',
  'session-start-hook',
  'environment_context',
  'new-diagnostics',
  'local-command-caveat',
  'skills_instructions',
  'skill_content',
  'EXTREMELY_IMPORTANT',
  'EXTREMELY-IMPORTANT',
];

/**
 * Removes what was inserted into a text by twelvefold, by the agent or by a hook: fenced knowledge, reminders, hook
 * context. An opening tag without its end takes the rest of the text with it: better to lose words than to learn from
 * what we said ourselves.
 */
export function stripInjected(text: string): string {
  return stripTags(text, insertedTags);
}

/** Removes every `<tag …>…</tag>` of the given names, from a text of any length, in linear time. */
export function stripTags(text: string, tags: readonly string[]): string {
  if (!text.includes('<')) return text;
  let rest = text;
  for (const tag of tags) if (rest.includes(`<${tag}`)) rest = stripTag(rest, tag);
  return rest === text ? text : rest.trim();
}

/** The text inside the first `<tag …>…</tag>`, or null. */
export function insideTag(text: string, tag: string): string | null {
  const open = openingOf(text, tag, 0);
  if (!open) return null;
  const close = text.indexOf(`</${tag}>`, open.end);
  return text.slice(open.end, close < 0 ? text.length : close);
}

function stripTag(text: string, tag: string): string {
  const closing = `</${tag}>`;
  let kept = '';
  let at = 0;
  for (;;) {
    const open = openingOf(text, tag, at);
    if (!open) return kept + text.slice(at);
    kept += text.slice(at, open.start);
    const close = text.indexOf(closing, open.end);
    if (close < 0) return kept;
    at = close + closing.length;
  }
}

function openingOf(text: string, tag: string, from: number): { start: number; end: number } | null {
  for (let start = text.indexOf(`<${tag}`, from); start >= 0; start = text.indexOf(`<${tag}`, start + 1)) {
    const after = text[start + tag.length + 1];
    if (after !== '>' && after !== ' ' && after !== '\n') continue;
    const end = text.indexOf('>', start);
    return end < 0 ? null : { start, end: end + 1 };
  }
  return null;
}
