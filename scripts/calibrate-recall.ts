// Fits the constants of recall on labelled queries and says how well they carry over to a repository they were not fitted on.
//
//   node scripts/calibrate-recall.ts [--gold DIR] [--write] [--misses]
//
// DIR holds <repo>.learnings.jsonl and <repo>.queries.jsonl (default ../shared/eval/gold; its README defines labels and figures).
// One small logistic model a kind of query: no weight negative, each pulled towards a common prior (below), fitted on the best
// candidates of each query in stores with and without the other repositories' learnings. One threshold for all kinds: where the
// mean of answers given and silence kept is highest, smoothed over its neighbours. --write puts them into constants.ts.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sha256 } from '../src/base/hash.ts';
import type { Entry } from '../src/knowledge/entry.ts';
import { indexStore } from '../src/knowledge/index/index-store.ts';
import { openIndex } from '../src/knowledge/index/open-index.ts';
import { writeIndex } from '../src/knowledge/index/write-index.ts';
import { errorSignatures } from '../src/knowledge/recall/error-signatures.ts';
import type { FeatureName, Features } from '../src/knowledge/recall/features.ts';
import { findCandidates, measureCandidates } from '../src/knowledge/recall/measure.ts';
import { type Model, relevanceFor } from '../src/knowledge/recall/model.ts';
import { prepareQuery } from '../src/knowledge/recall/prepared-query.ts';
import { type QueryKind, queryKinds } from '../src/knowledge/recall/query.ts';
import { fitLogistic, type Sample } from './fit-logistic.ts';

const { values: flags } = parseArgs({
  options: { gold: { type: 'string' }, write: { type: 'boolean' }, misses: { type: 'boolean' } },
});
const here = dirname(fileURLToPath(import.meta.url));
const gold = flags.gold ?? join(here, '../../shared/eval/gold');

/** What a careful engineer would expect of the weights before seeing a label; the labels move them from here. */
const prior: Readonly<Record<FeatureName, number>> = {
  coverage: 4,
  shared: 3,
  focus: 4,
  lead: 2,
  meaning: 3,
  rarest: 1,
  identifier: 1,
  command: 1.5,
  error: 2,
  phrase: 0.5,
  path: 6,
  symptom: 6,
};
const inUse: Readonly<Record<QueryKind, readonly FeatureName[]>> = {
  prompt: ['coverage', 'shared', 'focus', 'lead', 'rarest', 'identifier', 'command', 'phrase', 'path', 'symptom'],
  question: ['coverage', 'shared', 'focus', 'lead', 'meaning', 'rarest', 'identifier', 'phrase', 'path', 'symptom'],
  error: [
    'coverage',
    'shared',
    'focus',
    'lead',
    'rarest',
    'identifier',
    'command',
    'error',
    'phrase',
    'path',
    'symptom',
  ],
  file: ['path'],
};
/** How strongly the weights are held at the prior. */
const pull = 0.3;
/** A later candidate is said when it is at least this share as likely as the best. */
const companion = 0.7;

interface Label {
  readonly id: string;
  readonly session: string;
  readonly kind: string;
  readonly statement: string;
  readonly scope: readonly string[];
}
interface Query {
  readonly session?: string;
  readonly kind: QueryKind;
  readonly text: string;
  readonly relevant: readonly string[];
  readonly useful: readonly string[];
}
/** A query with what was measured of its candidates. */
interface Case {
  readonly query: Query;
  /** Learnings in the store. */
  readonly size: number;
  readonly candidates: readonly { readonly id: string; readonly features: Features }[];
}
interface Fit {
  readonly models: Readonly<Record<QueryKind, Model>>;
  readonly threshold: number;
}

const repos = readdirSync(gold)
  .filter((file) => file.endsWith('.learnings.jsonl'))
  .map((file) => file.split('.')[0] ?? '')
  .sort();
const learnings = new Map(repos.map((repo) => [repo, readLines<Label>(`${repo}.learnings.jsonl`)]));
const queries = new Map(repos.map((repo) => [repo, readLines<Query>(`${repo}.queries.jsonl`)]));
const { db } = openIndex(':memory:');

const plain = new Map(repos.map((repo) => [repo, casesOf(repo, [])]));
const poured = new Map(repos.map((repo) => [repo, casesOf(repo, repos)]));
const heldOut = { plain: [] as Answered[], poured: [] as Answered[] };
for (const repo of repos) {
  const others = repos.filter((name) => name !== repo);
  const fit = fitAll(others.flatMap((name) => [...(plain.get(name) ?? []), ...casesOf(name, others)]));
  heldOut.plain.push(...answerAll(plain.get(repo) ?? [], fit));
  heldOut.poured.push(...answerAll(poured.get(repo) ?? [], fit));
}
const final = fitAll(repos.flatMap((repo) => [...(plain.get(repo) ?? []), ...(poured.get(repo) ?? [])]));
const inSample = {
  plain: answerAll([...plain.values()].flat(), final),
  poured: answerAll([...poured.values()].flat(), final),
};

