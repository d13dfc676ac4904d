import { salientOf } from './salient.ts';

/** A question between two things with its answer, as a rule. */
export interface Settled {
  /** "Store the cache on disk, not in redis" */
  readonly rule: string;
  readonly chosen: string;
  readonly rejected: string;
}

const prepositions = 'in|on|with|via|by|as|to|from|at|using|into|over|through|per|for|inside|under|after|before';

/**
 * Joins a question that offers two possibilities with the words that chose one: "should we store the cache in redis or on
 * disk?" and "disk" make "Store the cache on disk, not in redis". Null where the question offers no two, or the choice is
 * neither.
 */
export function settle(question: string, chosen: string): Settled | null {
  const asked = question
    .replace(/\s*\?+\s*$/, '')
    .replace(/\s*\([^)]{0,80}\)/g, '')
    .trim();
  const or = / or (?!(?:not|both|something|anything|so)\b)/i.exec(asked);
  if (or === null || asked.length > 220) return null;
  const head = asked.slice(0, or.index).replace(/,$/, '');
  const right = asked.slice(or.index + or[0].length).replace(/^(?:should|shall|do|can) (?:we|it|they|i) /i, '');
  const opening =
    /^(?:.{0,60}?[,:] )?(?:should|shall|do|does|can|could|would|is|are) (we|i|you|it|they|the [\w-]+(?: [\w-]+)?|[\w-]+) (?:rather |want(?: me)? to |prefer(?: to)? |use |like )?/i.exec(
      head,
    );
  if (opening === null) return null;
  const subject = opening[1] ?? '';
  const body = head.slice(opening[0].length);
  const verb = /(use) $/i.exec(opening[0])?.[1] ?? '';
  const [stem, left] = split(body, right);
  const words = salientWords(chosen);
  const inLeft = hits(words, left);
  const inRight = hits(words, right);
  if (inLeft === inRight || left === '' || right.length > 80) return null;
  const [yes, no] = inLeft > inRight ? [left, right] : [right, left];
  const personal = /^(?:we|i|you)$/i.test(subject);
  const auxiliary = /\b(?:is|are)\b/i.test(opening[0]) ? ' are ' : ' should ';
  const rule = `${personal ? '' : `${subject}${auxiliary}`}${verb} ${stem} ${yes}, not ${no}`
    .replace(/\s+/g, ' ')
    .trim();
  return { rule: rule.charAt(0).toUpperCase() + rule.slice(1), chosen: yes, rejected: no };
}

/** What the two possibilities have in common in front of the first one, and the first one. */
function split(body: string, right: string): readonly [string, string] {
  if (new RegExp(`^(?:${prepositions})\\b`, 'i').test(right)) {
    const at = [...body.matchAll(new RegExp(`(?:^|\\s)(?=(?:${prepositions})\\b)`, 'gi'))].at(-1);
    if (at !== undefined) return [body.slice(0, at.index).trim(), body.slice(at.index).trim()];
  }
  const count = Math.min(right.split(/\s+/).length, 4);
  const words = body.split(/\s+/);
  // After a preposition or an article the first possibility begins.
  const after = words.findLastIndex((word) => new RegExp(`^(?:${prepositions}|be)$`, 'i').test(word));
  const start =
    after >= 0 && after < words.length - 1 && words.length - after - 1 <= 4
      ? after + 1
      : Math.max(words.length - count, 1);
  return words.length <= count ? ['', body] : [words.slice(0, start).join(' '), words.slice(start).join(' ')];
}

function salientWords(text: string): string[] {
  const found = [...salientOf(text)];
  return found.length > 0 ? found : (text.toLowerCase().match(/[a-z0-9]{2,}/g) ?? []);
}

function hits(words: readonly string[], text: string): number {
  const lower = text.toLowerCase();
  return words.filter((word) => lower.includes(word)).length;
}
