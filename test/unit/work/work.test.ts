import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkEvent, WorkItem } from '../../../src/schema/work.ts';
import { cycleThrough } from '../../../src/work/cycle.ts';
import { readBeads } from '../../../src/work/import/beads.ts';
import { readGithub } from '../../../src/work/import/github.ts';
import { readTodo } from '../../../src/work/import/todo.ts';
import { readItemFile, writeItemFile } from '../../../src/work/item-file.ts';
import { newItemId } from '../../../src/work/item-id.ts';
import { byUrgency, readinessOf } from '../../../src/work/ready.ts';
import { foldWork } from '../../../src/work/state.ts';

const item = (id: string, given: Partial<WorkItem> = {}): WorkItem => ({
  schema: 1,
  id,
  title: 'A title',
  body: '',
  criteria: [],
  depends: [],
  parent: null,
  scope: [],
  risk: null,
  estimate: null,
  priority: 2,
  labels: [],
  created: '2026-01-01T00:00:00.000Z',
  ...given,
});
const closed = (id: string, at: string, reason = ''): WorkEvent => ({
  schema: 1,
  ulid: `01${at}`,
  item: id,
  at,
  by: 'person',
  type: 'closed',
  commits: [],
  verdict: null,
  reason,
});

describe('a work item as a file', () => {
  const line = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '' && !/^[<>]{7}/.test(text));
  it('II.1 is read back as it was written, whatever its words', () => {
    fc.assert(
      fc.property(line, fc.array(line, { maxLength: 4 }), fc.array(line, { maxLength: 4 }), (title, body, criteria) => {
        const tidy = body.map((text) => (text.startsWith('# ') ? `x ${text}` : text)).join('\n\n');
        const written = item('w-1', { title, body: tidy, criteria: criteria.map((text) => `do ${text}`) });
        const reading = readItemFile(writeItemFile(written), 'w.md');
        expect(reading).toMatchObject({ type: 'item', item: { ...written, body: tidy } });
      }),
    );
  });

  it('keeps fields it does not know, and does not touch what a newer program wrote', () => {
    const reading = readItemFile('---\nid: w-1\ncolour: blue\nschema: 99\n---\n# T\n', 'w.md');
    expect(reading).toMatchObject({ type: 'item', newer: true, item: { colour: 'blue' } });
  });

  it('is read from little more than an id and a title', () => {
    const text = '---\nid: w-1\n---\n\n# Do it\n\nBecause.\n\n## Acceptance criteria\n\n- [ ] one\n* two\n1. three\n';
    expect(readItemFile(text, 'w.md')).toMatchObject({
      item: { title: 'Do it', body: 'Because.', criteria: ['one', 'two', 'three'], priority: 2 },
    });
  });

  it.each([
    ['---\nid: w-1\n<<<<<<< HEAD\n---\n# T\n', 3, 'unfinished merge'],
    ['---\nid: w-1\nrisk: huge\n---\n# T\n', 3, 'risk'],
    ['---\nid: w-1\n---\nno title\n', 1, 'title'],
    ['---\nid: [w\n---\n# T\n', 2, 'not YAML'],
  ])('a file that is wrong is a problem with its place', (text, at, words) => {
    const reading = readItemFile(text, 'w.md');
    expect(reading.type).toBe('broken');
    if (reading.type === 'broken')
      expect([reading.problem.line, reading.problem.problem]).toEqual([at, expect.stringContaining(words)]);
  });
});

describe('what happened to it', () => {
  it('VI.8 closed stays closed: the first close counts, and a reopening names its child', () => {
    const events: WorkEvent[] = [
      closed('w-1', '2026-01-03T00:00:00.000Z', 'second'),
      closed('w-1', '2026-01-02T00:00:00.000Z', 'first'),
      { ...closed('w-1', '2026-01-04T00:00:00.000Z'), type: 'reopened', reason: 'again', child: 'w-2' } as WorkEvent,
    ];
    expect(foldWork(item('w-1'), 'p', events)).toMatchObject({ closed: { reason: 'first' }, children: ['w-2'] });
  });

  it('A12 is a fold: the order in which files are read does not matter', () => {
    const at = (n: number) => `2026-01-${String(n).padStart(2, '0')}T00:00:00.000Z`;
    const events = [1, 2, 3, 4].map((n) => ({ ...closed('w-1', at(n)), type: 'note', text: `${n}` }) as WorkEvent);
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: 4 }), (order) => {
        expect(foldWork(item('w-1'), 'p', order)).toEqual(foldWork(item('w-1'), 'p', events));
      }),
    );
  });
});

