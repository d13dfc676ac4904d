/** The tag around everything that twelvefold puts into a session. What stands inside was not said in the session. */
export const knowledgeTag = 'twelvefold-knowledge';

/** Tags around text that agents and their hooks insert into messages and tool outputs. */
const insertedTags = [
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

const allTags = [knowledgeTag, ...insertedTags];
const anyInserted = new RegExp(`(?:${allTags.join('|')})[ >\\n]`, 'y');
const firstLetters = new Set(allTags.map((tag) => tag.charCodeAt(0)));

/** Every text of a session is asked: from one `<` to the next, and a closer look only where a letter fits. */
function holdsInserted(text: string): boolean {
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    if (!firstLetters.has(text.charCodeAt(at + 1))) continue;
    anyInserted.lastIndex = at + 1;
    if (anyInserted.test(text)) return true;
  }
  return false;
}

/**
 * Removes what was inserted into a text by twelvefold, by the agent or by a hook: fenced knowledge, reminders, hook
 * context. Our own tag takes the rest of the text with it where its end is missing: better to lose words than to learn
 * from what we said ourselves.
 */
export function stripInjected(text: string): string {
  return holdsInserted(text) ? stripTags(stripTags(text, [knowledgeTag], true), insertedTags) : text;
}

/**
 * Removes blocks that stand in a user's message in tags of several words (`<ci-monitor-event>…`), at the start of a
 * line: people do not write these, programs that speak in their name do.
 */
export function stripNotices(text: string): string {
  if (!text.includes('<')) return text;
  const tags = new Set<string>();
  for (const found of text.matchAll(/^<([a-z][a-z0-9]{0,30}(?:[-_][a-z0-9]{1,30}){1,5})(?: [^>\n]{0,200})?>/gm)) {
    if (found[1]) tags.add(found[1]);
  }
  return tags.size > 0 ? stripTags(text, [...tags]) : text;
}

/**
 * Removes every `<tag …>…</tag>` of the given names, from a text of any length, in linear time.
 * @param open whether a tag without its end takes the rest of the text; else it is left alone
 */
export function stripTags(text: string, tags: readonly string[], open = false): string {
  if (!text.includes('<')) return text;
  let rest = text;
  for (const tag of tags) if (rest.includes(`<${tag}`)) rest = stripTag(rest, tag, open);
  return rest === text ? text : rest.trim();
}

/** The text inside the first `<tag …>…</tag>`, or null. */
export function insideTag(text: string, tag: string): string | null {
  const opening = openingOf(text, tag, 0);
  if (!opening) return null;
  const close = text.indexOf(`</${tag}>`, opening.end);
  return text.slice(opening.end, close < 0 ? text.length : close);
}

function stripTag(text: string, tag: string, open: boolean): string {
  const closing = `</${tag}>`;
  let kept = '';
  let at = 0;
  for (;;) {
    const opening = openingOf(text, tag, at);
    if (!opening) return kept + text.slice(at);
    const close = text.indexOf(closing, opening.end);
    if (close < 0) return kept + text.slice(at, open ? opening.start : text.length);
    kept += text.slice(at, opening.start);
    at = close + closing.length;
  }
}

/** The next opening tag; `<tag attribute>` counts, `<tag-with-more>` does not. */
function openingOf(text: string, tag: string, from: number): { start: number; end: number } | null {
  for (let start = text.indexOf(`<${tag}`, from); start >= 0; start = text.indexOf(`<${tag}`, start + 1)) {
    const after = text[start + tag.length + 1];
    if (after !== '>' && after !== ' ' && after !== '\n') continue;
    const end = text.indexOf('>', start);
    return end < 0 ? null : { start, end: end + 1 };
  }
  return null;
}
