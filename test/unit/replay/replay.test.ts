import { describe, expect, it } from 'vitest';
import { collectFacts } from '../../../src/fitness/gaps/collect-facts.ts';
import { collectOccasions } from '../../../src/fitness/replay/collect-occasions.ts';
import { replay } from '../../../src/fitness/replay/replay.ts';
import type { KeptLesson, ReplayMemory, ReplaySession } from '../../../src/fitness/replay/replay-report.ts';
import { session } from '../gaps/events.ts';

const missing = "error: Cannot find module 'left-pad'";
const fails = (built: ReturnType<typeof session>) => built.shell('npm test', missing, 1).shell('npm test', '3 passed');

/** What a session teaches in these tests: a rule with the words that bring it back. */
interface Rule {
  readonly id: string;
  readonly cue: RegExp;
  readonly answers: readonly string[];
  readonly about?: RegExp;
}

function memory(): ReplayMemory<Rule> {
  const known = new Map<string, Rule>();
  return {
    keep: ({ lessons, facts }) =>
      lessons.map((rule): KeptLesson => {
        const fresh = !known.has(rule.id);
        known.set(rule.id, rule);
        const lines = [facts.failures[0]?.line ?? 99];
        return { id: rule.id, statement: rule.id, fresh, admitted: true, lines, answers: rule.answers };
      }),
    offer: (occasion, given) =>
      [...known.values()]
        .filter((rule) => rule.cue.test(occasion.text) && !given.has(rule.id))
        .map(({ id, about }) => ({
          id,
          statement: id,
          tokens: 10,
          about: (thing) => about?.test('file' in thing ? thing.file : thing.family) ?? false,
        })),
  };
}

function built(made: ReturnType<typeof session>, lessons: Rule[] = []): ReplaySession<Rule> {
  return {
    facts: collectFacts(made.events, 's.jsonl', '/repo'),
    occasions: collectOccasions(made.events, '/repo'),
    lessons,
  };
}

const key = "error: cannot find module 'left-pad'";
const install: Rule = { id: 'install-first', cue: /tests|left-pad/, answers: [key] };
const strict: Rule = { id: 'strict-types', cue: /types/, answers: [], about: /config\.ts$/ };

describe('replay', () => {
  it('VIII.13 counts what would have been offered before the same failure, at it, and never', () => {
    const report = replay(
      [
        built(fails(session('first').user('run it')), [install]),
        built(fails(session('told', { startMinute: 100 }).user('run the tests')), [install]),
        built(fails(session('asked-late', { startMinute: 200 }).user('go on'))),
        built(session('other', { startMinute: 300 }).user('write tests').edit('/repo/a.ts')),
      ],
      memory(),
    );
    expect(report.repeats.map(({ session, state }) => [session, state])).toEqual([
      ['told', 'before'],
      ['asked-late', 'at'],
    ]);
    expect(report.offers.map(({ session, point, outcome }) => [session, point, outcome])).toEqual([
      ['told', 'prompt', 'before-repeat'],
      ['asked-late', 'error', 'at-failure'],
      ['other', 'prompt', 'irrelevant'],
    ]);
    expect(report.relearned).toMatchObject([{ session: 'told', id: 'install-first', offered: true }]);
    expect(report).toMatchObject({ sessions: 4, admitted: 1, waiting: 0 });
    expect(report.asked).toMatchObject({ start: 4, prompt: 4, file: 1, error: 3 });
    expect(report.answered).toMatchObject({ prompt: 2, error: 1, file: 0 });
  });

  it('VIII.13 tells a failure whose lesson was kept but not offered from one that nothing was learned of', () => {
    const silent: Rule = { ...install, cue: /never asked/ };
    const known = replay(
      [built(fails(session('a')), [silent]), built(fails(session('b', { startMinute: 90 })))],
      memory(),
    );
    expect(known.repeats).toMatchObject([{ state: 'silent', learning: 'install-first' }]);
    const unknown = replay([built(fails(session('a'))), built(fails(session('b', { startMinute: 90 })))], memory());
    expect(unknown.repeats).toMatchObject([{ state: 'unknown', learning: null }]);
  });

  it('VIII.13 takes an offer for relevant when the session goes on to touch what it is about', () => {
    const report = replay(
      [
        built(session('a'), [strict]),
        built(session('b', { startMinute: 90 }).user('tighten the types').edit('/repo/src/config.ts')),
        built(session('c', { startMinute: 180 }).user('tighten the types').edit('/repo/src/other.ts')),
      ],
      memory(),
    );
    expect(report.offers.map(({ outcome }) => outcome)).toEqual(['touched', 'irrelevant']);
  });

  it('VIII.13 offers nothing that only a later session taught', () => {
    const report = replay(
      [built(fails(session('a').user('run the tests'))), built(session('b', { startMinute: 90 }), [install])],
      memory(),
    );
    expect(report.offers).toEqual([]);
  });
});

describe('occasions', () => {
  it('K.17 asks at the start, at each prompt, before the first change of each file and at each failure', () => {
    const made = fails(session('a').user('fix it').edit('/repo/src/a.ts').edit('src/a.ts').says('Done.').user('and b'));
    const occasions = collectOccasions(made.events, '/repo');
    expect(occasions.map(({ point, file }) => [point, file])).toEqual([
      ['start', null],
      ['prompt', null],
      ['file', 'src/a.ts'],
      ['prompt', null],
      ['error', null],
    ]);
    expect(occasions.at(-1)).toMatchObject({ failure: key, text: `npm test\n${missing}` });
  });
});
