import { type Meaning, meaningOfWords } from './meaning.ts';
import type { QueryKind, RecallQuery } from './query.ts';
import type { RecallStore, TermFacts } from './recall-store.ts';
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

export interface PreparedQuery {
  readonly kind: QueryKind;
  readonly units: readonly QueryUnit[];
  /** Which units a word or identifier of a learning may count for, by their places in `units`. */
  readonly unitsOfWord: ReadonlyMap<string, readonly number[]>;
  /** Which way it points as a whole, whatever its words. */
  readonly meaning: Meaning | null;
  /** Sum of the units' weights. */
  readonly total: number;
  readonly path: string | null;
  /** The query line by line, identifiers taken apart, for phrases. */
  readonly lines: readonly (readonly { readonly word: string; readonly weight: number }[])[];
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
  const facts = factsWithRelated([...new Set(units.flatMap((unit) => unit.words))], store);
  const weighed = units
    .map((unit) => weigh(unit, facts, store.size))
    .sort((a, b) => b.weight - a.weight || (a.unit.key < b.unit.key ? -1 : 1))
    .slice(0, unitLimit);
  return {
    kind: query.kind,
    units: weighed,
    unitsOfWord: placesByWord(weighed),
    meaning: queryMeaning(weighed, facts),
    total: weighed.reduce((sum, unit) => sum + unit.weight, 0),
    path,
    lines: linesOf(query.text, termsIn, facts, store.size),
    errors: signatures.map((line) =>
      unitsOf(line.replace(/<\w+>/gu, ' ')).map((unit) => weigh(unit, facts, store.size)),
    ),
    signatures,
    commands: query.kind === 'error' ? commandsOf(query.text) : [],
  };
}

function placesByWord(units: readonly QueryUnit[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  const add = (word: string, place: number) => {
    const known = places.get(word);
    if (known === undefined) places.set(word, [place]);
    else if (known.at(-1) !== place) known.push(place);
  };
  units.forEach(({ unit, parts }, place) => {
    for (const id of unit.ids) add(id, place);
    for (const part of parts) {
      add(part.word, place);
      for (const [word] of part.related) add(word, place);
    }
  });
  return places;
}

function weigh(unit: Unit, facts: ReadonlyMap<string, TermFacts>, size: number): QueryUnit {
  const parts = unit.words.map((word) => {
    const weight = termWeight(word, facts.get(word), size);
    return { word, weight, related: relatedWeights(word, weight, facts, size) };
  });
  const rarest = parts.reduce((most, part) => Math.max(most, part.weight), 0);
  return { unit, parts, weight: unit.ids.length > 0 ? rarest + wholeIdentifierBonus : rarest };
}

function factsWithRelated(words: readonly string[], store: RecallStore): ReadonlyMap<string, TermFacts> {
  const facts = new Map(store.facts(words));
  const related = new Set([...facts.values()].flatMap((fact) => fact.related.map(([word]) => word)));
  for (const [word, fact] of store.facts([...related].filter((word) => !facts.has(word)))) facts.set(word, fact);
  return facts;
}

/** A word of near meaning tells less than the word asked for, and less still when the store is full of it. */
function relatedWeights(
  word: string,
  weight: number,
  facts: ReadonlyMap<string, TermFacts>,
  size: number,
): (readonly [string, number])[] {
  return (facts.get(word)?.related ?? []).flatMap(([near, nearness]) => {
    const fact = facts.get(near);
    if (!fact || fact.documents === 0) return [];
    const met = Math.min(weight, termWeight(near, fact, size));
    return [[near, Math.sqrt(weight * met) * nearness * relatedCredit] as const];
  });
}

function queryMeaning(units: readonly QueryUnit[], facts: ReadonlyMap<string, TermFacts>): Meaning | null {
  return meaningOfWords(
    units.flatMap(({ parts }) =>
      parts.flatMap(({ word, weight }) => {
        const vector = facts.get(word)?.vector;
        // The parts of one identifier together weigh little more than a word.
        return vector ? [[vector, weight / Math.sqrt(parts.length)] as const] : [];
      }),
    ),
  );
}

function linesOf(
  text: string,
  termsIn: typeof termsOf,
  facts: ReadonlyMap<string, TermFacts>,
  size: number,
): PreparedQuery['lines'] {
  let left = phraseWordLimit;
  const lines: { word: string; weight: number }[][] = [];
  for (const line of text.split('\n')) {
    const words = termsIn(line)
      .filter((term) => term.class !== 'id')
      .slice(0, left)
      .map(({ term }) => ({ word: term, weight: termWeight(term, facts.get(term), size) }));
    if (words.length > 1) lines.push(words);
    left -= words.length;
    if (left <= 0) break;
  }
  return lines;
}

/** Commands of the first line, without assignments and flags. */
function commandsOf(text: string): string[][] {
  const line = (text.split('\n', 1)[0] ?? '').slice(0, 1000).toLowerCase();
  return line
    .split(/&&|\|\||[;|]/u)
    .map((part) =>
      part
        .trim()
        .split(/\s+/u)
        .filter((word) => word && !/^\w+=/u.test(word)),
    )
    .filter((words) => words.length > 0);
}
