import { describe, expect, it } from 'vitest';
import { globMatches } from '../../../src/base/glob.ts';
import { splitWords } from '../../../src/base/split-words.ts';
import type { Identity, Verdict } from '../../../src/schema/verdict.ts';
import { discoverGates } from '../../../src/validation/discover.ts';
import type { Gate } from '../../../src/validation/gate.ts';
import { type GateRun, judgeGate } from '../../../src/validation/judge.ts';
import { lineage, missingLevels, reviewLevel } from '../../../src/validation/level.ts';
import { readRisk } from '../../../src/validation/risk.ts';
import { standingOf } from '../../../src/validation/standing.ts';
import { type FileDiff, findTampering } from '../../../src/validation/tampering.ts';
import { readTestCounts, type TestCounts } from '../../../src/validation/test-counts.ts';

describe('the checks of a project', () => {
  const files = (texts: Record<string, string>) => ({
    names: new Set(Object.keys(texts)),
    text: (name: string) => texts[name] ?? null,
  });
  const commands = (texts: Record<string, string>) =>
    discoverGates(files(texts)).map(({ kind, command }) => `${kind}: ${command.join(' ')}`);

  it.each([
    [
      { 'package.json': '{"scripts":{"test":"vitest run","lint":"biome check","dev":"vite","typecheck":"tsc"}}' },
      ['types: npm run typecheck', 'lint: npm run lint', 'tests: npm run test'],
    ],
    [{ 'package.json': '{"scripts":{"test":"jest"}}', 'pnpm-lock.yaml': '' }, ['tests: pnpm run test']],
    [{ 'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' }, []],
    [
      { Makefile: 'CC := gcc\nlint:\n\truff .\ntest: lint\n\tpytest\n', 'pyproject.toml': '[tool.pytest]' },
      ['lint: make lint', 'tests: make test'],
    ],
    [{ 'Cargo.toml': '' }, ['tests: cargo test']],
    [{ 'go.mod': '' }, ['lint: go vet ./...', 'tests: go test ./...']],
    [{ 'pytest.ini': '' }, ['tests: python3 -m pytest']],
    [{ 'pyproject.toml': '[project]\nname="x"' }, []],
    [{ 'README.md': '' }, []],
    [{ 'package.json': '{broken' }, []],
  ])('are found in its own files: %j', (texts, expected) => {
    expect(commands(texts as Record<string, string>)).toEqual(expected);
  });

  it.each([
    ['npm test', ['npm', 'test']],
    [`node -e 'process.exit(0)'`, ['node', '-e', 'process.exit(0)']],
    ['a "b c" d\\ e', ['a', 'b c', 'd e']],
    ['npm test && npm run lint', null],
    ['echo $HOME', null],
    ['ls *.js', null],
    ['A=1 make', null],
    [`'open`, null],
    ['', null],
  ])('%s is split into words, or needs a shell', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });
});

