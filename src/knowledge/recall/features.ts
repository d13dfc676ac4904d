import { likeness } from './meaning.ts';
import { pathMatch } from './path-match.ts';
import type { PreparedQuery, QueryUnit } from './prepared-query.ts';
import type { RecallDocument } from './recall-document.ts';
import type { Candidate } from './recall-store.ts';
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
  /** By how much its coverage exceeds what other learnings of this store reach by chance. */
  readonly lead: number;
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
  /** Units in common with what each brought, most first. */
  readonly units: readonly { readonly text: string; readonly gain: number; readonly via: string | null }[];
  readonly command: string | null;
  readonly path: string | null;
  readonly symptom: string | null;
}

/** A document with its words at hand for look-ups. */
export interface ReadyDocument {
  readonly document: RecallDocument;
  readonly words: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
  /** As the index keeps it. */
  readonly meaning: Uint8Array | null;
}

export function readyDocument({ document, meaning }: Pick<Candidate, 'document' | 'meaning'>): ReadyDocument {
  return { document, meaning, words: new Set([...document.text, ...document.words]), ids: new Set(document.ids) };
}

const partsCredit = 0.7;
/** Information from which on an error line counts in full: about two rare words. */
const tellingLine = 10;

/** How much it tells, 0 to 1, that a learning is about a command: less where many are. */
export type CommandRarity = (command: readonly string[]) => number;

/** Measures how a learning fits a query. */
export function matchFeatures(query: PreparedQuery, ready: ReadyDocument, rarity: CommandRarity): Match {
  let shared = 0;
  let rarest = 0;
  let identifier = 0;
  const words = new Set<string>();
  const units: { text: string; gain: number; via: string | null }[] = [];
  for (const unit of unitsMet(query, ready)) {
    const { credit, whole, via } = creditOf(unit, ready, words);
    if (credit <= 0) continue;
    const gain = unit.weight * credit;
    shared += gain;
    rarest = Math.max(rarest, gain);
    if (whole) identifier = Math.max(identifier, unit.weight);
    units.push({ text: unit.unit.text, gain, via });
  }
  const command = commandMatch(query, ready.document, rarity);
  const path = bestPath(query.path, ready.document);
  const symptom = ready.document.symptoms.find((known) => query.signatures.includes(known)) ?? null;
  units.sort((a, b) => b.gain - a.gain || (a.text < b.text ? -1 : 1));
  return {
    features: {
      coverage: query.total > 0 ? shared / query.total : 0,
      shared: Math.log1p(shared) / 4,
      meaning: likeness(query.meaning, ready.meaning),
      lead: 0,
      focus: ready.words.size > 0 ? words.size / ready.words.size : 0,
      rarest: rarest / 8,
      identifier: identifier / 8,
      error: errorMatch(query.errors, ready),
      command: command.score,
      path: path.score,
      phrase: phraseMatch(query.lines, ready) / 16,
      symptom: symptom === null ? 0 : 1,
    },
    units,
    command: command.words,
    path: path.pattern,
    symptom,
  };
}

/** The units that have anything in common with a learning: most have not, and looking at each would take most of the time. */
function unitsMet({ units, unitsOfWord }: PreparedQuery, { words, ids }: ReadyDocument): QueryUnit[] {
  const places = new Set<number>();
  for (const held of [words, ids]) {
    for (const word of held) for (const place of unitsOfWord.get(word) ?? []) places.add(place);
  }
  return [...places].sort((a, b) => a - b).flatMap((place) => units[place] ?? []);
}

function creditOf(
  unit: QueryUnit,
  ready: ReadyDocument,
  words: Set<string>,
): { credit: number; whole: boolean; via: string | null } {
  if (unit.unit.ids.some((id) => ready.ids.has(id))) {
    for (const part of unit.parts) if (ready.words.has(part.word)) words.add(part.word);
    return { credit: 1, whole: true, via: null };
  }
  let total = 0;
  let got = 0;
  let via: string | null = null;
  for (const part of unit.parts) {
    total += part.weight;
    if (ready.words.has(part.word)) {
      got += part.weight;
      words.add(part.word);
      continue;
    }
    let best = 0;
    for (const [word, weight] of part.related) {
      if (weight <= best || !ready.words.has(word)) continue;
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
function errorMatch(errors: PreparedQuery['errors'], ready: ReadyDocument): number {
  let best = 0;
  for (const line of errors) {
    let total = 0;
    let got = 0;
    for (const unit of line) {
      total += unit.weight;
      got += unit.weight * creditOf(unit, ready, new Set()).credit;
    }
    if (total > 0) best = Math.max(best, (got / total) * Math.min(1, total / tellingLine));
  }
  return best;
}

/** The best run of words that stands in both, as the weight of its words without the heaviest. */
function phraseMatch(lines: PreparedQuery['lines'], { document: { text }, words }: ReadyDocument): number {
  let best = 0;
  for (const line of lines) {
    let before: Run[] = [];
    for (const { word, weight } of line) {
      const runs: Run[] = [];
      if (!words.has(word)) {
        before = runs;
        continue;
      }
      for (let i = 0; i < text.length; i++) {
        if (text[i] !== word) continue;
        const last = before[i - 1];
        const run = { sum: (last?.sum ?? 0) + weight, most: Math.max(last?.most ?? 0, weight) };
        runs[i] = run;
        best = Math.max(best, run.sum - run.most);
      }
      before = runs;
    }
  }
  return best;
}

interface Run {
  readonly sum: number;
  readonly most: number;
}

function bestPath(path: string | null, document: RecallDocument): { score: number; pattern: string | null } {
  let best: { score: number; pattern: string | null } = { score: 0, pattern: null };
  if (path === null) return best;
  for (const pattern of document.paths) {
    const score = pathMatch(pattern, path);
    if (score > best.score) best = { score, pattern };
  }
  return best;
}
