import type { Moment } from './moments.ts';
import { typedCommands } from './wording.ts';

/** Programs that are plain English words, too. */
const words = new Set(
  'make go time test find sort cut head tail watch more less at which who kill date sleep wait cd ls echo env true false read set source export do for if then in done print open start stop install build run'.split(
    ' ',
  ),
);

/**
 * Puts code marks around what is code in a sentence: programs that the session ran, and paths. An address stays whole, with its
 * password where redaction sees it.
 * @param moments the neighbourhood in which the programs were run
 */
export function withCodeMarks(sentence: string, moments: readonly Moment[]): string {
  const programs = new Set<string>();
  for (const moment of moments) {
    if (moment.kind !== 'act' || moment.command === null || moment.command.length > 4000) continue;
    for (const typed of typedCommands(moment.command)) {
      const program = typed.find((word) => !/^\w+=/.test(word)) ?? '';
      if (/^[a-z][\w-]{1,20}$/.test(program) && !words.has(program)) programs.add(program);
    }
  }
  return sentence
    .split(/(`[^`]*`|"[^"]*"|\S*:\/\/\S*)/)
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part.replace(/(?<![\w/.@-])[@\w~.][\w./@*-]*\w\/?(?:\(\))?(?![<{$])/g, (word) => marked(word, programs)),
    )
    .join('');
}

function marked(word: string, programs: ReadonlySet<string>): string {
  return programs.has(word) || isPath(word) ? `\`${word}\`` : word;
}

/** A path, and not two words with a stroke between them. */
function isPath(word: string): boolean {
  if (/\.(?:com|org|io|net|dev)$|^(?:e\.g|i\.e|vs)\b/i.test(word)) return false;
  if (!word.includes('/')) return /^[\w-]*\.?[\w-]+\.[a-z]{1,5}$/.test(word) && !/^\d/.test(word);
  return /^[\w.-]+\/$|^\.{0,2}\/|\..*\/|\/.*\.|\/.*\//.test(word);
}
