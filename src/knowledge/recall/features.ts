import { likeness } from './meaning.ts';
import { pathMatch } from './path-match.ts';
import type { PreparedQuery, QueryUnit, WordUse } from './prepared-query.ts';
import type { RecallDocument } from './recall-document.ts';
import { stemOf } from './terms.ts';

/** What is measured of a query and a learning; all grow with relevance, most lie between 0 and 1. */
export interface Features {
  /** Share of the query's information that the learning holds. */
  readonly coverage: number;
  /** Information they have in common, on a logarithmic scale. */
  readonly shared: number;
  /** Share of the learning that the query speaks of. */
  readonly focus: number;
  /** How far both point the same way as a whole, whatever their words. */
  readonly meaning: number;
  /** By how much its coverage exceeds what other learnings of this store reach by chance; 0 until all are measured. */
  lead: number;
  /** The rarest thing they have in common. */
  readonly rarest: number;
  /** The rarest whole identifier, file or path they have in common. */
  readonly identifier: number;
  /** Share of an error's most telling line that the learning holds. */
  readonly error: number;
  /** The failed command is one that the learning is about. */
  readonly command: number;
  /** How closely the learning's scope fits the file at hand. */
  readonly path: number;
  /** Information that the longest run of words in common adds to its rarest word: quoted messages, names of several words. */
  readonly phrase: number;
  /** An error signature that the learning answers. */
  readonly symptom: number;
}
export type FeatureName = keyof Features;

export interface Match {
  readonly features: Features;
  /** Units in common with what each brought. */
  readonly units: readonly { readonly text: string; readonly gain: number; readonly via: string | null }[];
  readonly command: string | null;
  readonly path: string | null;
  readonly symptom: string | null;
}

const partsCredit = 0.7;
/** Information from which on an error line counts in full: about two rare words. */
const tellingLine = 10;

/** How much it tells, 0 to 1, that a learning is about a command: less where many are. */
export type CommandRarity = (command: readonly string[]) => number;

/**
 * Measures how a learning fits a query.
 * @param meaning the learning's, packed
 */
export function matchFeatures(
  query: PreparedQuery,
  document: RecallDocument,
  meaning: Uint8Array | null,
  rarity: CommandRarity,
): Match {
  const { held, phrase } = wordsHeld(query, document);
  let shared = 0;
  let rarest = 0;
  let identifier = 0;
  const words = new Set<string>();
  const units: { text: string; gain: number; via: string | null }[] = [];
  for (const unit of unitsMet(query, held)) {
    const { credit, whole, via } = creditOf(unit, held, words);
    if (credit <= 0) continue;
    const gain = unit.weight * credit;
    shared += gain;
    rarest = Math.max(rarest, gain);
    if (whole) identifier = Math.max(identifier, unit.weight);
    units.push({ text: unit.unit.text, gain, via });
  }
  const command = commandMatch(query, document, rarity);
  const path = bestPath(query.path, document);
  const symptom = document.symptoms.find((known) => query.signatures.includes(known)) ?? null;
  return {
    features: {
      coverage: query.total > 0 ? shared / query.total : 0,
      shared: Math.log1p(shared) / 4,
      meaning: likeness(query.meaning, meaning),
      lead: 0,
      focus: document.size > 0 ? words.size / document.size : 0,
      rarest: rarest / 8,
      identifier: identifier / 8,
      error: errorMatch(query.errors, held),
      command: command.score,
      path: path.score,
      phrase: phrase / 16,
      symptom: symptom === null ? 0 : 1,
    },
    units,
    command: command.words,
    path: path.pattern,
    symptom,
  };
}

/** What a learning holds of a query's words and identifiers, with what each may count for. */
type Held = ReadonlyMap<string, WordUse>;

/**
 * Goes through a learning's words once: what of them the query has, and the best run of words that stands in both, as the weight of
 * its words without the heaviest.
 */
