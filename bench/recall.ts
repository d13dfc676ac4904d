import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import MiniSearch from 'minisearch';
import { rebuildIndex } from '../src/app/knowledge-index.ts';
import { openWorkspace } from '../src/app/workspace.ts';
import type { Entry } from '../src/knowledge/entry.ts';
import { indexStore } from '../src/knowledge/index/index-store.ts';
import { type OpenIndex, openIndex } from '../src/knowledge/index/open-index.ts';
import { writeIndex } from '../src/knowledge/index/write-index.ts';
import { answerQuery } from '../src/knowledge/recall/answer.ts';
import type { RecallQuery } from '../src/knowledge/recall/query.ts';
import { writeMany } from '../src/knowledge/write-store.ts';
import { openDatabase } from '../src/store/sqlite.ts';
import type { BenchRow } from './row.ts';
import { syntheticKnowledge, syntheticQueries } from './synthetic-knowledge.ts';

const queryCount = 400;
/** The peers take up to half a second a query. */
const peerQueryCount = 40;
const sizes = [
  { size: 1_000, bound: null },
  { size: 10_000, bound: 5 },
  { size: 100_000, bound: 25 },
] as const;

/** Recall in process and the index, beside minisearch and a plain FTS5 query on the same learnings and queries. */
export async function benchRecall(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-recall-'));
  try {
    const rows: BenchRow[] = [];
    for (const { size, bound } of sizes) {
      const entries = syntheticKnowledge(size);
      const queries = syntheticQueries(entries, queryCount);
      rows.push(...recallRows(folder, entries, queries, bound), ...peerRows(entries, queries.slice(0, peerQueryCount)));
    }
    rows.push(...rebuildRows(folder));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function recallRows(
  folder: string,
  entries: readonly Entry[],
  queries: readonly RecallQuery[],
  bound: number | null,
): BenchRow[] {
  const size = entries.length;
  const open = openIndex(join(folder, `${size}.db`));
  fill(open, entries);
  const store = indexStore(open.db, 'bench');
  const times = timed(queries, (query) => answerQuery(query, store, 0));
  open.db.close();
  const base = { unit: 'ms', sense: '<=' as const };
  return [
    { ...base, name: `recall p50, ${size} learnings`, value: times.p50, bound: null, note: '' },
    {
      ...base,
      name: `recall p95, ${size} learnings`,
      value: times.p95,
      bound,
      note: `${queries.length} queries of all kinds`,
    },
  ];
}

function peerRows(entries: readonly Entry[], queries: readonly RecallQuery[]): BenchRow[] {
  const size = entries.length;
  const base = { unit: 'ms', sense: '<=' as const, bound: null };
  const mini = new MiniSearch({ fields: ['statement', 'scope'] });
  mini.addAll(
    entries.map(({ learning }) => ({
      id: learning.id,
      statement: learning.statement,
      scope: learning.scope.join(' '),
    })),
  );
  const miniTimes = timed(queries, ({ text }) => mini.search(text).slice(0, 5));

  const db = openDatabase(':memory:');
  db.exec('CREATE VIRTUAL TABLE plain USING fts5(statement, scope)');
  const add = db.prepare('INSERT INTO plain VALUES (?, ?)');
  db.exec('BEGIN');
  for (const { learning } of entries) add.run(learning.statement, learning.scope.join(' '));
  db.exec('COMMIT');
  const find = db.prepare('SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 5');
  const plainTimes = timed(queries, ({ text }) => {
    const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
    return words.length > 0 ? find.all(words.map((word) => `"${word}"`).join(' OR ')) : [];
  });
  db.close();
  return [
    { ...base, name: `  minisearch p95, ${size}`, value: miniTimes.p95, note: 'always answers' },
    { ...base, name: `  plain FTS5 bm25 p95, ${size}`, value: plainTimes.p95, note: 'always answers' },
  ];
}

function rebuildRows(folder: string): BenchRow[] {
  const entries = syntheticKnowledge(10_000);
  const open = openIndex(join(folder, 'rebuild.db'));
  const start = performance.now();
  fill(open, entries);
  const indexing = performance.now() - start;
  open.db.close();

  const edge = { cwd: folder, home: folder, env: { XDG_DATA_HOME: join(folder, 'data') }, now: Date.now };
  const workspace = openWorkspace(edge);
  writeMany(
    workspace.sharedDir,
    entries.map(({ learning }) => ({ learning, records: [] })),
  );
  const result = rebuildIndex(workspace, Date.now);
  if (result.learnings !== entries.length)
    throw new Error(`the rebuild found ${result.learnings} of ${entries.length} learnings`);
  const base = { unit: 's', sense: '<=' as const };
  return [
    { ...base, name: 'index rebuild, 10000 learnings at hand', value: indexing / 1000, bound: 2, note: '' },
    {
      ...base,
      name: 'index rebuild, 10000 files read and parsed',
      value: result.milliseconds / 1000,
      bound: null,
      note: 'with the files',
    },
  ];
}

function fill(open: OpenIndex, entries: readonly Entry[]): void {
  writeIndex(open.db, {
    checkout: 'bench',
    entries,
    gone: 'all',
    instructions: [],
    fingerprint: '',
    stamps: '[]',
    problems: '[]',
  });
}

/** Times of each query in milliseconds: the best of three, because the machine does other things too, after one round to warm up. */
function timed(queries: readonly RecallQuery[], ask: (query: RecallQuery) => unknown): { p50: number; p95: number } {
  for (const query of queries) ask(query);
  const times = queries
    .map((query) => Math.min(...[0, 1, 2].map(() => timeOf(() => ask(query)))))
    .sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