console.log(`labels of ${repos.join(', ')}: ${[...queries.values()].flat().length} queries; each left out once`);
for (const [name, rows] of [
  ['left out, plain', heldOut.plain],
  ['left out, distractors', heldOut.poured],
] as const) {
  print(name, rows);
  for (const kind of queryKinds)
    print(
      `  ${kind}`,
      rows.filter((row) => row.query.kind === kind),
    );
}
print('in sample, plain', inSample.plain);
print('in sample, distractors', inSample.poured);
for (const kind of queryKinds) console.log(kind, JSON.stringify(final.models[kind]));
console.log(`threshold ${final.threshold}`);
if (flags.misses) {
  for (const { query, ids } of heldOut.poured.filter((row) => !right(row)))
    console.log(`${query.kind} ${JSON.stringify(query.text.slice(0, 120))} wanted [${query.relevant}] got [${ids}]`);
}
if (flags.write) writeConstants(final);

interface Answered {
  readonly query: Query;
  readonly ids: readonly string[];
}

/** Queries of a repository against what was known before them; `others` are poured into the store. */
function casesOf(repo: string, others: readonly string[]): Case[] {
  const mine = learnings.get(repo) ?? [];
  const order = new Map(mine.map((label) => [label.session, Number(label.id.split('-')[1])]));
  let last = 0;
  const found: Case[] = [];
  const asked = (queries.get(repo) ?? []).map((query) => {
    if (query.session === undefined) return { query, before: Number.POSITIVE_INFINITY };
    if (!order.has(query.session)) order.set(query.session, last + 0.5);
    last = order.get(query.session) ?? last;
    return { query, before: last };
  });
  const distractors = others.filter((name) => name !== repo).flatMap((name) => learnings.get(name) ?? []);
  let loaded: number | null = null;
  let store = indexStore(db, repo);
  for (const { query, before } of asked) {
    if (before !== loaded) {
      const known = mine.filter((label) => (order.get(label.session) ?? 0) < before).concat(distractors);
      const change = { checkout: repo, entries: known.map(entryOf), gone: 'all' as const };
      writeIndex(db, { ...change, fingerprint: '', stamps: '[]', problems: '[]' });
      store = indexStore(db, repo);
      loaded = before;
    }
    const prepared = prepareQuery(
      { text: query.text, kind: query.kind, file: null, limit: 5 },
      query.kind === 'error' ? errorSignatures(query.text) : [],
      store,
    );
    const candidates = measureCandidates(prepared, findCandidates(prepared, store), store);
    found.push({
      query,
      size: store.size,
      candidates: candidates.map(({ candidate, match }) => ({ id: candidate.id, features: match.features })),
    });
  }
  writeIndex(db, {
    checkout: repo,
    entries: [],
    gone: 'all',
    instructions: [],
    fingerprint: '',
    stamps: '[]',
    problems: '[]',
  });
  return found;
}

function fitAll(cases: readonly Case[]): Fit {
  const models = Object.fromEntries(
    queryKinds.map((kind) => [
      kind,
      fitKind(
        cases.filter((one) => one.query.kind === kind),
        kind,
      ),
    ]),
  );
  const fit = { models: models as Record<QueryKind, Model>, threshold: 0 };
  const curve = Array.from({ length: 101 }, (_, i) => balanced(answerAll(cases, { ...fit, threshold: i / 100 })) ?? 0);
  let best = { value: -1, at: 50 };
  for (let at = 12; at <= 88; at++) {
    let value = 0;
    for (let near = -10; near <= 10; near++) value += (curve[at + near] ?? 0) * (11 - Math.abs(near));
    if (value > best.value) best = { value, at };
  }
  return { ...fit, threshold: best.at / 100 };
}

/** Twice: the first model chooses the candidates that the second is fitted on. */
function fitKind(cases: readonly Case[], kind: QueryKind): Model {
  const names = inUse[kind];
  const start = names.map((name) => prior[name]);
  let model: Model = { bias: 0, weights: Object.fromEntries(names.map((name, i) => [name, start[i] ?? 0])) };
  for (let round = 0; round < 2; round++) {
    const samples = cases.flatMap((one) => samplesOf(one, kind, model, names));
    if (samples.length === 0) break;
    const { bias, weights } = fitLogistic(samples, start, pull);
    model = { bias: tidy(bias), weights: Object.fromEntries(names.map((name, i) => [name, tidy(weights[i] ?? 0)])) };
  }
  return model;
}

