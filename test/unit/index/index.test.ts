import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { currentIndex, indexPath, indexStatus, rebuildIndex } from '../../../src/app/knowledge-index.ts';
import { recall } from '../../../src/app/recall.ts';
import { indexedEntries } from '../../../src/knowledge/index/checkout.ts';
import { readIndex } from '../../../src/knowledge/index/read-index.ts';
import { writeLearning } from '../../../src/knowledge/write-store.ts';
import { openDatabase } from '../../../src/store/sqlite.ts';
import { createPlace, learning, noon, type Place } from '../../setup/knowledge.ts';

const question = {
  text: 'Are prices kept as integer cents or floating point numbers?',
  kind: 'question',
  file: null,
  limit: 5,
} as const;
const price = learning(
  'Prices are kept as integer cents in `src/price.ts`; never use floating point numbers for money.',
  { id: 'price-1' },
);
const redis = learning('Start Redis with `docker compose up redis` before the end-to-end tests.', {
  id: 'redis-1',
  kind: 'command',
});

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

const ids = (at: Place = place) => recall(at.edge, [question])[0]?.results.map(({ id }) => id);

/** Everything that the index says of a checkout, as text. */
function listing(): string {
  const index = currentIndex(place.workspace);
  const text = JSON.stringify(index && indexedEntries(index.db, place.workspace.root));
  index?.db.close();
  return text;
}

