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
  readonly ids: readonly WordUse[];
  readonly parts: readonly QueryPart[];
}
export interface QueryPart {
  readonly word: string;
  readonly weight: number;
  /** Learnings that hold it. */
  readonly documents: number;
  readonly use: WordUse;
  /** Words of near meaning that the store holds. */
  readonly related: readonly RelatedWord[];
}
export interface RelatedWord {
  readonly word: string;
  /** What meeting it in place of the word asked for is worth. */
  readonly weight: number;
  /** Learnings that hold it. */
  readonly documents: number;
  readonly use: WordUse;
}

/** A unit of one of an error's lines. */
export interface ErrorUnit {
  readonly unit: QueryUnit;
  /** Its line's place in `errors`. */
  readonly line: number;
}

/** What a word or identifier of a learning may count for. */
export interface WordUse {
  /** The round of measuring in which a learning was last found to hold it: no set of words has to be made for each learning. */
  heldIn: number;
  /** The round in which it was last counted. */
  countedIn: number;
  /** Units by their places in `units`. */
  readonly units: number[];
  /** Units of the error's lines, by their places in `errorUnits`. */
  readonly errorUnits: number[];
  /** Where it stands in the query, for runs of words: places that follow each other, those of different lines do not. */
  readonly places: number[];
}

export interface PreparedQuery {
  readonly kind: QueryKind;
  readonly units: readonly QueryUnit[];
  /** Every word and identifier that may count for anything. */
  readonly uses: ReadonlyMap<string, WordUse>;
  /** Rounds of measuring so far, one a learning. */
  rounds: number;
  /** Weight of the word at each place. */
  readonly weightAt: readonly number[];
  /** Which way a question points as a whole, whatever its words; null for anything else. */
  readonly meaning: Meaning | null;
  /** Sum of the units' weights. */
  readonly total: number;
  readonly path: string | null;
  /** What an output says went wrong: the weight of each of its most telling lines, without paths, numbers and the like. */
  readonly errors: readonly number[];
  /** The units of these lines. */
  readonly errorUnits: readonly ErrorUnit[];
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
  const uses = new Map<string, WordUse>();
  const weigh = weigher(facts, store.size, uses);
  const weighed = units
    .map(weigh)
    .sort((a, b) => b.weight - a.weight || (a.unit.key < b.unit.key ? -1 : 1))
    .slice(0, unitLimit);
  const errors = signatures.map((line) => unitsOf(line.includes('<') ? line.replace(/<\w+>/g, ' ') : line).map(weigh));
  const errorUnits = errors.flatMap((units, line) => units.map((unit) => ({ unit, line })));
  const words = noteUses(uses, weighed, errorUnits, linesOf(query.text, termsIn));
  return {
    kind: query.kind,
    units: weighed,
    uses,
    rounds: 0,
    weightAt: words.map((word) => termWeight(word, facts.get(word), store.size)),
    meaning: query.kind === 'question' ? queryMeaning(weighed, store) : null,
    total: totalOf(weighed),
    path,
    errors: errors.map(totalOf),
    errorUnits,
    signatures,
    commands: query.kind === 'error' ? commandsOf(query.text) : [],
  };
}

function useOf(uses: Map<string, WordUse>, word: string): WordUse {
  let use = uses.get(word);
  if (use === undefined) uses.set(word, (use = { heldIn: 0, countedIn: 0, units: [], errorUnits: [], places: [] }));
  return use;
}

/**
 * Notes with each word what it may count for.
 * @returns the word at each place, '' between two lines
 */
function noteUses(
  uses: Map<string, WordUse>,
  units: readonly QueryUnit[],
  errorUnits: readonly ErrorUnit[],
  lines: readonly (readonly string[])[],
): string[] {
  units.forEach((unit, place) => {
    noteUnit(unit, 'units', place);
  });
  errorUnits.forEach(({ unit }, place) => {
    noteUnit(unit, 'errorUnits', place);
  });
  const words: string[] = [];
  for (const line of lines) {
    for (const word of line) {
      useOf(uses, word).places.push(words.length);
      words.push(word);
    }
    words.push('');
  }
  return words;
}

function noteUnit({ ids, parts }: QueryUnit, as: 'units' | 'errorUnits', place: number): void {
  const note = (use: WordUse) => {
    if (use[as].at(-1) !== place) use[as].push(place);
  };
  ids.forEach(note);
  for (const { use, related } of parts) {
    note(use);
    for (const { use } of related) note(use);
  }
}

/** Makes what weighs units: each word once, because an error's lines say the words of the output again. */
function weigher(
  facts: ReadonlyMap<string, TermFacts>,
  size: number,
  uses: Map<string, WordUse>,
): (unit: Unit) => QueryUnit {
  const known = new Map<string, QueryPart>();
  const partOf = (word: string): QueryPart => {
    let part = known.get(word);
    if (part === undefined) {
      const fact = facts.get(word);
      const weight = termWeight(word, fact, size);
      const related = (fact?.near ?? []).map((near) => ({
        word: near.word,
        weight: relatedWeight(near, weight, size),
        documents: near.documents,
        use: useOf(uses, near.word),
      }));
      known.set(word, (part = { word, weight, documents: fact?.documents ?? 0, use: useOf(uses, word), related }));
    }
    return part;
  };
  return (unit) => {
    const parts = unit.words.map(partOf);
    const rarest = parts.reduce((most, part) => Math.max(most, part.weight), 0);
    const ids = unit.ids.map((id) => useOf(uses, id));
    return { unit, ids, parts, weight: ids.length > 0 ? rarest + wholeIdentifierBonus : rarest };
  };
}

function totalOf(units: readonly QueryUnit[]): number {
  return units.reduce((sum, unit) => sum + unit.weight, 0);
}

/** A word of near meaning tells less than the word asked for, and less still when the store is full of it. */
function relatedWeight(near: NearWord, weight: number, size: number): number {
  const met = Math.min(weight, termWeight(near.word, near, size));
  return Math.sqrt(weight * met) * near.nearness * relatedCredit;
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