describe('V.8 counts of tests, in the words of their runners', () => {
  it.each([
    [
      'vitest',
      ' Test Files  1 failed | 3 passed (4)\n      Tests  2 failed | 41 passed | 1 skipped (44)\n   Start at  10:00',
      41,
      2,
      1,
    ],
    [
      'vitest',
      '\x1b[2m      Tests \x1b[22m \x1b[1m\x1b[32m1210 passed\x1b[39m\x1b[22m\x1b[90m (1212)\x1b[39m\n',
      1210,
      0,
      0,
    ],
    ['jest', 'Test Suites: 1 passed, 1 total\nTests:       1 failed, 2 skipped, 9 passed, 12 total\n', 9, 1, 2],
    [
      'cargo test',
      'test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured\n\ntest result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured\n',
      7,
      1,
      1,
    ],
    ['pytest', '=== 3 failed, 10 passed, 1 skipped, 2 errors in 0.12s ===', 10, 5, 1],
    ['pytest', '======= no tests ran in 0.01s =======', 0, 0, 0],
    ['unittest', 'Ran 12 tests in 0.003s\n\nFAILED (failures=1, errors=2, skipped=3)\n', 6, 3, 3],
    ['unittest', 'Ran 2 tests in 0.003s\n\nOK\n', 2, 0, 0],
    ['go test', '--- PASS: TestA (0.00s)\n--- FAIL: TestB (0.00s)\nFAIL\nFAIL\texample.org/x\t0.01s\n', 1, 1, 0],
    [
      'go test',
      'ok  \texample.org/a\t0.01s\nok  \texample.org/b\t(cached)\n?   \texample.org/c\t[no test files]\n',
      2,
      0,
      0,
    ],
    ['go test', '?   \texample.org/c\t[no test files]\n', 0, 0, 0],
    ['node:test', '# tests 3\n# suites 0\n# pass 2\n# fail 1\n# cancelled 0\n# skipped 0\n# todo 0\n', 2, 1, 0],
    ['node:test', 'ℹ tests 2\nℹ pass 1\nℹ fail 0\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0\n', 1, 0, 1],
    ['mocha', '  12 passing (30ms)\n  2 pending\n  1 failing\n', 12, 1, 2],
    ['rspec', '12 examples, 1 failure, 2 pending\n', 9, 1, 2],
    ['minitest', '12 runs, 20 assertions, 1 failures, 0 errors, 2 skips\n', 9, 1, 2],
    [
      'maven',
      'Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s\nTests run: 12, Failures: 1, Errors: 1, Skipped: 2\n',
      8,
      2,
      2,
    ],
    ['phpunit', 'OK (12 tests, 20 assertions)\n', 12, 0, 0],
    ['phpunit', 'Tests: 12, Assertions: 20, Failures: 1, Skipped: 2.\n', 9, 1, 2],
    ['mix test', '3 doctests, 12 tests, 1 failure, 2 skipped\n', 12, 1, 2],
    ['ctest', '50% tests passed, 6 tests failed out of 12\n', 6, 6, 0],
    ['tap', 'TAP version 13\nok 1 - a\nnot ok 2 - b\nok 3 # SKIP later\n1..3\n', 1, 1, 1],
    ['plain', '12 passed, 1 failed, 2 skipped\n', 12, 1, 2],
    ['nextest', '     Summary [   0.1s] 12 tests run: 11 passed, 1 failed, 3 skipped\n', 11, 1, 3],
    ['bun', ' 12 pass\n 1 fail\n', 12, 1, 0],
  ])('%s', (runner, output, passed, failed, skipped) => {
    const empty = passed + failed + skipped === 0 ? 1 : 0;
    expect(readTestCounts(output)).toEqual({ runner, passed, failed, skipped, empty });
  });

  const vitest = (line: string) => ` Test Files  1 passed (1)\n      Tests  ${line}\n   Start at  10:00:00\n`;
  it.each<[string, string, Partial<TestCounts>]>([
    ['the same runner twice', vitest('2 failed | 3 passed (5)') + vitest('4 passed (4)'), { passed: 7, failed: 2 }],
    [
      'different runners',
      `${vitest('4 passed (4)')}=== 1 failed, 2 passed in 0.1s ===\n`,
      { runner: 'vitest, pytest', passed: 6, failed: 1 },
    ],
    ['node:test twice', '# tests 1\n# pass 0\n# fail 1\n# tests 2\n# pass 2\n# fail 0\n', { passed: 2, failed: 1 }],
    ['mocha twice', '  0 passing (1ms)\n  1 failing\n\n  5 passing (1ms)\n', { passed: 5, failed: 1 }],
    ['unittest twice', 'Ran 1 test in 0s\n\nFAILED (errors=1)\nRan 3 tests in 0s\n\nOK\n', { passed: 3, failed: 1 }],
    ['one that found nothing', `${vitest('4 passed (4)')}No test files found, exiting with code 0\n`, { empty: 1 }],
    ['binaries of cargo without tests', cargo(0) + cargo(5), { passed: 5, empty: 0 }],
    [
      'the words of TAP are one run, told by its summary',
      '1..1\nok 1 - a\n# tests 1\n# pass  1\n',
      { passed: 1, failed: 0 },
    ],
  ])('of several suites in one script all count: %s', (_, output, counts) => {
    expect(readTestCounts(output)).toMatchObject(counts);
  });

  function cargo(passed: number): string {
    return `test result: ok. ${passed} passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n`;
  }

  it.each(['Done in 3 s.\n', 'All 3 passed the exam\n', '', 'built 12 modules\n'])('says nothing of %j', (output) => {
    expect(readTestCounts(output)).toBeNull();
  });
});

