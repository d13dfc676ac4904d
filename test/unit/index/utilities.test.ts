import { appendFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { currentIndex } from '../../../src/app/knowledge-index.ts';
import { recall } from '../../../src/app/recall.ts';
import { heldUtilities, writeUtilities } from '../../../src/knowledge/index/utilities.ts';
import { appendJournal } from '../../../src/knowledge/journal/write.ts';
import { writeLearning } from '../../../src/knowledge/write-store.ts';
import type { SessionOutcome } from '../../../src/schema/journal.ts';
import { createPlace, learning, type Place } from '../../setup/knowledge.ts';

const text = 'Run the end-to-end tests only after `docker compose up redis` in services/';
const [left, right] = ['left', 'right'].map((id) => learning(`${text}${id}.`, { id: `use-${id}` }));

let place: Place;
beforeEach(() => {
  place = createPlace();
  for (const one of [left, right]) if (one) writeLearning(place.workspace.sharedDir, one);
});
afterEach(() => place.remove());

const base = (session: string) => ({ schema: 1, at: '2026-03-01T10:00:00.000Z', session, agent: 'codex' });
const used = (id: string, session: string) =>
  appendJournal(place.workspace.stateDir, {
    ...base(session),
    type: 'citation',
    id,
    kind: 'named',
    line: 1,
    transcript: null,
    context: '',
    outcome: null,
    note: null,
  });
const ended = (session: string, outcome: SessionOutcome) =>
  appendJournal(place.workspace.stateDir, {
    ...base(session),
    type: 'outcome',
    outcome,
    model: null,
    corrections: 0,
    failures: [],
    repeats: 0,
    firstPass: null,
    firstSuccessMs: null,
  });
const told = (session: string) =>
  appendJournal(place.workspace.stateDir, {
    ...base(session),
    type: 'injection',
    point: 'prompt',
    ids: ['use-left'],
    tokens: 40,
  });

/** What the index weighs, with the stamp at which it last looked. */
function held() {
  const index = currentIndex(place.workspace);
  if (index === null) return expect.fail('there is an index');
  const standing = (id: string) =>
    JSON.parse(String(index.db.prepare('SELECT standing FROM member WHERE id = ?').get(id)?.['standing'])).utility;
  const all = {
    left: standing('use-left'),
    right: standing('use-right'),
    ...heldUtilities(index.db, place.workspace.root),
  };
  index.db.close();
  return all;
}
const order = () =>
  recall(place.edge, [{ text: 'end-to-end tests redis docker compose', kind: 'question', file: null, limit: 5 }])[0]
    ?.results;

describe('use in the index', () => {
  it('K.4 weighs nothing while nobody has used anything', () => {
    expect(held()).toMatchObject({ left: 0, right: 0 });
    expect(order()?.map(({ id }) => id)).toEqual(['use-left', 'use-right']);
  });

  it('K.4 puts first, of two that fit alike, the one whose sessions fared better, and says so', () => {
    held();
    for (const [session, outcome] of Object.entries({ a: 'passed', b: 'passed', c: 'failed', d: 'failed' } as const))
      ended(session, outcome);
    for (const session of ['a', 'b']) used('use-right', session);
    for (const session of ['c', 'd']) used('use-left', session);
    const { left, right } = held();
    expect(right).toBeCloseTo(1 / 3, 3);
    expect(left).toBeCloseTo(-1 / 3, 3);
    const found = order();
    expect(found?.map(({ id }) => id)).toEqual(['use-right', 'use-left']);
    expect(found?.map(({ why }) => why.filter((reason) => /fared/.test(reason)))).toEqual([
      ['sessions that used it fared better than others'],
      ['sessions that used it fared worse than others'],
    ]);
  });

  it('II.2 looks again only when the journal has news of use, not for what hooks say', () => {
    ended('a', 'passed');
    used('use-right', 'a');
    const first = held();
    told('b');
    expect(held()).toEqual(first);
    ended('b', 'failed');
    const later = held();
    expect(later.stamp).not.toBe(first.stamp);
    expect(later.right).toBeGreaterThan(first.right);
  });

  it('II.2 keeps the weight of a learning whose file changes, and forgets it with the journal', () => {
    ended('a', 'passed');
    used('use-right', 'a');
    const { right: before } = held();
    expect(before).toBeGreaterThan(0);
    if (right) writeLearning(place.workspace.sharedDir, { ...right, tags: ['redis'] });
    expect(held().right).toBe(before);
    rmSync(join(place.workspace.stateDir, 'journal'), { recursive: true });
    expect(held()).toMatchObject({ left: 0, right: 0 });
  });

  it('reads a journal that was cut again from its beginning, and survives a torn one', () => {
    ended('a', 'passed');
    used('use-right', 'a');
    held();
    const file = join(place.workspace.stateDir, 'journal', '2026-03.jsonl');
    truncateSync(file, 0);
    expect(held().right).toBe(0);
    appendFileSync(file, '{"type":"citation","id":"use-ri');
    expect(held().right).toBe(0);
  });

  it('writes the standings that changed, and no others', () => {
    const index = currentIndex(place.workspace);
    if (index === null) return expect.fail('there is an index');
    const rows = () => index.db.prepare('SELECT total_changes() AS n').get()?.['n'] as number;
    writeUtilities(index.db, place.workspace.root, { stamp: '1', utilities: new Map([['use-left', 0.5]]) });
    const before = rows();
    writeUtilities(index.db, place.workspace.root, {
      stamp: '2',
      utilities: new Map([
        ['use-left', 0.5],
        ['use-right', -0.2],
        ['use-gone', 0.4],
      ]),
    });
    expect(rows() - before).toBe(2);
    index.db.close();
  });
});
