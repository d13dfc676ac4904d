/** Tests as their runners counted them, all suites of a script together. */
export interface TestCounts {
  /** The runner whose words were read; several where one script runs several. */
  readonly runner: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Suites that ended without a single test. */
  readonly empty: number;
}

/** What one run of a runner came to. */
type Suite = Omit<TestCounts, 'runner' | 'empty'>;

interface Dialect {
  readonly runner: string;
  /** Only where nothing else says anything: its words are also others' words. */
  readonly last?: true;
  /** Every run that a text tells of in this runner's words. */
  read(text: string): Suite[];
}

/** `3 failed, 2 passed, 1 skipped` in any order, as words of the runner's own line. */
function words(line: string, names: Readonly<Record<keyof Suite, RegExp>> = usual): Suite {
  const count = (pattern: RegExp) => [...line.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1] ?? 0), 0);
  return { passed: count(names.passed), failed: count(names.failed), skipped: count(names.skipped) };
}

const usual = {
  passed: /(?<!\d)(\d+) pass(?:ed|ing)?\b/g,
  failed: /(?<!\d)(\d+) (?:fail(?:ed|ing|ures?)?|errors?)\b/g,
  skipped: /(?<!\d)(\d+) (?:skip(?:ped)?|pending|todo|ignored|xfailed|deselected)\b/g,
};
const nothing: Suite = { passed: 0, failed: 0, skipped: 0 };

/** @param none what it says instead where it found no test */
function byLine(runner: string, pattern: RegExp, none?: RegExp): Dialect {
  return {
    runner,
    read: (text) => [
      ...[...text.matchAll(pattern)].map(([line]) => words(line)),
      ...(none === undefined ? [] : [...text.matchAll(none)].map(() => nothing)),
    ],
  };
}

/** One that tells the total, and what of it did not pass. */
function byTotal(
  runner: string,
  pattern: RegExp,
  parts: (numbers: readonly number[]) => { total: number; failed: number; skipped: number },
): Dialect {
  return {
    runner,
    read: (text) =>
      [...text.matchAll(pattern)].map((match) => {
        const { total, failed, skipped } = parts(match.slice(1).map((part) => Number(part ?? 0)));
        return { passed: Math.max(0, total - failed - skipped), failed, skipped };
      }),
  };
}

/** A text cut where each of a runner's summaries begins; what stands before the first is none. */
function summaries(text: string, beginning: RegExp): string[] {
  const starts = [...text.matchAll(beginning)].map(({ index }) => index);
  return starts.map((start, at) => text.slice(start, starts[at + 1]));
}

/** Lines that follow one another: each that says what passed begins another run. */
function byLines(runner: string, pattern: RegExp, beginning: RegExp): Dialect {
  return {
    runner,
    read(text) {
      const runs: string[][] = [];
      for (const [line] of text.matchAll(pattern)) {
        if (beginning.test(line) || runs.length === 0) runs.push([]);
        runs.at(-1)?.push(line);
      }
      return runs.map((lines) => words(lines.join('\n')));
    },
  };
}

const countOf = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;
/** A number behind a name, 0 where there is none. */
const named = (text: string, pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);

