import { describe, expect, it } from 'vitest';
import { startOffers } from '../../../src/knowledge/inject/at-start.ts';
import { withoutResolved } from '../../../src/knowledge/inject/resolved.ts';
import { tellingOf } from '../../../src/knowledge/inject/telling.ts';
import { normaliseError } from '../../../src/sessions/error-signature.ts';
import { failureOf } from '../../../src/sessions/failure.ts';
import { eventsOf } from '../cite/cases.ts';
import { entryOf, learningOf, recordOf, usualRecords } from './entry-of.ts';

const beginning = {
  now: Date.parse('2026-02-01'),
  recentFiles: [] as string[],
  unused: new Set<string>(),
  utilityOf: () => 1,
  metIn: () => ({ met: 0, of: 0 }),
};
const one = (id: string, more = {}, state = {}) =>
  entryOf(learningOf(id, `Words of ${id}.`, more), usualRecords(id), 'local', state);
const twice = { sessions: ['session-one-0001', 'session-two-0002'] };
const idsOf = (entries: Parameters<typeof startOffers>[0], more: Partial<typeof beginning> = {}) =>
  startOffers(entries, { ...beginning, ...more }).map(({ entry }) => entry.learning.id);

describe('what a session begins with', () => {
  it('says guidance and pins, then the few that matter most, by recurrence, importance and confidence', () => {
    const guidance = entryOf(learningOf('tf-guide', 'Guidance.'), [
      ...usualRecords('tf-guide'),
      recordOf('tf-guide', 'promoted', '2026-01-04T00:00:00.000Z', { to: 'guidance' }),
    ]);
    const pinned = one('tf-pin', {}, { pinned: true, importance: 1, confidence: 0.3 });
    const others = Array.from({ length: 12 }, (_, i) =>
      one(`tf-${i + 10}`, {}, { importance: 2, confidence: 0.7 + i / 100, ...twice }),
    );
    const often = one('tf-often', {}, { importance: 2, confidence: 0.7, sessions: ['a', 'b', 'c', 'd', 'e'] });
    const ids = idsOf([...others, often, pinned, guidance]);
    expect(ids.slice(0, 2).toSorted()).toEqual(['tf-guide', 'tf-pin']);
    expect(ids.slice(2)).toEqual(['tf-often', 'tf-21', 'tf-20', 'tf-19', 'tf-18']);
  });

  it('K.16 stays silent about what is unsure or of little weight', () => {
    const unsure = one('tf-a', {}, { importance: 2, confidence: 0.4, ...twice });
    expect(idsOf([one('tf-b', {}, { importance: 1, confidence: 0.9, ...twice }), unsure])).toEqual([]);
  });

  it('K.16 leaves a failure, a report or a wish about a file to that file, its error and its prompt', () => {
    const [path] = ['src/db/orders.ts'];
    const certain = { importance: 3, confidence: 0.95 };
    const failure = one('tf-fail', { kind: 'failure', scope: [path, 'npm test'], symptoms: ['error: x'] }, certain);
    const wish = one('tf-wish', { kind: 'preference', scope: [path] }, { ...certain, tier: 'user' });
    const again = one('tf-again', { kind: 'failure', scope: [path, 'npm test'] }, { ...certain, ...twice });
    expect(idsOf([failure, wish, again])).toEqual([]);
    expect(idsOf([failure, wish, again], { recentFiles: [path] })).toEqual(['tf-again']);
  });

  it('says what is decided about the files at hand', () => {
    const about = one('tf-about', { kind: 'decision', scope: ['src/db/**'] }, { importance: 1, confidence: 0.8 });
    const [offer] = startOffers([about], { ...beginning, recentFiles: ['src/db/orders.ts'] });
    expect(offer?.why).toContain('about src/db/orders.ts, which is being worked on');
    expect(idsOf([about])).toEqual([]);
  });

  it('says of commands what came back in a second session', () => {
    const command = { kind: 'command', scope: ['docker compose up'] };
    const sure = { importance: 2, confidence: 0.9 };
    expect(idsOf([one('tf-once', command, sure), one('tf-twice', command, { ...sure, ...twice })])).toEqual([
      'tf-twice',
    ]);
  });

  it('says how a check is called after one session, until later sessions turn out not to run it', () => {
    const check = one('tf-check', { kind: 'command', scope: ['bun run test'] }, { importance: 2, confidence: 0.81 });
    expect(idsOf([check])).toEqual(['tf-check']);
    expect(idsOf([check], { metIn: () => ({ met: 2, of: 4 }) })).toEqual(['tf-check']);
    expect(idsOf([check], { metIn: () => ({ met: 0, of: 2 }) })).toEqual([]);
    expect(idsOf([one('tf-lint', { kind: 'command', scope: ['eslint'] }, { importance: 2, confidence: 0.9 })])).toEqual(
      [],
    );
  });

  it('says how the user wants to work, not what the user wants of one place in the code', () => {
    const said = (id: string, statement: string, scope: string[] = []) =>
      entryOf(learningOf(id, statement, { kind: 'preference', scope }), usualRecords(id), 'local', {
        tier: 'user',
        importance: 1,
        confidence: 0.8,
      });
    const ways = [
      said('tf-way1', 'The user wants commits with a subject in the imperative.'),
      said('tf-way2', 'Never open a pull request before the tests pass.', ['docs/setup.md']),
      said('tf-way3', 'The user wants `pnpm`, not `npm`.'),
      said('tf-way4', 'Named exports only in this repo. Followed in `src/price.ts`.', ['src/price.ts']),
      said('tf-way5', 'We never use floats for money. Followed in `src/cart.ts`.', ['src/cart.ts']),
    ];
    const places = [
      said('tf-here1', 'The user wants `renderTotals()` to return early.'),
      said('tf-here2', 'The user wants the panel to be visible on every tab.', ['src/ui/panel.tsx']),
      said('tf-here3', 'The user wants: no pull request, just a commit.', ['docs/setup.md']),
      said('tf-here5', 'The banner must always be visible. Followed in `src/ui/banner.tsx`.', ['src/ui/banner.tsx']),
      said('tf-here4', 'Settled with the user: keep the results below `.data/results/runs`.'),
    ];
    expect(idsOf([...ways, ...places]).toSorted()).toEqual(['tf-way1', 'tf-way2', 'tf-way3', 'tf-way4', 'tf-way5']);
  });

  it('says what the person carries to every repository, and what is scoped to all of this one', () => {
    const own = entryOf(
      learningOf('tf-own', 'No emojis in `README.md`.', { kind: 'preference' }),
      usualRecords('tf-own'),
      'personal',
      { tier: 'user', importance: 1 },
    );
    const all = one('tf-all', { scope: ['**'] }, { importance: 2, confidence: 0.9 });
    expect(idsOf([own, all]).toSorted()).toEqual(['tf-all', 'tf-own']);
  });

  it('VIII.11 leaves out what had its chance often enough unused', () => {
    const entry = one('tf-a', {}, { importance: 3, confidence: 0.9, ...twice });
    expect(idsOf([entry])).toEqual(['tf-a']);
    expect(idsOf([entry], { unused: new Set(['tf-a']) })).toEqual([]);
  });

  it('K.13 keeps what was rejected for whoever is about to try it', () => {
    expect(idsOf([one('tf-a', {}, { importance: 3, refuted: 'it leaks', ...twice })])).toEqual([]);
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
    telling: tellingOf(
      entryOf(
        learningOf(id, 'x', { symptoms: [id === 'tf-about' ? signature : normaliseError('Error: listen EADDRINUSE')] }),
      ),
      String,
    ),
    score: 1,
    why: [],
  }));
  const ids = (events: ReturnType<typeof eventsOf>) => withoutResolved(events, offers).map(({ telling }) => telling.id);

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