describe('index', () => {
  it('II.2 is a cache: thrown away and made anew from the files it says the same, byte for byte', () => {
    writeLearning(place.workspace.sharedDir, price);
    const [before] = [listing()];
    writeLearning(place.workspace.sharedDir, redis);
    const [grown, answers] = [listing(), JSON.stringify(recall(place.edge, [question]))];
    expect(grown).not.toBe(before);
    rmSync(place.workspace.cacheDir, { recursive: true });
    expect(rebuildIndex(place.workspace, Date.now)).toMatchObject({ learnings: 2, offered: 2, problems: [] });
    expect(listing()).toBe(grown);
    expect(JSON.stringify(recall(place.edge, [question]))).toBe(answers);
  });

  it('II.2 is made anew whatever stands in its place, and says where it could not be written', () => {
    writeLearning(place.workspace.sharedDir, price);
    mkdirSync(join(indexPath(place.workspace), 'folder'), { recursive: true });
    expect(rebuildIndex(place.workspace, Date.now)).toMatchObject({ learnings: 1, written: true });
    expect(statSync(indexPath(place.workspace)).isFile()).toBe(true);
    rmSync(place.workspace.cacheDir, { recursive: true });
    symlinkSync('/proc/nowhere', place.workspace.cacheDir);
    expect(rebuildIndex(place.workspace, Date.now)).toMatchObject({ learnings: 1, written: false });
    const done = place.tool(['index', 'rebuild']);
    expect(done).toMatchObject({ status: 3, stdout: '' });
    expect(done.stderr).toContain(`${indexPath(place.workspace)} could not be written`);
  });

  it('II.2 sees what came, changed and went since', () => {
    const written = writeLearning(place.workspace.sharedDir, price);
    expect(ids()).toEqual(['price-1']);
    writeFileSync(written.path, readFileSync(written.path, 'utf8').replaceAll('integer cents', 'whole cents'));
    expect(recall(place.edge, [question])[0]?.results[0]?.statement).toContain('whole cents');
    rmSync(written.path);
    expect(ids()).toEqual([]);
  });

  it('K.16 creates nothing where nothing is known', () => {
    expect(ids()).toEqual([]);
    expect(existsSync(place.workspace.cacheDir)).toBe(false);
    expect(indexStatus(place.workspace)).toMatchObject({ exists: false });
  });

  it('II.2 answers a batch as one at a time', () => {
    writeLearning(place.workspace.sharedDir, price);
    writeLearning(place.workspace.sharedDir, redis);
    const queries = [
      question,
      { ...question, text: 'How do I start Redis for the tests?' },
      { ...question, text: 'no such thing' },
    ];
    expect(recall(place.edge, queries)).toEqual(queries.flatMap((query) => recall(place.edge, [query])));
  });

  it.each([
    [
      'garbage',
      (path: string) => writeFileSync(path, 'not a database, but long enough to be taken for one'.repeat(100)),
    ],
    ['an empty file', (path: string) => writeFileSync(path, '')],
    ['a torn file', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 5000))],
    ['damaged pages', (path: string) => writeFileSync(path, readFileSync(path).fill(7, 4096, 60_000))],
    ['tables gone', (path: string) => dropTables(path)],
    ['an older layout', (path: string) => setVersion(path, 0)],
  ])('II.2 answers right over %s', (_, damage) => {
    writeLearning(place.workspace.sharedDir, price);
    expect(ids()).toEqual(['price-1']);
    damage(indexPath(place.workspace));
    expect(ids()).toEqual(['price-1']);
    expect(ids()).toEqual(['price-1']);
  });

  it('II.2 answers right beside a newer layout, and leaves it as it is', () => {
    writeLearning(place.workspace.sharedDir, price);
    expect(ids()).toEqual(['price-1']);
    setVersion(indexPath(place.workspace), 99);
    const bytes = readFileSync(indexPath(place.workspace));
    expect(ids()).toEqual(['price-1']);
    expect(readFileSync(indexPath(place.workspace)).equals(bytes)).toBe(true);
  });

  it('II.2 answers right while another process holds the lock', () => {
    writeLearning(place.workspace.sharedDir, price);
    expect(ids()).toEqual(['price-1']);
    writeLearning(place.workspace.sharedDir, redis);
    const other = openDatabase(indexPath(place.workspace));
    other.exec('BEGIN EXCLUSIVE');
    try {
      const asked = recall(place.edge, [{ ...question, text: 'How do I start Redis for the end-to-end tests?' }]);
      expect(asked[0]?.results[0]?.id).toBe('redis-1');
    } finally {
      other.exec('ROLLBACK');
      other.close();
    }
  });

  it('II.2 answers right where a file stands in the place of the cache', () => {
    writeLearning(place.workspace.sharedDir, price);
    mkdirSync(dirname(place.workspace.cacheDir), { recursive: true });
    writeFileSync(place.workspace.cacheDir, '');
    expect(ids()).toEqual(['price-1']);
  });

  it('II.2 keeps worktrees apart that share one index', () => {
    writeLearning(place.workspace.sharedDir, price);
    place.git('worktree', 'add', '-q', join(place.root, 'second'));
    const second = { ...place, edge: { ...place.edge, cwd: join(place.root, 'second') } };
    expect(ids()).toEqual(['price-1']);
    expect(ids(second)).toEqual([]);
    writeLearning(join(place.root, 'second', '.agents'), redis);
    const asked = { ...question, text: 'How do I start Redis for the end-to-end tests?' };
    expect(recall(second.edge, [asked])[0]?.results[0]?.id).toBe('redis-1');
    expect(recall(place.edge, [asked])[0]?.results).toEqual([]);
    expect(ids()).toEqual(['price-1']);
  });

  it('K.8 does not say again what an instruction file says, except to a person who asks', () => {
    writeLearning(place.workspace.sharedDir, price);
    const prompt = { ...question, kind: 'prompt' } as const;
    expect(recall(place.edge, [prompt])[0]?.results).toHaveLength(1);
    place.write(
      'CLAUDE.md',
      '- Prices are kept as integer cents in `src/price.ts`, never use floating point numbers for money.\n',
    );
    expect(recall(place.edge, [prompt])[0]?.results).toEqual([]);
    expect(recall(place.edge, [question])[0]?.results[0]?.why).toContain('CLAUDE.md says it too');
    place.write('CLAUDE.md', 'Nothing of that sort.\n');
    expect(recall(place.edge, [prompt])[0]?.results).toHaveLength(1);
  });

  it('K.14 answers without the secrets of what was written by hand, and keeps none of a note', () => {
    const key = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
    const words = (what: string) => `Mirror the ${what} with the token ${key} before a deploy of previews.`;
    const asked = (what: string) => recall(place.edge, [{ ...question, text: `How do I mirror the ${what}?` }]);
    place.write('learnings.md', `- ${words('storefront')}\n`);
    expect(JSON.stringify(asked('storefront'))).toMatch(/Mirror the storefront with the token \[redacted/);
    expect(readFileSync(indexPath(place.workspace)).includes(key)).toBe(false);
    writeLearning(place.workspace.sharedDir, learning(words('warehouse')));
    expect(JSON.stringify(asked('warehouse'))).toMatch(/Mirror the warehouse with the token \[redacted/);
  });

  it('K.15 says with each item what it is, where it lies and what saying it costs', () => {
    writeLearning(place.workspace.sharedDir, price);
    const item = recall(place.edge, [question])[0]?.results[0];
    expect(item).toMatchObject({ id: 'price-1', kind: 'gotcha', root: 'shared', statement: price.statement });
    expect(item?.path).toMatch(/^\.agents\/learnings\/.*price-1\.md$/);
    expect(item?.tokens).toBeGreaterThan(10);
    expect(item?.why.at(-1)).toBe(`costs about ${item?.tokens} tokens`);
  });

  it('is read by a hook without being changed, and not at all when it cannot be', () => {
    writeLearning(place.workspace.sharedDir, price);
    const path = indexPath(place.workspace);
    expect(readIndex(path, place.workspace.root)).toBeNull();
    expect(existsSync(path)).toBe(false);
    expect(ids()).toEqual(['price-1']);
    const { mtimeMs } = statSync(path);
    const open = readIndex(path, place.workspace.root);
    expect(open?.store.size).toBe(1);
    open?.db.close();
    expect(readIndex(path, '/somewhere/else')).toBeNull();
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
    writeFileSync(path, 'rubbish');
    expect(readIndex(path, place.workspace.root)).toBeNull();
  });

  it('II.2 says in `index status` whether it is up to date', () => {
    writeLearning(place.workspace.sharedDir, price);
    expect(ids()).toEqual(['price-1']);
    expect(indexStatus(place.workspace)).toMatchObject({ exists: true, current: true, learnings: 1, offered: 1 });
    writeLearning(place.workspace.sharedDir, redis);
    expect(indexStatus(place.workspace)).toMatchObject({ current: false, learnings: 1 });
    writeFileSync(indexPath(place.workspace), 'rubbish'.repeat(1000));
    expect(indexStatus(place.workspace).remark).toMatch(/not a database/);
  });
});

describe('time', () => {
  it('K.16 takes the time of the person, not of the machine', () => {
    writeLearning(place.workspace.sharedDir, price);
    const [now] = recall(place.edge, [question]);
    const [later] = recall({ ...place.edge, now: () => noon + 400 * 86_400_000 }, [question]);
    expect(later?.results[0]?.score).toBeLessThanOrEqual(now?.results[0]?.score ?? 0);
  });
});

function setVersion(path: string, version: number): void {
  const db = openDatabase(path);
  db.prepare("UPDATE meta SET value = ? WHERE key = 'version'").run(String(version));
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}

function dropTables(path: string): void {
  const db = openDatabase(path);
  db.exec('DROP TABLE member; DROP TABLE word');
  db.close();
}
