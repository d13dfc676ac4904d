import type { QueryKind, RecallQuery } from './query.ts';
import type { RecallStore, TermFacts } from './recall-store.ts';
import { termWeight } from './term-weight.ts';
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
  readonly related: readonly (readonly [string, number])[];
}

export interface PreparedQuery {
  readonly kind: QueryKind;
  readonly units: readonly QueryUnit[];
  /** Sum of the units' weights. */
  readonly total: number;
  readonly path: string | null;
  /** Words of each command of a failed command line, lower case. */
  readonly commands: readonly (readonly string[])[];
}

/** Of a long text only its most telling units count; the rest would drown them. */
const unitLimit = 40;
const wholeIdentifierBonus = 0.5;

/** Takes a query apart and weighs its units by how rare they are here and in general. */
export function prepareQuery(query: RecallQuery, store: RecallStore): PreparedQuery {
  const path = query.file ?? (query.kind === 'file' ? query.text.trim() : null);
  const units = unitsOf(query.text);
  const facts = store.facts([...new Set(units.flatMap((unit) => unit.words))]);
  const weighed = units
    .map((unit) => weigh(unit, facts, store.size))
    .sort((a, b) => b.weight - a.weight || (a.unit.key < b.unit.key ? -1 : 1))
    .slice(0, unitLimit);
  return {
    kind: query.kind,
    units: weighed,
    total: weighed.reduce((sum, unit) => sum + unit.weight, 0),
    path,
    commands: query.kind === 'error' ? commandsOf(query.text) : [],
  };
}

function weigh(unit: Unit, facts: ReadonlyMap<string, TermFacts>, size: number): QueryUnit {
  const parts = unit.words.map((word) => {
    const fact = facts.get(word);
    return { word, weight: termWeight(word, fact, size), related: fact?.related ?? [] };
  });
  const rarest = parts.reduce((most, part) => Math.max(most, part.weight), 0);
  return { unit, parts, weight: unit.ids.length > 0 ? rarest + wholeIdentifierBonus : rarest };
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