function wordsHeld(
  { uses, weightAt }: PreparedQuery,
  { text, words, ids }: RecallDocument,
): { held: Held; phrase: number } {
  const held = new Map<string, WordUse>();
  let phrase = 0;
  // Runs that end at the word before, by their last place in the query.
  let before: readonly Run[] = none;
  for (const word of text) {
    const use = uses.get(word);
    if (use === undefined) {
      before = none;
      continue;
    }
    held.set(word, use);
    if (use.places.length === 0) {
      before = none;
      continue;
    }
    const runs: Run[] = [];
    for (const place of use.places) {
      const weight = weightAt[place] ?? 0;
      const last = before.find((run) => run.place === place - 1);
      const run = { place, sum: (last?.sum ?? 0) + weight, most: Math.max(last?.most ?? 0, weight) };
      runs.push(run);
      phrase = Math.max(phrase, run.sum - run.most);
    }
    before = runs;
  }
  for (const others of [words, ids]) {
    for (const word of others) {
      const use = uses.get(word);
      if (use !== undefined) held.set(word, use);
    }
  }
  return { held, phrase };
}

const none: readonly Run[] = [];

interface Run {
  readonly place: number;
  readonly sum: number;
  readonly most: number;
}

/** The units that have anything in common with a learning: most have not, and looking at each would take most of the time. */
function unitsMet({ units }: PreparedQuery, held: Held): QueryUnit[] {
  const met = new Uint8Array(units.length);
  for (const use of held.values()) for (const place of use.units) met[place] = 1;
  return units.filter((_, place) => met[place] === 1);
}

/** @param words gets those of the query that are held, for who wants them */
function creditOf(
  unit: QueryUnit,
  held: Held,
  words: Set<string> | null,
): { credit: number; whole: boolean; via: string | null } {
  if (unit.unit.ids.some((id) => held.has(id))) {
    for (const part of unit.parts) if (held.has(part.word)) words?.add(part.word);
    return { credit: 1, whole: true, via: null };
  }
  let total = 0;
  let got = 0;
  let via: string | null = null;
  for (const part of unit.parts) {
    total += part.weight;
    if (held.has(part.word)) {
      got += part.weight;
      words?.add(part.word);
      continue;
    }
    let best = 0;
    for (const [word, weight] of part.related) {
      if (weight <= best || !held.has(word)) continue;
      best = weight;
      via = word;
    }
    got += best;
  }
  const share = total > 0 ? got / total : 0;
  return { credit: unit.unit.ids.length > 0 ? share * partsCredit : share, whole: false, via };
}

/** For an error: the failed command is in scope. For words: the share of them that names a command in scope (`commit` → `git commit`). */
function commandMatch(
  query: PreparedQuery,
  document: RecallDocument,
  rarity: CommandRarity,
): { score: number; words: string | null } {
  let best: { score: number; words: string | null } = { score: 0, words: null };
  for (const wanted of document.commands) {
    const named = query.kind === 'error' ? commandScore(wanted, query.commands) : namedShare(wanted, query);
    const score = named > 0 ? named * rarity(wanted) : 0;
    if (score > best.score) best = { score, words: wanted.join(' ') };
  }
  return best;
}

function commandScore(wanted: readonly string[], commands: PreparedQuery['commands']): number {
  if (wanted.length === 0 || !commands.some((words) => wanted.every((word) => words.includes(word)))) return 0;
  return wanted.length > 1 ? 1 : 0.5;
}

function namedShare(wanted: readonly string[], query: PreparedQuery): number {
  const verbs = wanted.slice(1).filter((word) => !word.startsWith('-'));
  if (verbs.length === 0 || query.total === 0) return 0;
  let named = 0;
  for (const verb of verbs) {
    const unit = query.units.find(({ unit: { words } }) => words.length === 1 && words[0] === stemOf(verb));
    if (!unit) return 0;
    named += unit.weight;
  }
  return named / query.total;
}

/** How much of the most telling error line stands in the learning; a line of few or common words tells less. */
function errorMatch(errors: PreparedQuery['errors'], held: Held): number {
  let best = 0;
  for (const line of errors) {
    let total = 0;
    let got = 0;
    for (const unit of line) {
      total += unit.weight;
      got += unit.weight * creditOf(unit, held, null).credit;
    }
    if (total > 0) best = Math.max(best, (got / total) * Math.min(1, total / tellingLine));
  }
  return best;
}

/** The path or glob of a learning's scope that fits a file best. */
export function bestPath(path: string | null, document: RecallDocument): { score: number; pattern: string | null } {
  let best: { score: number; pattern: string | null } = { score: 0, pattern: null };
  if (path === null) return best;
  for (const pattern of document.paths) {
    const score = pathMatch(pattern, path);
    if (score > best.score) best = { score, pattern };
  }
  return best;
}
