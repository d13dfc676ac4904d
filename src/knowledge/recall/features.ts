import { likeness } from './meaning.ts';
import { pathMatch } from './path-match.ts';
import type { ErrorUnit, PreparedQuery, QueryUnit, RelatedWord, WordUse } from './prepared-query.ts';
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
  const round = ++query.rounds;
  const { held, phrase } = wordsHeld(query, document, round);
  let shared = 0;
  let rarest = 0;
  let identifier = 0;
  let words = 0;
  const units: { text: string; gain: number; via: string | null }[] = [];
  for (const place of placesMet(held, 'units', query.units.length)) {
    const unit = query.units[place] as QueryUnit;
    const { credit, whole, via } = creditOf(unit, round);
    words += countWords(unit, round);
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
      focus: document.size > 0 ? words / document.size : 0,
      rarest: rarest / 8,
      identifier: identifier / 8,
      error: errorMatch(query, held, round),
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

/**
 * Goes through a learning's words once: what of them the query has, which is marked with the round, and the best run of words that
 * stands in both, as the weight of its words without the heaviest.
 */
function wordsHeld(
  { uses, weightAt }: PreparedQuery,
  { text, words, ids }: RecallDocument,
  round: number,
): { held: WordUse[]; phrase: number } {
  const held: WordUse[] = [];
  const hold = (use: WordUse) => {
    if (use.heldIn === round) return;
    use.heldIn = round;
    held.push(use);
  };
  let phrase = 0;
  // Runs that end at the word before, by their last place in the query.
  let before: readonly Run[] = none;
  // By index, here and below: this runs hundreds of times in a process in which nothing is compiled yet.
  for (let i = 0; i < text.length; i++) {
    const use = uses.get(text[i] as string);
    if (use === undefined) {
      before = none;
      continue;
    }
    hold(use);
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
      if (use !== undefined) hold(use);
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

/**
 * Places of the units that have anything in common with a learning: most have not, and looking at each would take most of the time.
 * @param count how many units there are
 */
function placesMet(held: readonly WordUse[], as: 'units' | 'errorUnits', count: number): number[] {
  const met = new Uint8Array(count);
  for (const use of held) for (const place of use[as]) met[place] = 1;
  const places: number[] = [];
  for (let place = 0; place < count; place++) if (met[place] === 1) places.push(place);
  return places;
}

/** How many of a unit's words are held that no unit before it had. */
function countWords({ parts }: QueryUnit, round: number): number {
  let words = 0;
  for (const { use } of parts) {
    if (use.heldIn !== round || use.countedIn === round) continue;
    use.countedIn = round;
    words++;
  }
  return words;
}

function creditOf(unit: QueryUnit, round: number): { credit: number; whole: boolean; via: string | null } {
  for (const id of unit.ids) if (id.heldIn === round) return { credit: 1, whole: true, via: null };
  let total = 0;
  let got = 0;
  let via: string | null = null;
  for (const part of unit.parts) {
    total += part.weight;
    if (part.use.heldIn === round) {
      got += part.weight;
      continue;
    }
    let best = 0;
    for (let i = 0; i < part.related.length; i++) {
      const { word, weight, use } = part.related[i] as RelatedWord;
      if (use.heldIn !== round || weight <= best) continue;
      best = weight;
      via = word;
    }
    got += best;
  }
  const share = total > 0 ? got / total : 0;
  return { credit: unit.ids.length > 0 ? share * partsCredit : share, whole: false, via };
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
function errorMatch({ errors, errorUnits }: PreparedQuery, held: readonly WordUse[], round: number): number {
  if (errors.length === 0) return 0;
  const got = errors.map(() => 0);
  for (const place of placesMet(held, 'errorUnits', errorUnits.length)) {
    const { unit, line } = errorUnits[place] as ErrorUnit;
    got[line] = (got[line] ?? 0) + unit.weight * creditOf(unit, round).credit;
  }
  let best = 0;
  errors.forEach((total, line) => {
    if (total > 0) best = Math.max(best, ((got[line] ?? 0) / total) * Math.min(1, total / tellingLine));
  });
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
