import { describe, expect, it } from 'vitest';
import { startOffers } from '../../../src/knowledge/inject/at-start.ts';
import { withoutResolved } from '../../../src/knowledge/inject/resolved.ts';
import { normaliseError } from '../../../src/sessions/error-signature.ts';
import { failureOf } from '../../../src/sessions/failure.ts';
import { eventsOf } from '../cite/cases.ts';
import { entryOf, learningOf, recordOf, usualRecords } from './entry-of.ts';

const beginning = { now: Date.parse('2026-02-01'), recentFiles: [], unused: new Set<string>(), utilityOf: () => 1 };
const one = (id: string, more = {}, state = {}) =>
  entryOf(learningOf(id, `Words of ${id}.`, more), usualRecords(id), 'local', state);

describe('what a session begins with', () => {
  it('says guidance and pins, then the few that matter most, by importance and confidence', () => {
    const guidance = entryOf(learningOf('tf-guide', 'Guidance.'), [
      ...usualRecords('tf-guide'),
      recordOf('tf-guide', 'promoted', '2026-01-04T00:00:00.000Z', { to: 'guidance' }),
    ]);
    const pinned = one('tf-pin', {}, { pinned: true, importance: 1, confidence: 0.3 });
    const others = Array.from({ length: 12 }, (_, i) =>
      one(`tf-${i + 10}`, {}, { importance: 2, confidence: 0.7 + i / 100 }),
    );
    const ids = startOffers([...others, pinned, guidance], beginning).map(({ entry }) => entry.learning.id);
    expect(ids.slice(0, 2).toSorted()).toEqual(['tf-guide', 'tf-pin']);
    expect(ids.slice(2)).toEqual(['tf-21', 'tf-20', 'tf-19', 'tf-18', 'tf-17']);
  });

  it('K.16 stays silent about what is unsure or of little weight', () => {
    expect(
      startOffers(
        [one('tf-a', {}, { importance: 1, confidence: 0.9 }), one('tf-b', {}, { importance: 2, confidence: 0.4 })],
        beginning,
      ),
    ).toEqual([]);
  });

  it('prefers what is about the files at hand', () => {
    const about = one('tf-about', { scope: ['src/db/**'] }, { importance: 1, confidence: 0.8 });
    const [offer] = startOffers([about], { ...beginning, recentFiles: ['src/db/orders.ts'] });
    expect(offer?.why).toContain('about src/db/orders.ts, which is being worked on');
  });

  it('VIII.11 leaves out what had its chance often enough unused', () => {
    const entry = one('tf-a', {}, { importance: 3, confidence: 0.9 });
    expect(startOffers([entry], beginning)).toHaveLength(1);
    expect(startOffers([entry], { ...beginning, unused: new Set(['tf-a']) })).toEqual([]);
  });

  it('K.13 keeps what was rejected for whoever is about to try it', () => {
    expect(startOffers([one('tf-a', {}, { importance: 3, refuted: 'it leaks' })], beginning)).toEqual([]);
  });
});

describe('errors that a session has got over', () => {
  const output = "error TS2307: Cannot find module './generated' or its corresponding type declarations.";
  const [call, result] = eventsOf([
    ['shell', 'npx tsc --noEmit'],
    ['result', output, 2],
  ]);
  const signature =
    call?.type === 'tool_call' && result?.type === 'tool_result' ? (failureOf(call, result)?.signature ?? '') : '';
  const offers = ['tf-about', 'tf-other'].map((id) => ({
    entry: entryOf(
      learningOf(id, 'x', { symptoms: [id === 'tf-about' ? signature : normaliseError('Error: listen EADDRINUSE')] }),
    ),
    score: 1,
    why: [],
  }));
  const ids = (events: ReturnType<typeof eventsOf>) =>
    withoutResolved(events, offers).map(({ entry }) => entry.learning.id);

  it('I.21 offers nothing about an error whose command has succeeded since', () => {
    expect(signature).not.toBe('');
    expect(
      ids(
        eventsOf([
          ['shell', 'npx tsc --noEmit'],
          ['result', output, 2],
          ['shell', 'npx tsc --noEmit'],
          ['result', '', 0],
        ]),
      ),
    ).toEqual(['tf-other']);
  });

  it('I.21 still offers what answers an error that is open, or came back', () => {
    expect(
      ids(
        eventsOf([
          ['shell', 'npx tsc --noEmit'],
          ['result', output, 2],
        ]),
      ),
    ).toEqual(['tf-about', 'tf-other']);
    expect(
      ids(
        eventsOf([
          ['shell', 'npx tsc --noEmit'],
          ['result', output, 2],
          ['shell', 'npx tsc --noEmit'],
          ['result', '', 0],
          ['shell', 'npx tsc --noEmit'],
          ['result', output, 2],
        ]),
      ),
    ).toEqual(['tf-about', 'tf-other']);
    expect(
      ids(
        eventsOf([
          ['shell', 'npx tsc --noEmit'],
          ['result', output, 2],
          ['shell', 'ls'],
          ['result', 'a', 0],
        ]),
      ),
    ).toEqual(['tf-about', 'tf-other']);
  });
});