describe('what is ready', () => {
  const states = new Map(
    [
      item('w-a'),
      item('w-b', { depends: ['w-a'] }),
      item('w-c', { depends: ['other:w-9'] }),
      item('w-d', { depends: ['w-gone'] }),
    ].map((one) => [one.id, foldWork(one, 'p', [])]),
  );
  const closedOf = (id: string) => states.get(id) && states.get(id)?.closed !== null;
  const of = (id: string, claim: Parameters<typeof readinessOf>[2] = null) =>
    readinessOf(states.get(id) as never, closedOf, claim, 1000);
  const claim = { item: 'w-a', worker: 'ann', at: 0, until: 61_000, fence: 1 };

  it('III.14 says of each why it is ready or not', () => {
    expect(of('w-a')).toMatchObject({ ready: true, reason: 'waits for nothing' });
    expect(of('w-b')).toMatchObject({ status: 'blocked', blockers: ['w-a'], reason: 'waits for w-a' });
    expect(of('w-d')).toMatchObject({ status: 'blocked', reason: 'waits for w-gone, which is not here' });
    expect(of('w-a', claim)).toMatchObject({ status: 'claimed', reason: 'ann has it, for 1 min more unless renewed' });
    expect(of('w-a', { ...claim, until: 999 })).toMatchObject({ ready: true, reason: 'the lease of ann has run out' });
  });

  it('II.13 an item of another repository is named, and is no error', () => {
    expect(of('w-c')).toMatchObject({ ready: true, reason: expect.stringContaining('other:w-9') });
  });

  it('comes by priority, then the oldest first', () => {
    const states = [item('w-1'), item('w-2', { priority: 0 }), item('w-3', { created: '2025-01-01T00:00:00.000Z' })];
    const order = states.map((one) => foldWork(one, 'p', [])).toSorted(byUrgency);
    expect(order.map((state) => state.item.id)).toEqual(['w-2', 'w-3', 'w-1']);
  });
});

describe('III.15 circles', () => {
  it('finds the circle that an edge would close, and none where there is none', () => {
    const edges: Record<string, string[]> = { b: ['c'], c: ['d'], d: [] };
    const of = (id: string) => edges[id] ?? [];
    expect(cycleThrough('d', 'b', of)).toEqual(['d', 'b', 'c', 'd']);
    expect(cycleThrough('a', 'b', of)).toBeNull();
    expect(cycleThrough('a', 'a', of)).toEqual(['a', 'a']);
  });

  it('whatever is linked in whatever order, what waits for what never becomes a circle', () => {
    const id = fc.integer({ min: 0, max: 7 }).map(String);
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id), { maxLength: 40 }), (wanted) => {
        const edges = new Map<string, string[]>();
        for (const [from, to] of wanted)
          if (cycleThrough(from, to, (one) => edges.get(one) ?? []) === null)
            edges.set(from, [...(edges.get(from) ?? []), to]);
        const done = new Set<string>();
        for (let left = 8; left > 0; left--)
          for (const one of '01234567') if ((edges.get(one) ?? []).every((other) => done.has(other))) done.add(one);
        expect(done.size).toBe(8);
      }),
    );
  });
});

it('II.7 two branches that create 500 items each share no id', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => newItemId(() => false)));
  expect(ids.size).toBe(1000);
});

describe('other trackers', () => {
  it('reads beads with its dependencies, its parents and what is closed', () => {
    const rows = [
      {
        id: 'bd-1',
        title: 'One',
        status: 'open',
        priority: 0,
        acceptance_criteria: '- a\n- b',
        issue_type: 'bug',
        created_at: '2026-01-01T10:00:00+02:00',
      },
      {
        id: 'bd-2',
        title: 'Two',
        status: 'closed',
        close_reason: 'done',
        dependencies: [
          { issue_id: 'bd-2', depends_on_id: 'bd-1', type: 'blocks' },
          { issue_id: 'bd-2', depends_on_id: 'bd-9', type: 'related' },
          { issue_id: 'bd-2', depends_on_id: 'bd-1', type: 'parent-child' },
        ],
      },
      { id: 'bd-3', title: 'gone', status: 'tombstone' },
    ];
    const reading = readBeads(`${rows.map((row) => JSON.stringify(row)).join('\n')}\n{broken\n`);
    expect(reading.items).toMatchObject([
      {
        id: 'bd-1',
        priority: 0,
        criteria: ['a', 'b'],
        labels: ['bug'],
        created: '2026-01-01T08:00:00.000Z',
        closed: null,
      },
      { id: 'bd-2', depends: ['bd-1'], parent: 'bd-1', closed: { reason: 'done' } },
    ]);
    expect(reading.problems).toEqual([{ line: 4, problem: 'it is not JSON' }]);
  });

  it('reads an export of GitHub issues and leaves out pull requests', () => {
    const issues = [
      {
        number: 7,
        title: 'Seven',
        body: 'Why\r\n\r\n- [ ] one\r\n- [x] two\r\n\r\nDepends on #3',
        state: 'OPEN',
        labels: [{ name: 'bug' }],
      },
      { number: 8, title: 'A pull request', pull_request: {}, state: 'open' },
      { number: 3, title: 'Three', state: 'closed', closed_at: '2026-01-01T00:00:00Z' },
    ];
    expect(readGithub(JSON.stringify(issues))?.items).toMatchObject([
      { id: 'gh-7', criteria: ['one', 'two'], depends: ['gh-3'], labels: ['bug'], closed: null },
      { id: 'gh-3', closed: { at: '2026-01-01T00:00:00.000Z' } },
    ]);
    expect(readGithub('{"id":"bd-1"}\n{"id":"bd-2"}')).toBeNull();
  });

  it('reads a list to tick off: deeper items belong to the one above, the same list gives the same ids', () => {
    const text = '# Soon\n- [ ] Build\n  - [x] Walls\n  - [ ] Roof\n- [ ] Paint\n';
    const { items } = readTodo(text);
    expect(items.map(({ title, closed, labels }) => [title, closed !== null, labels])).toEqual([
      ['Build', false, ['soon']],
      ['Walls', true, ['soon']],
      ['Roof', false, ['soon']],
      ['Paint', false, ['soon']],
    ]);
    expect(items[1]?.parent).toBe(items[0]?.id);
    expect(items[3]?.parent).toBeNull();
    const ticked = readTodo(text.replace('[ ] Roof', '[x] Roof')).items;
    expect(ticked.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
  });
});
