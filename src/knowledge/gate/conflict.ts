import type { Comparable, Similar } from '../similarity.ts';

/** How two statements about the same thing stand to each other. */
export type Relation = 'same' | 'contradicts' | 'different';

/** From here on two statements say the same, unless they name different values. */
export const sameFrom = 0.6;
const sameWithSymptom = 0.35;
const relatedFrom = 0.3;

/** Compares a new statement with a similar one that is there. Pure; in doubt the two are different and both are kept. */
export function relationOf(candidate: Comparable, other: Similar, threshold: number = sameFrom): Relation {
  const [mine, theirs] = [advice(candidate.statement), advice(other.statement)];
  const agree = meets(mine.does, theirs.does) || meets(mine.avoids, theirs.avoids);
  const clash = meets(mine.does, theirs.avoids) || meets(mine.avoids, theirs.does);
  if (other.similarity >= relatedFrom && clash && !agree) return 'contradicts';
  const [a, b] = [valuesOf(candidate.statement), valuesOf(other.statement)];
  const news = [...a].filter((value) => !b.has(value));
  const olds = [...b].filter((value) => !a.has(value));
  if (
    news.length === 1 &&
    olds.length === 1 &&
    isNumber(news[0]) &&
    isNumber(olds[0]) &&
    withoutNumbers(candidate.statement) === withoutNumbers(other.statement)
  ) {
    return 'contradicts';
  }
  // Each names something that the other does not: two lessons that are worded alike.
  if (news.length > 0 && olds.length > 0 && !(other.sameSymptom && other.similarity >= threshold)) return 'different';
  if (other.similarity >= threshold || (other.sameSymptom && other.similarity >= sameWithSymptom)) return 'same';
  return 'different';
}

const article = '(?:the |a |an |any |your |our )?';
const thing = '(?<thing>`[^`\\n]{1,80}`|[\\w@./:-]{2,60})';
const against = new RegExp(
  `\\b(?:never|don['’]?t|do not|does not|must not|mustn['’]?t|should not|shouldn['’]?t|cannot|avoid|instead of|rather than|no longer|stop|not)\\s+(?:to\\s+)?(?:use|using|run|running|call|calling|invoke|do|add|adding|write|writing|import|importing)?\\s*${article}${thing}`,
  'gi',
);
const towards = new RegExp(
  `\\b(?:use|using|run|prefer|call|always|must use|switch to|choose|import)\\s+(?:use\\s+|run\\s+)?${article}${thing}`,
  'gi',
);
const empty = new Set(
  'it this that them these those the and or to be in on with for when if is are was all only just use run any same'.split(
    ' ',
  ),
);

/** What a statement tells to do and what not to do, as the things it names. */
function advice(statement: string): { does: Set<string>; avoids: Set<string> } {
  const avoids = new Set<string>();
  const rest = statement.replace(against, (whole, ...match) => {
    keep(avoids, match.at(-1) as { thing?: string });
    return ' '.repeat(whole.length);
  });
  const does = new Set<string>();
  for (const match of rest.matchAll(towards)) keep(does, match.groups as { thing?: string });
  return { does, avoids };
}

function keep(into: Set<string>, { thing: found = '' }: { thing?: string }): void {
  const name = found
    .replace(/^`|`$/g, '')
    .replace(/(?<![.,:;])[.,:;]+$/, '')
    .toLowerCase();
  if (name.length > 1 && !empty.has(name)) into.add(name);
}

function meets(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const item of a) if (b.has(item)) return true;
  return false;
}

/** Code spans, numbers and names with signs inside: what makes one fact differ from another. */
function valuesOf(statement: string): Set<string> {
  const values = new Set<string>();
  for (const [, span = ''] of statement.matchAll(/`([^`\n]{1,120})`/g)) values.add(span.toLowerCase());
  for (const [found] of statement
    .replace(/`[^`\n]{1,120}`/g, ' ')
    .matchAll(/\b\d[\d.,:]*\b|\b[\w-]+(?:[./_][\w-]+)+\b/g))
    values.add(found.toLowerCase());
  return values;
}

function isNumber(value: string | undefined): boolean {
  return value !== undefined && /^\d[\d.,:]*$/.test(value);
}

function withoutNumbers(statement: string): string {
  return statement
    .toLowerCase()
    .replace(/\d[\d.,:]*/g, '#')
    .replace(/[\s`]+/g, ' ')
    .trim();
}
