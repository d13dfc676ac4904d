import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepCandidates } from '../../../src/app/keep.ts';
import { indexPath, rebuildIndex } from '../../../src/app/knowledge-index.ts';
import { knownEntries } from '../../../src/app/known-entries.ts';
import { openPools } from '../../../src/app/pool.ts';
import { promote, refute } from '../../../src/app/pool-acts.ts';
import { knowledgeRoots } from '../../../src/app/workspace.ts';
import { packEntry, unpackEntry } from '../../../src/knowledge/index/stored-entry.ts';
import { readKnowledge } from '../../../src/knowledge/store.ts';
import { candidate, createPlace, evidenceAt, noon, type Place, session } from '../../setup/knowledge.ts';
import { entryOf, evidenceOf, learningOf, recordOf } from '../inject/entry-of.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

const keep = (text: string, id: string, later: number) =>
  keepCandidates(place.workspace, [candidate(text, { evidence: evidenceAt(later) })], session(id), place.options)[0]
    ?.id;
const entry = (id = '') => openPools(place.workspace).entries.get(id) ?? expect.fail(`${id} is there`);

describe('an entry in the index', () => {
  it('II.2 comes out as it went in, whatever happened to it', () => {
    const record = fc.oneof(
      fc
        .tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(3))
        .map(([session, day]) =>
          evidenceOf('x', session, `2026-01-0${day + 1}T00:00:00.000Z`, { excerptHash: `${session}${day}` }),
        ),
      fc
        .constantFrom('promoted' as const, 'validated' as const, 'refuted' as const, 'pinned' as const)
        .map((type) => recordOf('x', type, '2026-02-01T00:00:00.000Z', { to: 'pattern', how: 'seen' })),
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), (records) => {
        const made = entryOf(learningOf('x', 'Use `pnpm` in packages/core.'), records);
        expect(unpackEntry(packEntry(made))).toEqual(made);
      }),
    );
  });

  it('II.2 says what the files say, records included, and is made by nobody who only looks', () => {
    const first = keep('Run `npm test` in packages/core: the root has no test script.', 'one', 0);
    keep('Run `npm test` in packages/core: the root has no test script.', 'two', 5);
    const other = keep('Start `redis-server` before `npm run e2e`; the queue needs it.', 'four', 9);
    promote(place.workspace, entry(first), { by: 'person', reason: 'right', now: noon }, place.options);
    refute(place.workspace, entry(other), { by: 'person', reason: 'it starts itself', now: noon });
    const { entries, problems } = readKnowledge(knowledgeRoots(place.workspace));
    expect(entries).toHaveLength(2);
    expect(knownEntries(place.workspace)).toMatchObject({ entries, problems });
    expect(existsSync(indexPath(place.workspace))).toBe(false);
    rebuildIndex(place.workspace, Date.now);
    expect(knownEntries(place.workspace)).toEqual({ entries, problems });
    keep('Build with `make all`; `make` alone skips docs/ in this repository.', 'three', 20);
    expect(knownEntries(place.workspace).entries).toEqual(readKnowledge(knowledgeRoots(place.workspace)).entries);
  });
});
