import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeeper } from '../../src/app/keep.ts';
import { openPools, poolOfEntry } from '../../src/app/pool.ts';
import { candidate, createPlace, type Place, session } from '../setup/knowledge.ts';
import { onTerminalIn, terminal } from '../setup/terminal.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

const statement = (name: string) =>
  `Run \`make ${name}\` in services/${name} before the tests; the fixtures of ${name} come from there.`;

function fill(...names: string[]): void {
  const keeper = openKeeper(place.workspace, place.options);
  names.forEach(
    (name, at) =>
      void keeper.keep([candidate(statement(name), { tier: 'agent', confidence: 0.9 - at / 10 })], session(name)),
  );
}
const pools = () =>
  Object.fromEntries(
    [...openPools(place.workspace).entries.values()].map((entry) => [
      /services\/(\w+)/.exec(entry.learning.statement)?.[1],
      poolOfEntry(entry),
    ]),
  );

const onTerminal = (...given: Parameters<ReturnType<typeof onTerminalIn>>) => onTerminalIn(place)(...given);

describe('pool review', () => {
  it.skipIf(!terminal)(
    'VIII.5 goes through what waits with one key each: promote, reject with a reason, skip, quit',
    async () => {
      fill('api', 'web', 'jobs', 'mail');
      const text = await onTerminal(
        ['pool', 'review'],
        [
          ['1 of 4', 'p'],
          ['2 of 4', 'r'],
          ['Why?', 'only true for me\r'],
          ['3 of 4', 'o'],
          ['4 of 4', 'q'],
        ],
      );
      expect(text).toContain('what was printed');
      expect(text).toContain('2 promoted, 1 rejected, 1 still waiting.');
      expect(pools()).toEqual({ api: 'knowledge', web: 'rejected', jobs: 'observation', mail: 'review' });
      const rejected = [...openPools(place.workspace).entries.values()].find(
        (entry) => poolOfEntry(entry) === 'rejected',
      );
      expect(rejected?.state.rejected).toBe('only true for me');
    },
    60_000,
  );

  it.skipIf(!terminal)(
    'VIII.5 opens the learning in the editor and promotes what was edited',
    async () => {
      fill('api');
      const editor = place.write(
        '.git/editor.sh',
        '#!/bin/sh\nsed -i "s/before the tests/before every test run/" "$1"\n',
      );
      await onTerminal(
        ['pool', 'review'],
        [
          ['1 of 1', 'e'],
          ['1 of 1', 'p'],
        ],
        { EDITOR: `sh ${editor}` },
      );
      const [entry] = openPools(place.workspace).entries.values();
      expect(entry && poolOfEntry(entry)).toBe('knowledge');
      expect(entry?.learning.statement).toContain('before every test run');
    },
    60_000,
  );

  it('VIII.5 without a terminal says what to type instead', () => {
    fill('api');
    const done = place.tool(['pool', 'review']);
    expect(done.status).toBe(2);
    expect(done.stderr).toContain('pool promote ID');
  });
});