describe('V.8 a check fails closed', () => {
  const gate: Gate = {
    name: 'test',
    kind: 'tests',
    command: ['npm', 'test'],
    does: 'npm test',
    required: true,
    timeoutMs: null,
    source: 'x',
  };
  const run: GateRun = {
    exit: 0,
    signal: null,
    timedOut: false,
    failed: null,
    milliseconds: 5,
    digest: 'd',
    output: '3 passed, 0 failed\n',
    leftovers: 0,
  };
  const judged = (more: Partial<GateRun>, kind: Gate['kind'] = 'tests') =>
    judgeGate({ ...gate, kind }, { ...run, ...more }, (text) => text);

  it('passes only what ran tests and ended well', () => {
    expect(judged({})).toMatchObject({ passed: true, reason: '' });
  });
  it.each<[string, Partial<GateRun>, string]>([
    ['zero tests', { output: '0 passed, 0 failed\n' }, 'no test ran'],
    ['only skipped', { output: '0 passed, 0 failed, 3 skipped\n' }, 'all 3 tests were skipped'],
    ['exit 127', { exit: 127, output: 'sh: vitest: not found' }, 'exit 127'],
    ['time-out', { exit: null, signal: 'SIGTERM', timedOut: true }, 'did not end in time'],
    ['a tool that is missing', { exit: null, failed: 'ENOENT' }, 'npm is not installed'],
    [
      'a suite that ran nothing, beside one that did',
      { output: 'No test files found\n# tests 2\n# pass 2\n' },
      'ran no test',
    ],
    [
      'a suite that failed, before one that did not',
      { output: '# tests 1\n# fail 1\n# tests 2\n# pass 2\n' },
      '1 of 3 tests failed',
    ],
    ['a lie', { output: '3 passed, 1 failed\n' }, '1 of 4 tests failed'],
    ['a signal', { exit: null, signal: 'SIGSEGV' }, 'ended by SIGSEGV'],
    ['an exit code', { exit: 1, output: '3 passed, 2 failed\n' }, 'exit 1, 2 of 5 tests failed'],
  ])('fails: %s', (_, more, reason) => {
    const result = judged(more);
    expect(result.passed).toBe(false);
    expect(result.reason).toContain(reason);
  });
  it('asks no tests of a linter', () => {
    expect(judged({ output: '' }, 'lint')).toMatchObject({ passed: true, tests: null });
  });
});