/** What a query teaches: its best candidate should pass when it is relevant, and none should when nothing is. */
function samplesOf(one: Case, kind: QueryKind, model: Model, names: readonly FeatureName[]): Sample[] {
  const best = ranked(one, kind, { [kind]: model } as Record<QueryKind, Model>).slice(0, 3);
  const sample = (features: Features, positive: boolean, weight: number): Sample => ({
    values: names.map((name) => features[name]),
    positive,
    weight,
  });
  const wrong = best
    .filter(({ id }) => !one.query.relevant.includes(id))
    .map(({ features }) => sample(features, false, 0.25));
  const [first] = best;
  if (!first) return [];
  if (one.query.relevant.length === 0) return [sample(first.features, false, 1)];
  const good = best.find(({ id }) => one.query.relevant.includes(id));
  const importance = one.query.useful.length > 0 ? 1 : 0.5;
  return [good ? sample(good.features, true, importance) : sample(first.features, false, 0.5), ...wrong];
}

function ranked(one: Case, kind: QueryKind, models: Readonly<Record<QueryKind, Model>>) {
  const relevance = relevanceFor(kind, one.size, models);
  return one.candidates
    .map(({ id, features }) => ({ id, features, probability: relevance(features) }))
    .sort((a, b) => b.probability - a.probability || (a.id < b.id ? -1 : 1));
}

function answerAll(cases: readonly Case[], { models, threshold }: Fit): Answered[] {
  return cases.map((one) => {
    const found = ranked(one, one.query.kind, models);
    const bar = Math.max(threshold, (found[0]?.probability ?? 0) * companion);
    return {
      query: one.query,
      ids: found
        .filter(({ probability }) => probability >= bar)
        .slice(0, 5)
        .map(({ id }) => id),
    };
  });
}

function hit({ query, ids }: Answered): boolean {
  return ids.slice(0, 3).some((id) => query.relevant.includes(id));
}

function right(row: Answered): boolean {
  if (row.query.useful.length > 0) return hit(row);
  return row.query.relevant.length > 0 ? hit(row) || row.ids.length === 0 : row.ids.length === 0;
}

function balanced(rows: readonly Answered[]): number | null {
  const must = rows.filter(({ query }) => query.useful.length > 0);
  const none = rows.filter(({ query }) => query.relevant.length === 0);
  if (must.length === 0 || none.length === 0) return null;
  return 50 * (must.filter(hit).length / must.length + none.filter(({ ids }) => ids.length === 0).length / none.length);
}

function print(name: string, rows: readonly Answered[]): void {
  const must = rows.filter(({ query }) => query.useful.length > 0);
  const none = rows.filter(({ query }) => query.relevant.length === 0);
  const said = rows.flatMap(({ query, ids }) => ids.slice(0, 3).map((id) => query.relevant.includes(id)));
  const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)}%`);
  console.log(
    `${name.padEnd(24)} must ${String(must.length).padStart(2)} hit@3 ${percent(must.filter(hit).length, must.length).padStart(6)}` +
      ` | silent ${String(none.length).padStart(2)} false ${percent(none.filter(({ ids }) => ids.length > 0).length, none.length).padStart(6)}` +
      ` | relevant of what was said ${percent(said.filter(Boolean).length, said.length).padStart(6)} of ${said.length}` +
      ` | balanced ${balanced(rows)?.toFixed(1) ?? '-'}`,
  );
}

function entryOf(label: Label): Entry {
  const { id, kind, statement, scope } = label;
  const learning = {
    schema: 1,
    id,
    kind,
    title: statement.slice(0, 80),
    statement,
    scope,
    anchors: [],
    symptoms: [],
    tags: [],
    sections: {},
  };
  const state = {
    active: true,
    confidence: 0.8,
    lastValidated: null,
    refuted: null,
    sessions: [],
    evidence: [],
    records: [],
  };
  return { learning, state, root: 'shared', path: '', hash: sha256(`${id}\n${statement}`) } as unknown as Entry;
}

function writeConstants({ models, threshold }: Fit): void {
  const count = [...queries.values()].flat().length;
  const text = `// Generated by scripts/calibrate-recall.ts from ${count} labelled queries of ${repos.length} repositories; do not edit.
import type { Model } from './model.ts';
import type { QueryKind } from './query.ts';

/** Left-one-repository-out: balanced ${balanced(heldOut.plain)?.toFixed(1)}, with distractors ${balanced(heldOut.poured)?.toFixed(1)}. */
export const constants: {
  /** From which probability on something is said. */
  readonly threshold: number;
  /** A further learning is said when it is at least this share as likely as the best. */
  readonly companion: number;
  readonly models: Readonly<Record<QueryKind, Model>>;
} = ${JSON.stringify({ threshold, companion, models }, null, 2).replace(/"(\w+)":/g, '$1:')};
`;
  writeFileSync(join(here, '../src/knowledge/recall/constants.ts'), text);
}

function tidy(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function readLines<T>(file: string): T[] {
  const text = readFileSync(join(gold, file), 'utf8');
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as T]));
}
