import { insideTag, stripTags } from '../../sessions/fence.ts';
import { type UserWords, userWords } from '../../sessions/user-words.ts';

/** What a message in the user's name holds. */
export interface UserMessage {
  readonly words: UserWords;
  /** When it was sent, where Cursor wrote that into it; milliseconds since the epoch. */
  readonly at: number | null;
}

/**
 * Cursor puts what the user typed between `<user_query>` tags and everything else around them: the time, open files,
 * rules, reminders. A message without these tags is the user's where it is no notice.
 */
export function readUserText(raw: string): UserMessage {
  const at = stampIn(raw);
  const queries = [...raw.matchAll(/<user_query>([\s\S]*?)(?:<\/user_query>|$)/g)].map(([, query = '']) =>
    query.trim(),
  );
  if (queries.length === 0) return { words: userWords(stripTags(raw, ['timestamp', 'context'])), at };
  const words = userWords(queries.join('\n'));
  const shown = /<(?:attached_files|context|image_files|code_selection|open_and_recently_viewed_files)[ >\n]/.test(raw);
  const pasted = [shown ? '[shown by the editor]' : '', words.pasted].filter(Boolean).join('\n\n');
  return { words: { text: words.text, pasted }, at };
}

/** The first time that is written into a text; milliseconds since the epoch. */
export function stampIn(raw: string): number | null {
  const stamp = insideTag(raw, 'timestamp');
  return stamp === null ? null : timeIn(stamp);
}

/** `Tuesday, Nov 3, 2026, 5:12 PM (UTC+1)`, or any form with a zone that the platform reads. */
function timeIn(stamp: string): number | null {
  const text = stamp.trim().replace(/^\w+day,\s*/, '');
  const zoned = /^(.{6,60}?),?\s*\((?:UTC|GMT)(?:([+-])(\d{1,2})(?::?(\d\d))?)?\)$/.exec(text);
  if (!zoned)
    return /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? (Number.isNaN(Date.parse(text)) ? null : Date.parse(text)) : null;
  const [, local = '', sign = '+', hours = '0', minutes = '00'] = zoned;
  const at = Date.parse(`${local} ${sign}${hours.padStart(2, '0')}${minutes}`);
  return Number.isNaN(at) ? null : at;
}