describe('the pool on the command line', () => {
  it('VIII.5 rejecting without a reason ends with exit code 2 and changes nothing', () => {
    fill('api');
    const [id = ''] = openPools(place.workspace).entries.keys();
    expect(place.tool(['pool', 'reject', id]).status).toBe(2);
    expect(pools()).toEqual({ api: 'review' });
    expect(place.tool(['pool', 'reject', id, '--reason', 'no']).status).toBe(0);
    expect(place.tool(['pool', 'list', '--pool', 'rejected']).stdout).toContain('make api');
    expect(place.tool(['pool', 'restore', id]).stdout).toContain('waiting for review');
  });

  it('VIII.5 lists and shows as JSON, with the fields of the doctrine', () => {
    fill('api');
    const row = JSON.parse(place.tool(['pool', 'list', '--json']).stdout);
    expect(row).toMatchObject({ pool: 'review', active: false, tier: 'agent', statement: statement('api') });
    expect(JSON.parse(place.tool(['pool', 'show', row.id, '--json']).stdout)).toMatchObject({
      learning_id: row.id,
      validated: false,
      confidence: 0.9,
    });
  });

  it('XII.1 XII.4 shows a failure as a failed attempt, and how often its error and its approach were met', () => {
    const sections = [
      'Task=Release',
      'Context=ci.yml\nnpm 11',
      'Failure mode=403',
      'Hypothesis=the token is read-only',
      'Next approach=use trusted publishing',
    ].flatMap((section) => ['--section', section]);
    const learnFailure = (step: string, approach: string): string => {
      const text = `\`npm publish\` of packages/${step} fails in ci.yml: use trusted publishing there.`;
      const flags = ['--kind', 'failure', '--symptom', 'npm error 403 Forbidden', '--section', `Approach=${approach}`];
      return JSON.parse(place.tool(['learn', 'add', text, ...flags, ...sections, '--session', 's-1', '--json']).stdout)
        .id;
    };
    const id = learnFailure('core', 'npm publish from CI');
    learnFailure('docs-site', 'NPM publish  from CI');
    const shown = JSON.parse(place.tool(['pool', 'show', id, '--json']).stdout);
    expect(shown.failed_attempts).toEqual([
      {
        id,
        session: 's-1',
        task: 'Release',
        approach: 'npm publish from CI',
        context: ['ci.yml', 'npm 11'],
        failure_mode: '403',
        hypothesis: 'the token is read-only',
        next_approach: 'use trusted publishing',
        timestamp: expect.stringMatching(/^20/),
      },
    ]);
    expect(Object.values(shown.repeats.signatures)).toEqual([2]);
    expect(shown.repeats.approach).toBe(2);
  });

  it('VIII.5 one wrong id among several changes none', () => {
    fill('api');
    const [id = ''] = openPools(place.workspace).entries.keys();
    const done = place.tool(['pool', 'promote', id, 'tf-nothere']);
    expect([done.status, done.stderr]).toEqual([2, expect.stringContaining('There is no learning tf-nothere')]);
    expect(pools()).toEqual({ api: 'review' });
  });

  it('K.14 refuses to publish what still looks like a secret, and publishes nothing', () => {
    const keeper = openKeeper(place.workspace, place.options);
    // For the own rules `test` stands for a password; the second look takes it for one, and a person decides.
    const statements = [
      'Fetch the rules from https://ada:test@rules.example.org/x before `make api`.',
      'Set `DATABASE_URL` to postgres://ada:<password>@localhost/app before `make web`.',
    ];
    const [bad, good] = statements.map(
      (text, at) => keeper.keep([candidate(text, { tier: 'agent' })], session(`s${at}`))[0]?.id ?? '',
    );
    const refused = place.tool(['pool', 'promote', bad ?? '']);
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('seems to hold a secret: basicauth')]);
    expect(existsSync(place.workspace.sharedDir)).toBe(false);
    expect(place.tool(['pool', 'promote', good ?? '']).status).toBe(0);
  });
});

describe('learn on the command line', () => {
  it('VII.2 writes down, finds the duplicate, refuses the vague, prints templates', () => {
    const first = place.tool([
      'learn',
      '--kind',
      'gotcha',
      '--statement',
      statement('api'),
      '--scope',
      'services/api',
      '--json',
    ]);
    const { id } = JSON.parse(first.stdout);
    expect(
      JSON.parse(
        place.tool([
          'learn',
          statement('api').replace('before the tests', 'before tests'),
          '--kind',
          'gotcha',
          '--json',
        ]).stdout,
      ),
    ).toMatchObject({ duplicateOf: id });
    expect(place.tool(['learn', 'Be careful with it.']).status).toBe(1);
    expect(place.tool(['learn', '--kind', 'gotchaa', 'x']).stderr).toMatch(/gotcha/);
    expect(place.tool(['learn', 'new']).stdout).toContain('What failed');
    const template = place.tool(['learn', 'new', '--kind', 'failure']).stdout;
    expect(template).toContain('## Hypothesis');
    expect(place.tool(['learn', 'check', place.write('x.md', template)]).status).toBe(1);
    expect(
      place.tool(['learn', '-', '--kind', 'command'], { input: 'Use `make jobs` in services/jobs to fill the queue.' })
        .stdout,
    ).toContain('is kept and used');
  });

  it('VII.9 imports with trust, twice, and tells the lines it left out', () => {
    place.write('team.jsonl', '{"id":"t-1","kind":"gotcha","statement":"Use `make api`.","scope":[]}\nnot json\n');
    const done = place.tool(['learn', 'import', 'team.jsonl', '--trust']);
    expect([done.status, done.stdout, done.stderr]).toEqual([
      0,
      '1 taken in, 0 were there already, 1 left out.\n',
      expect.stringContaining('team.jsonl:2: it is not a JSON object'),
    ]);
    expect(JSON.parse(place.tool(['learn', 'import', 'team.jsonl', '--trust', '--json']).stdout)).toMatchObject({
      imported: 0,
      unchanged: 1,
    });
  });

  it('P3 shows the configuration with origins, and names what is wrong in it', () => {
    expect(
      place.tool(['config', 'gate.publish', '--show-origin'], { env: { TWELVEFOLD_GATE_PUBLISH: 'second-session' } })
        .stdout,
    ).toBe('gate.publish: "second-session"  TWELVEFOLD_GATE_PUBLISH\n');
    place.write('.agents/twelvefold.yaml', 'gate:\n  admitt: [human]\n');
    const done = place.tool(['config']);
    expect([done.status, done.stderr]).toEqual([
      2,
      expect.stringContaining('.agents/twelvefold.yaml:2: there is no key `gate.admitt`'),
    ]);
  });
});