describe('V.1 V.2 how far the validator is from the author', () => {
  const who = (by: string, session: string | null, model: string | null): Identity => ({ by, session, model });
  const author = who('agent:claude-code', 's1', 'claude-opus-5-5');
  it.each<[Identity, number | null]>([
    [who('agent:codex', 's1', 'gpt-6'), null],
    [who('agent:claude-code', null, 'claude-opus-5-5'), 1],
    [who('agent:claude-code', 's2', 'claude-sonnet-5'), 2],
    [who('agent:cursor', 's2', 'claude-sonnet-5'), 3],
    [who('agent:claude-code', 's2', 'gpt-6'), 4],
    [who('agent:codex', 's3', 'gpt-6'), 4],
    [who('person', null, null), 7],
  ])('%j against the author is level %s', (validator, level) => {
    expect(reviewLevel([author], validator)).toBe(level);
  });
  it('with several authors the nearest counts, and with none that is known nobody is far', () => {
    expect(reviewLevel([author, who('agent:codex', 's9', 'gpt-6')], who('agent:codex', 's8', 'gpt-6'))).toBe(2);
    expect(reviewLevel([], who('agent:codex', 's8', 'gpt-6'))).toBe(1);
  });
  it('models of one house err alike', () => {
    expect(lineage('anthropic/claude-opus-5-5-20260101')).toBe(lineage('claude-sonnet-5'));
    expect(lineage('gpt-6')).toBe(lineage('o5-mini'));
    expect(lineage('gemini-3.8-pro')).not.toBe(lineage('gpt-6'));
  });
});

describe('V.3 V.5 what a risk needs', () => {
  const cases = ([1, 2, 3, 4, 5, 6, 7] as const).map((level) => [level, new Set([6, level])] as const);
  it.each(cases)('with the checks and level %s', (level, shown) => {
    expect(missingLevels('low', shown, false)).toEqual([]);
    expect(missingLevels('medium', shown, false).length === 0).toBe([2, 3, 4, 5, 7].includes(level));
    expect(missingLevels('high', shown, false).length).toBe(level === 4 || level === 5 || level === 7 ? 1 : 2);
  });
  it('is never nothing, and what is for a person is passed by no council', () => {
    for (const risk of ['low', 'medium', 'high'] as const)
      expect(missingLevels(risk, new Set(), false).length).toBeGreaterThan(0);
    expect(missingLevels('high', new Set([4, 5, 6]), true)).toEqual(['a person']);
    expect(missingLevels('low', new Set([6]), true)).toEqual(['a person']);
  });
});

describe('V.4 risk from what is touched', () => {
  const rules = {
    highPaths: ['**/migrations/**'],
    highLabels: ['security'],
    humanPaths: ['LICENSE'],
    humanLabels: ['legal'],
  };
  const risk = (
    paths: readonly (readonly [string, number])[],
    labels: string[] = [],
    declared: 'low' | 'medium' | 'high' | null = null,
    ratedLow = false,
  ) => {
    const files = paths.map(([path, lines]) => ({ path, lines }));
    return readRisk({ files, labels, declared, ratedLow }, rules, (path, glob) => globMatches(glob, path));
  };
  it('is low by what an item says of itself only where a person has said so, and never against the paths', () => {
    expect(risk([['src/a.ts', 3]], [], 'low').level).toBe('medium');
    expect(risk([['src/a.ts', 3]], [], 'low', true).level).toBe('low');
    expect(risk([['db/migrations/1.sql', 3]], [], 'low', true).level).toBe('high');
    expect(risk([['src/a.ts', 3]], ['security'], 'low', true).level).toBe('high');
  });
  it('is high where the paths or labels say so, whatever the item says of itself', () => {
    expect(risk([['db/migrations/1.sql', 3]], [], 'low')).toMatchObject({
      level: 'high',
      reasons: ['touches db/migrations/1.sql'],
    });
    expect(risk([['src/a.ts', 3]], ['Security'])).toMatchObject({ level: 'high' });
  });
  it('V.20 documents, tests and settings under 100 lines take the fast lane, at 100 they do not', () => {
    expect(
      risk([
        ['docs/a.md', 60],
        ['test/a.test.ts', 39],
      ]).level,
    ).toBe('low');
    expect(
      risk([
        ['docs/a.md', 60],
        ['test/a.test.ts', 40],
      ]).level,
    ).toBe('medium');
    expect(
      risk([
        ['docs/a.md', 1],
        ['src/a.ts', 1],
      ]).level,
    ).toBe('medium');
  });
  it('names what only a person may pass', () => {
    expect(risk([['LICENSE', 1]]).human).toEqual(['LICENSE is for a person to pass']);
    expect(risk([['src/a.ts', 1]], ['legal']).human).toHaveLength(1);
  });
});

