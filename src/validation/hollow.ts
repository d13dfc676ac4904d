import type { DiffLine, FileDiff } from './tampering.ts';

/** A line after which a test says something else, or nothing any more. */
export interface HollowLine extends DiffLine {
  readonly what: string;
}

/**
 * Finds where tests that were there stay, run, and no longer say what they said: an assertion turned into its opposite, one whose
 * failure is swallowed, a body that is left at its beginning.
 * @param asserts whether a line asserts something
 * @param begins whether a line begins a test
 */
export function hollowed(
  { added, removed }: Pick<FileDiff, 'added' | 'removed'>,
  asserts: (text: string) => boolean,
  begins: (text: string) => boolean,
): HollowLine[] {
  const before = removed.filter(({ text }) => asserts(text)).map(({ text }) => text.trim());
  return added.flatMap((line, index): HollowLine[] => {
    const text = line.text.trim();
    const tell = (what: string) => [{ ...line, what }];
    if (asserts(text) && before.some((old) => old !== text && positive(old) === positive(text)))
      return tell('an assertion is turned into its opposite');
    const last = added[index - 1];
    const follows = last !== undefined && last.line === line.line - 1;
    if (bareReturn.test(text) && (!follows || begins(last.text))) return tell('a test is left at its beginning');
    if (swallows(added, index) && wraps(added, index, asserts)) return tell('what fails in a test is swallowed');
    return [];
  });
}

/** An assertion without its negation. */
function positive(text: string): string {
  return text
    .replace(/\.not\./g, '.')
    .replace(/\bnot([A-Z])/g, (_, first: string) => first.toLowerCase())
    .replace(/\bassertNot(?=[A-Z])/g, 'assert')
    .replace(/\bassertFalse\b/g, 'assertTrue')
    .replace(/\bassert_ne!/g, 'assert_eq!');
}

const bareReturn = /^return;?$/;
const emptyCatch = /\bcatch\s?(?:\(\w*\)\s?)?\{\s?\}/;
const openCatch = /\bcatch\s?(?:\(\w*\)\s?)?\{$/;

function swallows(added: readonly DiffLine[], index: number): boolean {
  const text = (at: number) => added[at]?.text.trim() ?? '';
  if (emptyCatch.test(text(index))) return true;
  if (openCatch.test(text(index))) return text(index + 1) === '}';
  return /^except\b.*:$/.test(text(index)) && text(index + 1) === 'pass';
}

/** Whether there is an assertion between it and its `try`, or a line that was there before and may be one. */
function wraps(added: readonly DiffLine[], end: number, asserts: (text: string) => boolean): boolean {
  const start = added.findLastIndex(({ text }, at) => at <= end && /(?:^|[\s{}])try\s?[{:]/.test(text));
  const [first, last] = [added[start], added[end]];
  if (first === undefined || last === undefined) return false;
  return last.line - first.line > end - start || added.slice(start, end + 1).some(({ text }) => asserts(text));
}
