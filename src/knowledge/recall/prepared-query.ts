import { type Meaning, meaningOfWords } from './meaning.ts';
import type { QueryKind, RecallQuery } from './query.ts';
import type { NearWord, RecallStore, TermFacts } from './recall-store.ts';
import { termWeight } from './term-weight.ts';
import { type Term, termsOf } from './terms.ts';
import { type Unit, unitsOf } from './units.ts';

/** A unit of the query with its weight (natural logarithm of how rare it is) and what counts as the same. */
export interface QueryUnit {
  readonly unit: Unit;
  readonly weight: number;
  readonly parts: readonly QueryPart[];
}
export interface QueryPart {
  readonly word: string;
  readonly weight: number;
  /** Words of near meaning that the store holds, with the weight that meeting one of them has. */
  readonly related: readonly (readonly [string, number])[];
}

/** What a word or identifier of a learning may count for. */
export interface WordUse {
  /** Units by their places in `units`. */
  readonly units: number[];
  /** Where it stands in the query, for runs of words: places that follow each other, those of different lines do not. */
  readonly places: number[];
}

export interface PreparedQuery {
  readonly kind: QueryKind;
  readonly units: readonly QueryUnit[];
  /** Every word and identifier that may count for anything. */
  readonly uses: ReadonlyMap<string, WordUse>;
  /** Weight of the word at each place. */
  readonly weightAt: readonly number[];
  /** Which way a question points as a whole, whatever its words; null for anything else. */
  readonly meaning: Meaning | null;
  /** Sum of the units' weights. */
  readonly total: number;
  readonly path: string | null;
  /** What an output says went wrong: its most telling lines, without paths, numbers and the like. */
  readonly errors: readonly (readonly QueryUnit[])[];
  /** Normalised signatures of its telling lines, to compare exactly. */
  readonly signatures: readonly string[];
  /** Words of each command of a failed command line, lower case. */
  readonly commands: readonly (readonly string[])[];
}

/** Of a long text only its most telling units count; the rest would drown them. */
const unitLimit = 40;
const wholeIdentifierBonus = 0.5;
/** Share of its weight that a word of near meaning brings. */
const relatedCredit = 0.6;
/** Phrases are looked for in the first words only. */
const phraseWordLimit = 150;

/**
 * Takes a query apart and weighs its units by how rare they are here and in general.
 * @param signatures of an error's most telling lines; none for anything else
 */
export function prepareQuery(query: RecallQuery, signatures: readonly string[], store: RecallStore): PreparedQuery {
  const path = query.file ?? (query.kind === 'file' ? query.text.trim() : null);
  const known = new Map<string, Term[]>();
  const termsIn = (line: string) => {
    const terms = known.get(line) ?? termsOf(line);
    known.set(line, terms);
    return terms;
  };
  const units = unitsOf(query.text, termsIn);
  const facts = store.facts([...new Set(units.flatMap((unit) => unit.words))]);
  const weighed = units
    .map((unit) => weigh(unit, facts, store.size))
    .sort((a, b) => b.weight - a.weight || (a.unit.key < b.unit.key ? -1 : 1))
    .slice(0, unitLimit);
  const errors = signatures.map((line) =>
    unitsOf(line.includes('<') ? line.replace(/<\w+>/g, ' ') : line).map((unit) => weigh(unit, facts, store.size)),
  );
  const { uses, words } = usesOf(weighed, errors, linesOf(query.text, termsIn));
  return {
    kind: query.kind,
    units: weighed,
    uses,
    weightAt: words.map((word) => termWeight(word, facts.get(word), store.size)),
    meaning: query.kind === 'question' ? queryMeaning(weighed, store) : null,
    total: weighed.reduce((sum, unit) => sum + unit.weight, 0),
    path,
    errors,
    signatures,
    commands: query.kind === 'error' ? commandsOf(query.text) : [],
  };
}

/** @returns also the word at each place, '' between two lines */
function usesOf(
  units: readonly QueryUnit[],
  errors: PreparedQuery['errors'],
  lines: readonly (readonly string[])[],
): { uses: Map<string, WordUse>; words: string[] } {
  const uses = new Map<string, WordUse>();
  const useOf = (word: string): WordUse => {
    let use = uses.get(word);
    if (use === undefined) uses.set(word, (use = { units: [], places: [] }));
    return use;
  };
  const eachWord = ({ unit, parts }: QueryUnit, found: (use: WordUse) => void) => {
    for (const id of unit.ids) found(useOf(id));
    for (const part of parts) {
      found(useOf(part.word));
      for (const [word] of part.related) found(useOf(word));
    }
  };
  units.forEach((unit, place) => {
    eachWord(unit, ({ units }) => {
      if (units.at(-1) !== place) units.push(place);
    });
  });
  for (const line of errors) for (const unit of line) eachWord(unit, () => {});
  const words: string[] = [];
  for (const line of lines) {
    for (const word of line) {
      useOf(word).places.push(words.length);
      words.push(word);
    }
    words.push('');
  }
  return { uses, words };
}

function weigh(unit: Unit, facts: ReadonlyMap<string, TermFacts>, size: number): QueryUnit {
  const parts = unit.words.map((word) => {
    const weight = termWeight(word, facts.get(word), size);
    return { word, weight, related: relatedWeights(facts.get(word)?.near ?? [], weight, size) };
  });
  const rarest = parts.reduce((most, part) => Math.max(most, part.weight), 0);
  return { unit, parts, weight: unit.ids.length > 0 ? rarest + wholeIdentifierBonus : rarest };
}

/** A word of near meaning tells less than the word asked for, and less still when the store is full of it. */
function relatedWeights(near: readonly NearWord[], weight: number, size: number): (readonly [string, number])[] {
  return near.map((found) => {
    const met = Math.min(weight, termWeight(found.word, found, size));
    return [found.word, Math.sqrt(weight * met) * found.nearness * relatedCredit] as const;
  });
}

function queryMeaning(units: readonly QueryUnit[], store: RecallStore): Meaning | null {
  const vectors = store.vectors(units.flatMap(({ parts }) => parts.map(({ word }) => word)));
  return meaningOfWords(
    units.flatMap(({ parts }) =>
      parts.flatMap(({ word, weight }) => {
        const vector = vectors.get(word);
        // The parts of one identifier together weigh little more than a word.
        return vector ? [[vector, weight / Math.sqrt(parts.length)] as const] : [];
      }),
    ),
  );
}

/** The first words of a text line by line, identifiers taken apart; a line of one word makes no phrase. */
function linesOf(text: string, termsIn: typeof termsOf): string[][] {
  let left = phraseWordLimit;
  const lines: string[][] = [];
  for (const line of text.split('\n')) {
    const words = termsIn(line)
      .filter((term) => term.class !== 'id')
      .slice(0, left)
      .map(({ term }) => term);
    if (words.length > 1) lines.push(words);
    left -= words.length;
    if (left <= 0) break;
  }
  return lines;
}

/** Commands of the first line, without assignments and flags. */
function commandsOf(text: string): string[][] {
  const line = (text.split('\n', 1)[0] ?? '').slice(0, 1000).toLowerCase();
  // `||` is two `|` with nothing between them. Split at plain texts: a pattern to split by is made twice.
  return ['&&', '|', ';']
    .reduce((parts, sign) => parts.flatMap((part) => part.split(sign)), [line])
    .map((part) => (part.match(/\S+/g) ?? []).filter((word) => !/^\w+=/.test(word)))
    .filter((words) => words.length > 0);
}