describe('V.19 proof made easier', () => {
  const diff = (
    path: string,
    removed: string[],
    added: string[],
    status: FileDiff['status'] = 'modified',
  ): FileDiff => ({
    path,
    from: null,
    status,
    binary: false,
    removed: removed.map((text, index) => ({ line: index + 1, text })),
    added: added.map((text, index) => ({ line: index + 1, text })),
  });
  const found = (...files: FileDiff[]) => findTampering(files).map(({ text, path }) => `${path}: ${text}`);
  it.each<[string, FileDiff, string]>([
    [
      'a deleted test',
      diff('test/a.test.ts', ["it('a', () => {", "it('b', () => {"], ["it('a', () => {"]),
      '1 test fewer',
    ],
    [
      'a deleted test file',
      diff('tests/test_a.py', ['def test_a():', '    assert f() == 1'], [], 'deleted'),
      'the test file is deleted',
    ],
    ['a skipped test', diff('test/a.test.ts', ["it('a', () => {"], ["it.skip('a', () => {"]), 'skipped'],
    ...(
      [
        ['assert.equal(f(), 1);', 'assert.notEqual(f(), 1);'],
        ['expect(f()).toBe(1);', 'expect(f()).not.toBe(1);'],
        ['self.assertNotIn(1, f())', 'self.assertIn(1, f())'],
        ['assert_eq!(f(), 1);', 'assert_ne!(f(), 1);'],
      ] as const
    ).map(([before, after]): [string, FileDiff, string] => [
      `an assertion that says the opposite (${after})`,
      diff('test/a.test.ts', [before], [after]),
      'turned into its opposite',
    ]),
    ...[
      ['try {', '  expect(f()).toBe(1);', '} catch {}'],
      ['try {', '  expect(f()).toBe(1);', '} catch (error) {', '}'],
      ['try:', '    assert f() == 1', 'except Exception:', '    pass'],
    ].map((added): [string, FileDiff, string] => [
      `an assertion whose failure is swallowed (${added[2]})`,
      diff('test/a.test.ts', [added[1]?.trim() ?? ''], added),
      'what fails in a test is swallowed',
    ]),
    [
      'lines that were there before, put into a try',
      {
        ...diff('test/a.test.ts', [], []),
        added: [
          { line: 4, text: '  try {' },
          { line: 9, text: '  } catch {}' },
        ],
      },
      'what fails in a test is swallowed',
    ],
    ['a test that is left at once', diff('test/a.test.ts', [], ['  return;']), 'left at its beginning'],
    [
      'a test skipped by an option',
      diff('test/a.test.js', ["test('a', () => {"], ["test('a', { skip: true }, () => {"]),
      'skipped',
    ],
    ['a test that skips itself', diff('test/a.test.js', [], ["  t.skip('later');"]), 'skipped'],
    ['a test that mocha is told to skip', diff('test/a.test.js', [], ['  this.skip();']), 'skipped'],
    [
      'a test that is skipped on a condition',
      diff('test/a.test.ts', ["it('a', () => {"], ["it.skipIf(isCi)('a', () => {"]),
      'skipped',
    ],
    [
      'a test that is expected to fail',
      diff('test/a.test.ts', ["it('a', () => {"], ["it.fails('a', () => {"]),
      'skipped',
    ],
    [
      'a skipped test among those at once',
      diff('test/a.test.ts', ["it.concurrent('a', () => {"], ["it.concurrent.skip('a', () => {"]),
      'skipped',
    ],
    ['a skipped Python module', diff('tests/test_a.py', [], ['pytestmark = pytest.mark.skip']), 'skipped'],
    ['a skipped C# test', diff('a/ParserTests.cs', ['[Fact]'], ['[Fact(Skip = "later")]']), 'skipped'],
    ['a skipped Python test', diff('tests/test_a.py', [], ['@pytest.mark.skip(reason="later")']), 'skipped'],
    ['a skipped Go test', diff('a_test.go', [], ['\tt.Skip("later")']), 'skipped'],
    ['an ignored Rust test', diff('tests/a.rs', [], ['#[ignore]']), 'skipped'],
    [
      'a weaker assertion',
      diff('test/a.test.ts', ['expect(sum(1, 2)).toBe(3);'], ['expect(sum(1, 2)).toBeTruthy();']),
      'nearly everything passes',
    ],
    [
      'a value that is only asked to be one',
      diff('test/a.test.js', ['assert.equal(sum(1, 2), 3);'], ['assert.ok(sum(1, 2));']),
      'nearly everything passes',
    ],
    [
      'a value that is not looked at',
      diff('tests/test_a.py', ['self.assertEqual(total(1, 2), 3)'], ['self.assertTrue(total(1, 2))']),
      'nearly everything passes',
    ],
    [
      'fewer assertions',
      diff('test/a.test.ts', ['expect(a).toBe(1);', 'expect(b).toBe(2);'], ['expect(a).toBe(1);']),
      '1 assertion fewer',
    ],
    ['a lowered bar', diff('vitest.config.ts', ['  lines: 90,'], ['  lines: 70,']), 'lines from 90 to 70'],
    [
      'a raised limit of warnings',
      diff('package.json', ['"lint": "eslint --max-warnings 0"'], ['"lint": "eslint --max-warnings 50"']),
      'from 0 to 50',
    ],
    ['a silenced check', diff('.github/workflows/ci.yml', ['run: npm test'], ['run: npm test || true']), 'silenced'],
  ])('finds %s', (_, file, text) => {
    expect(found(file)).toEqual([expect.stringContaining(text)]);
  });
  it.each<[string, string, string, boolean]>([
    ['out of the reach of runners', 'test/a.test.ts', 'test/a.test.ts.off', true],
    ['to the name of a module', 'src/a.test.ts', 'src/a.ts', true],
    ['to another folder', 'src/a.test.ts', 'test/a.test.ts', false],
    ['to another name', 'test/a.test.ts', 'test/b.test.ts', false],
    ['to another language', 'test/a.test.js', 'test/a.test.ts', false],
  ])('a test file that is renamed %s', (_, from, path, wrong) => {
    expect(found({ ...diff(path, [], [], 'renamed'), from })).toEqual(
      wrong ? [expect.stringContaining('no runner takes for one')] : [],
    );
  });
  it('a test file whose lines git was told to hide', () => {
    expect(found({ ...diff('test/a.test.ts', [], []), binary: true })).toEqual([expect.stringContaining('binary')]);
    expect(found({ ...diff('test/fixture.png', [], []), binary: true })).toEqual([]);
  });
  it.each<[string, FileDiff[]]>([
    [
      'a test that moved to another file',
      [
        diff('test/a.test.ts', ["it('a', () => {", 'expect(a).toBe(1);'], []),
        diff('test/b.test.ts', [], ["it('a', () => {", 'expect(a).toBe(1);'], 'added'),
      ],
    ],
    [
      'a test that was rewritten',
      [
        diff(
          'test/a.test.ts',
          ["it('a', () => {", 'expect(a).toBe(1);'],
          ["it('a, better', () => {", 'expect(a).toBe(2);'],
        ),
      ],
    ],
    [
      'an assertion that says as much in other words',
      [
        diff(
          'test/a.test.js',
          ['assert.equal(a.length, 3);'],
          ['assert.ok(a.length === 3);', 'assert.ok(a.includes(1));'],
        ),
      ],
    ],
    [
      'cleaning up that may fail, and a helper that returns',
      [
        diff('test/a.test.ts', [], ['try {', '  rmSync(folder);', '} catch {}', 'if (!here) {', '  return;', '}']),
        diff('test/b.test.ts', ['expect(a).toBe(1);'], ['expect(b).not.toBe(1);', 'expect(a).toBe(1);']),
      ],
    ],
    ['more tests', [diff('test/a.test.ts', [], ["it('c', () => {", 'expect(c).toBe(1);'])]],
    ['a raised bar', [diff('vitest.config.ts', ['  lines: 70,'], ['  lines: 90,'])]],
    ['code that is no test', [diff('src/skip.ts', ["it('a')"], ['it.skip'])]],
    ['a fixture', [diff('test/fixtures/a.test.ts', ["it('a', () => {"], [], 'deleted')]],
  ])('leaves %s alone', (_, files) => {
    expect(found(...files)).toEqual([]);
  });
});

