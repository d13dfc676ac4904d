import { codeNames, tellingParts } from './code-names.ts';
import type { Act } from './moments.ts';

/** Lines of an edit that only frame it: comments, heads of functions and tests. */
const untelling =
  /^(?:\/\/|#|\*|\/\*|<!--|package |(?:export |public |private |async |static )*(?:func|function|def|fn|class|test|it|describe|interface|type)\b)/;

/** Edits with the names they share with an error; the latest of the most telling lines is what the fix says. */
const latest = 3;

/**
 * The fix in words: where, and the line of the edits that shares most names with the error or its explanation.
 * @returns '' where no line can be told from the others: that a file was changed is no lesson
 */
export function fixOf(edits: readonly Act[], paths: readonly string[], names: ReadonlySet<string>): string {
  if (paths.length === 0 || paths.length > 3) return '';
  const where = paths.map((path) => `\`${path}\``).join(', ');
  let line = '';
  let most = 0;
  for (const edit of edits.slice(-latest)) {
    for (const raw of edit.detail.split('\n').slice(0, 40)) {
      const text = raw.trim();
      if (text.length < 12 || text.length > 110 || text.includes('`') || untelling.test(text)) continue;
      const shared = [...tellingParts(codeNames(text))].filter((part) => names.has(part)).length;
      if (shared > most) {
        most = shared;
        line = text;
      }
    }
  }
  return line === '' ? '' : `The fix, in ${where}: \`${line}\`.`;
}