const dialects: readonly Dialect[] = [
  // `Tests  2 failed | 41 passed | 1 skipped (44)`
  byLine(
    'vitest',
    /^[ \t]*Tests[ \t]+\d+ \w+(?:[ \t]*\|[ \t]*\d+ \w+)*(?:[ \t]+\(\d+\))?[ \t]*$/gm,
    /^No test files found/gm,
  ),
  // `Tests:       1 failed, 2 skipped, 9 passed, 12 total`
  byLine('jest', /^Tests:[ \t].*\btotal[ \t]*$/gm, /^No tests found, exiting/gm),
  // `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out`, once for each binary, many of them empty
  {
    runner: 'cargo test',
    read(text) {
      const lines = [...text.matchAll(/^test result: \S+ (\d+ passed; \d+ failed; \d+ ignored);/gm)];
      return lines.length === 0 ? [] : [words(lines.map(([, counts]) => counts).join('\n'))];
    },
  },
  // `Summary [   0.1s] 12 tests run: 11 passed, 1 failed, 3 skipped`
  byLine('nextest', /^[ \t]*Summary \[[^\]\n]*\][ \t]+\d+ tests? run:.*$/gm),
  // `=== 3 failed, 10 passed, 1 skipped in 0.12s ===`, `=== no tests ran in 0.01s ===`
  byLine('pytest', /^=*[ \t]*\d+ \w+(?:, \d+ \w+)* in [\d.]+s.*$|^=*[ \t]*no tests ran\b.*$/gm),
  // `Ran 12 tests in 0.1s` with `FAILED (failures=1, errors=2, skipped=3)` or `OK (skipped=1)` below
  {
    runner: 'unittest',
    read: (text) =>
      summaries(text, /^Ran \d+ tests? in .*$/gm).map((part) => {
        const told = /^(?:FAILED|OK)(?: \(.*\))?$/m.exec(part)?.[0] ?? '';
        const failed = named(told, /failures=(\d+)/) + named(told, /errors=(\d+)/);
        const skipped = named(told, /skipped=(\d+)/);
        return { passed: Math.max(0, named(part, /(\d+)/) - failed - skipped), failed, skipped };
      }),
  },
  // `--- PASS: TestA` with -v; else `ok  pkg  0.1s`, `FAIL pkg`, `?  pkg [no test files]`, each package as one
  {
    runner: 'go test',
    read(text) {
      const one = {
        passed: countOf(text, /^[ \t]*--- PASS: /gm),
        failed: countOf(text, /^[ \t]*--- FAIL: /gm),
        skipped: countOf(text, /^[ \t]*--- SKIP: /gm),
      };
      const packages = countOf(text, /^ok\s+\S+\s+(?:[\d.]+s|\(cached\))(?!.*\[no tests to run\])/gm);
      const failing = countOf(text, /^FAIL\s+\S+\s+(?:[\d.]+s|\[)/gm);
      const empty = countOf(text, /^\?\s+\S+\s+\[no test files\]|^ok[ \t]+\S+[ \t].*\[no tests to run\]/gm);
      if (packages + failing + empty + one.passed + one.failed === 0) return [];
      if (one.passed > 0) return [one];
      return [{ passed: packages, failed: Math.max(failing, one.failed), skipped: one.skipped }];
    },
  },
  // `# tests 3`, `# pass 2`, … of TAP, `ℹ pass 2` of the other reporter
  {
    runner: 'node:test',
    read: (text) =>
      summaries(text, /^(?:#|ℹ) tests\s+\d+\s*$/gm).map((part) => {
        const of = (name: string) => named(part, new RegExp(`^(?:#|ℹ) ${name}\\s+(\\d+)\\s*$`, 'm'));
        return {
          passed: of('pass'),
          failed: of('fail') + of('cancelled'),
          skipped: of('skipped') + of('todo'),
        };
      }),
  },
  // `  12 passing (30ms)` with `  1 failing` and `  2 pending` on lines of their own
  byLines('mocha', /^[ \t]+\d+ (?:passing|failing|pending)\b.*$/gm, /passing/),
  // `12 examples, 1 failure, 2 pending`
  byTotal(
    'rspec',
    /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?(?:, (\d+) errors? occurred.*)?$/gm,
    ([total = 0, failures = 0, skipped = 0, errors = 0]) => ({
      total: total + errors,
      failed: failures + errors,
      skipped,
    }),
  ),
  // `12 runs, 20 assertions, 1 failures, 0 errors, 2 skips`
  byTotal(
    'minitest',
    /^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors, (\d+) skips$/gm,
    ([total = 0, failures = 0, errors = 0, skipped = 0]) => ({ total, failed: failures + errors, skipped }),
  ),
  // `Tests run: 12, Failures: 1, Errors: 0, Skipped: 2`, once for each module; lines of a class say how long it took
  byTotal(
    'maven',
    /Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)(?!.{0,100}Time elapsed)/g,
    ([total = 0, failures = 0, errors = 0, skipped = 0]) => ({ total, failed: failures + errors, skipped }),
  ),
  // `OK (12 tests, 20 assertions)` or `Tests: 12, Assertions: 20, Failures: 1, Skipped: 2.`
  {
    runner: 'phpunit',
    read: (text) => [
      ...[...text.matchAll(/^OK \((\d+) tests?, \d+ assertions?\)$/gm)].map(([, n]) => ({
        ...nothing,
        passed: Number(n),
      })),
      ...[...text.matchAll(/^No tests executed!/gm)].map(() => nothing),
      ...[...text.matchAll(/^Tests: \d+, Assertions: \d+.*$/gm)].map(([line]) => {
        const of = (name: string) => named(line, new RegExp(`${name}: (\\d+)`));
        const [failed, skipped] = [of('Failures') + of('Errors'), of('Skipped') + of('Incomplete')];
        return { passed: Math.max(0, of('Tests') - failed - skipped), failed, skipped };
      }),
    ],
  },
  // `12 tests, 1 failure, 2 skipped` of ExUnit, with `3 doctests` before
  byTotal(
    'mix test',
    /^(?:(\d+) doctests?, )?(\d+) tests?, (\d+) failures?(?:, (\d+) (?:skipped|excluded))?/gm,
    ([docs = 0, tests = 0, failed = 0, skipped = 0]) => ({ total: docs + tests, failed, skipped }),
  ),
  // `100% tests passed, 0 tests failed out of 12`
  {
    runner: 'ctest',
    read: (text) => [
      ...[...text.matchAll(/^\d+% tests passed, (\d+) tests? failed out of (\d+)/gm)].map(([, failed, total]) => {
        return { passed: Number(total) - Number(failed), failed: Number(failed), skipped: 0 };
      }),
      ...[...text.matchAll(/^No tests were found!!!/gm)].map(() => nothing),
    ],
  },
  // ` 12 pass`, ` 1 fail` of bun
  byLines('bun', /^[ \t]+\d+ (?:pass|fail|skip|todo)$/gm, /pass/),
  // `1..12` with `ok 1` and `not ok 2 # SKIP`
  {
    runner: 'tap',
    last: true,
    read(text) {
      if (!/^1\.\.\d+/m.test(text)) return [];
      return [
        {
          passed: countOf(text, /^ok\b(?!.*# (?:skip|todo))/gim),
          failed: countOf(text, /^not ok\b(?!.*# (?:skip|todo))/gim),
          skipped: countOf(text, /^(?:not )?ok\b.*# (?:skip|todo)/gim),
        },
      ];
    },
  },
  // `12 passed, 1 failed, 2 skipped`, alone on a line
  { ...byLine('plain', /^(?:\w+: )?\d+ passed, \d+ failed(?:, \d+ skipped)?\.?\s*$/gm), last: true },
];

/**
 * Reads how many tests ran from the runners' own output: all their summaries together, for a script may run several.
 * @returns null where the output is in no words that are known
 */
export function readTestCounts(output: string): TestCounts | null {
  const text = output.replace(/\x1b\[[\d;]*[A-Za-z]/g, '').replace(/\r\n?/g, '\n');
  const read = (some: readonly Dialect[]) =>
    some.flatMap((dialect) => dialect.read(text).map((suite) => ({ runner: dialect.runner, suite })));
  let runs = read(dialects.filter(({ last }) => !last));
  for (const dialect of dialects) if (dialect.last && runs.length === 0) runs = read([dialect]);
  if (runs.length === 0) return null;
  const sum = (of: (suite: Suite) => number) => runs.reduce((all, { suite }) => all + of(suite), 0);
  return {
    runner: [...new Set(runs.map(({ runner }) => runner))].join(', '),
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
    empty: runs.filter(({ suite }) => suite.passed + suite.failed + suite.skipped === 0).length,
  };
}