describe('V.9 V.14 verdicts on one tree together', () => {
  const verdict = (id: string, given: Partial<Verdict>) => ({
    id,
    verdict: {
      schema: 1,
      kind: 'gates',
      tree: 't1',
      commit: 'c',
      item: null,
      at: '2026-01-01T00:00:00.000Z',
      result: 'passing',
      reasons: [],
      level: 6,
      risk: { level: 'medium', reasons: [] },
      authors: [],
      validator: { by: 'person', session: null, model: null },
      gates: [],
      findings: [],
      confirmed: true,
      revalidates: null,
      ...given,
    } as Verdict,
  });
  const look = (id: string, given: Partial<Verdict>) => verdict(id, { kind: 'review', level: 7, ...given });

  it('the checks and a person are enough for medium; on another tree they are worth nothing', () => {
    const both = [verdict('a', {}), look('b', {})];
    expect(standingOf(both, 't1', 'medium', false)).toMatchObject({ validated: true, levels: [6, 7] });
    expect(standingOf(both, 't2', 'medium', false)).toMatchObject({
      validated: false,
      missing: ['it was not validated'],
    });
  });
  it('one blocking finding outweighs any number of passes, until the same validator passes it', () => {
    const against = look('c', {
      result: 'failing',
      reasons: ['it leaks'],
      validator: { by: 'agent:codex', session: 's', model: null },
      level: 4,
    });
    const all = [verdict('a', {}), look('b', {}), against];
    expect(standingOf(all, 't1', 'medium', false)).toMatchObject({
      validated: false,
      missing: ['c is failing: it leaks'],
    });
    const again = look('d', { validator: against.verdict.validator, level: 4 });
    expect(standingOf([...all, again], 't1', 'medium', false).validated).toBe(true);
  });
  it('V.14 what a council found to be major waits for a person, and for no other council', () => {
    const by = { by: 'council', session: null, model: null };
    const council = (id: string, at: string, given: Partial<Verdict>) =>
      verdict(id, { kind: 'council', level: 5, validator: by, at, ...given });
    const major = council('b', '2026-01-02T00:00:00.000Z', {
      ...{ result: 'needs-attention', reasons: ['it may leak'], level: null },
      findings: [{ severity: 'major', text: 'it may leak', path: null, line: null }],
    });
    const again = council('c', '2026-01-03T00:00:00.000Z', {});
    const standing = (...all: (typeof major)[]) => standingOf([verdict('a', {}), ...all], 't1', 'medium', false);
    expect(standing(major, again)).toMatchObject({ validated: false, missing: ['b is needs-attention: it may leak'] });
    expect(standing(look('d', { at: '2026-01-01T00:00:00.000Z' }), major, again).validated).toBe(false);
    expect(standing(major, again, look('d', { at: '2026-01-04T00:00:00.000Z' }))).toMatchObject({
      validated: true,
      verdicts: ['a', 'c', 'd'],
    });
  });
  it('of the checks the newest run counts', () => {
    const runs = [verdict('a', { result: 'failing', reasons: ['x'], level: null }), verdict('b', {}), look('c', {})];
    expect(standingOf(runs, 't1', 'low', false).validated).toBe(true);
  });
});
