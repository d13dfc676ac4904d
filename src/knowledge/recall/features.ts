import { pathMatch } from './path-match.ts';
import type { PreparedQuery, QueryUnit } from './prepared-query.ts';
import type { RecallDocument } from './recall-document.ts';

/** What is measured of a query and a learning; all grow with relevance, most lie between 0 and 1. */
export interface Features {
  /** Share of the query's information that the learning holds. */
  readonly coverage: number;
  /** Information they have in common, on a logarithmic scale. */
  readonly shared: number;
  /** Share of the learning that the query speaks of. */
  readonly focus: number;
  /** The rarest thing they have in common. */
  readonly rarest: number;
  /** The rarest whole identifier, file or path they have in common. */
  readonly identifier: number;
  /** Share of an error's output, without the command line, that the learning holds. */
  readonly output: number;
  /** The failed command is one that the learning is about. */
  readonly command: number;
  /** How closely the learning's scope fits the file at hand. */
  readonly path: number;
  /** An error signature that the learning answers. */
  readonly symptom: number;
}
export type FeatureName = keyof Features;

export interface Match {
  readonly features: Features;
  /** Units in common with what each brought, most first. */
  readonly units: readonly { readonly key: string; readonly gain: number; readonly via: string | null }[];
  readonly command: string | null;
  readonly path: string | null;
  readonly symptom: string | null;
}

/** A document with its words at hand for look-ups. */
export interface ReadyDocument {
  readonly document: RecallDocument;
  readonly words: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

export function readyDocument(document: RecallDocument): ReadyDocument {
  return { document, words: new Set(document.words), ids: new Set(document.ids) };
}

const relatedCredit = 0.6;
const partsCredit = 0.7;

/** Measures how a learning fits a query. */
export function matchFeatures(query: PreparedQuery, ready: ReadyDocument): Match {
  let shared = 0;
  let rarest = 0;
  let identifier = 0;
  let output = 0;
  let outputTotal = 0;
  const words = new Set<string>();
  const units: { key: string; gain: number; via: string | null }[] = [];
  for (const unit of query.units) {
    if (unit.unit.line > 0) outputTotal += unit.weight;
    const { credit, whole, via } = creditOf(unit, ready, words);
    if (credit <= 0) continue;
    const gain = unit.weight * credit;
    shared += gain;
    rarest = Math.max(rarest, gain);
    if (whole) identifier = Math.max(identifier, unit.weight);
    if (unit.unit.line > 0) output += gain;
    units.push({ key: unit.unit.key, gain, via });
  }
  const command = commandMatch(query.commands, ready.document);
  const path = bestPath(query.path, ready.document);
  units.sort((a, b) => b.gain - a.gain || (a.key < b.key ? -1 : 1));
  return {
    features: {
      coverage: query.total > 0 ? shared / query.total : 0,
      shared: Math.log1p(shared) / 4,
      focus: ready.words.size > 0 ? words.size / ready.words.size : 0,
      rarest: rarest / 8,
      identifier: identifier / 8,
      output: outputTotal > 0 ? output / outputTotal : 0,
      command: command.score,
      path: path.score,
      symptom: 0,
    },
    units,
    command: command.words,
    path: path.pattern,
    symptom: null,
  };
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
    for (const [word, nearness] of part.related) {
      if (nearness <= best || !ready.words.has(word)) continue;
      best = nearness;
      via = word;
    }
    got += part.weight * best * relatedCredit;
  }
  const share = total > 0 ? got / total : 0;
  return { credit: unit.unit.ids.length > 0 ? share * partsCredit : share, whole: false, via };
}

function commandMatch(
  commands: PreparedQuery['commands'],
  document: RecallDocument,
): { score: number; words: string | null } {
  let best: { score: number; words: string | null } = { score: 0, words: null };
  for (const wanted of document.commands) {
    if (wanted.length === 0 || !commands.some((words) => wanted.every((word) => words.includes(word)))) continue;
    const score = wanted.length > 1 ? 1 : 0.5;
    if (score > best.score) best = { score, words: wanted.join(' ') };
  }
  return best;
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
