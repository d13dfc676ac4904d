/** Tests as their runner counted them. */
export interface TestCounts {
  /** The runner whose words were read. */
  readonly runner: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Dialect {
  readonly runner: string;
  /** All the counts that a text holds in this runner's words; null where it holds none. */
  read(text: string): Omit<TestCounts, 'runner'> | null;
}

/** Every match of a pattern, its groups as numbers by name. */
function sums(text: string, pattern: RegExp): Record<string, number> | null {
  let found: Record<string, number> | null = null;
  for (const match of text.matchAll(pattern)) {
    found ??= {};
    for (const [name, value] of Object.entries(match.groups ?? {}))
      found[name] = (found[name] ?? 0) + Number(value ?? 0);
  }
  return found;
}

/** `3 failed, 2 passed, 1 skipped` in any order, as words of the runner's own line. */
function words(
  line: string,
  names: Readonly<Record<'passed' | 'failed' | 'skipped', RegExp>>,
): Omit<TestCounts, 'runner'> {
  const count = (pattern: RegExp) =>
    [...line.matchAll(pattern)].reduce((sum, match) => sum + Number((match[1] ?? '0').replace(/,/g, '')), 0);
  return { passed: count(names.passed), failed: count(names.failed), skipped: count(names.skipped) };
}

const usual = {
  passed: /(\d+) pass(?:ed|ing)?\b/g,
  failed: /(\d+) (?:fail(?:ed|ing|ures?)?|errors?)\b/g,
  skipped: /(\d+) (?:skipped|pending|todo|ignored|xfailed|deselected)\b/g,
};

/** The last of the lines that fit is the total. */
function lastLine(text: string, pattern: RegExp): string | null {
  return [...text.matchAll(pattern)].at(-1)?.[0] ?? null;
}

function byLine(runner: string, pattern: RegExp, names = usual): Dialect {
  return {
    runner,
    read(text) {
      const line = lastLine(text, pattern);
      return line === null ? null : words(line, names);
    },
  };
}

/** Most particular first: a text in one runner's words is never read in another's. */
const dialects: readonly Dialect[] = [
  // `Tests  2 failed | 41 passed | 1 skipped (44)`
  byLine('vitest', /^\s*Tests\s+(?:\d+ \w+(?:\s*\|\s*)?)+\s*(?:\(\d+\))?\s*$/gm),
  {
    runner: 'vitest',
    read: (text) => (/^No test files found/m.test(text) ? { passed: 0, failed: 0, skipped: 0 } : null),
  },
  // `Tests:       1 failed, 2 skipped, 9 passed, 12 total`
  byLine('jest', /^Tests:\s+.*\btotal\s*$/gm),
  {
    runner: 'jest',
    read: (text) => (/^No tests found, exiting/m.test(text) ? { passed: 0, failed: 0, skipped: 0 } : null),
  },
  // `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out`, once for each binary
  {
    runner: 'cargo test',
    read(text) {
      const all = sums(
        text,
        /^test result: \S+ (?<passed>\d+) passed; (?<failed>\d+) failed; (?<skipped>\d+) ignored;/gm,
      );
      return all && { passed: all['passed'] ?? 0, failed: all['failed'] ?? 0, skipped: all['skipped'] ?? 0 };
    },
  },
  // `Summary [   0.1s] 12 tests run: 11 passed, 1 failed, 3 skipped`
  byLine('nextest', /^\s*Summary \[[^\]]*\]\s+\d+ tests? run:.*$/gm),
  // `=== 3 failed, 10 passed, 1 skipped in 0.12s ===`, `=== no tests ran in 0.01s ===`
  byLine('pytest', /^=*\s*(?:\d+ \w+(?:, )?)+ in [\d.]+s.*$|^=*\s*no tests ran\b.*$/gm),
  // `Ran 12 tests in 0.1s` with `FAILED (failures=1, errors=2, skipped=3)` or `OK (skipped=1)`
  {
    runner: 'unittest',
    read(text) {
      const ran = lastLine(text, /^Ran \d+ tests? in .*$/gm);
      if (ran === null) return null;
      const total = Number(/\d+/.exec(ran)?.[0] ?? 0);
      const told = lastLine(text, /^(?:FAILED|OK)(?: \(.*\))?$/gm) ?? '';
      const count = (name: string) => Number(new RegExp(`${name}=(\\d+)`).exec(told)?.[1] ?? 0);
      const [failed, skipped] = [count('failures') + count('errors'), count('skipped')];
      return { passed: Math.max(0, total - failed - skipped), failed, skipped };
    },
  },
  // `--- PASS: TestA` with -v; else `ok  pkg  0.1s`, `FAIL pkg`, `?  pkg [no test files]`, each package as one
  {
    runner: 'go test',
    read(text) {
      const one = (pattern: RegExp) => [...text.matchAll(pattern)].length;
      const named = {
        passed: one(/^\s*--- PASS: /gm),
        failed: one(/^\s*--- FAIL: /gm),
        skipped: one(/^\s*--- SKIP: /gm),
      };
      const packages = one(/^ok\s+\S+\s+(?:[\d.]+s|\(cached\))(?!.*\[no tests to run\])/gm);
      const failing = one(/^FAIL\s+\S+\s+(?:[\d.]+s|\[)/gm);
      const empty = one(/^\?\s+\S+\s+\[no test files\]|^ok\s+\S+\s+.*\[no tests to run\]/gm);
      if (packages + failing + empty + named.passed + named.failed === 0) return null;
      if (named.passed > 0) return named;
      return { passed: packages, failed: Math.max(failing, named.failed), skipped: named.skipped };
    },
  },
  // `# tests 3`, `# pass 2`, … of TAP, `ℹ pass 2` of the other reporter
  {
    runner: 'node:test',
    read(text) {
      const of = (name: string) => [...text.matchAll(new RegExp(`^(?:#|ℹ) ${name} (\\d+)\\s*$`, 'gm'))].at(-1)?.[1];
      if (of('tests') === undefined) return null;
      return {
        passed: Number(of('pass') ?? 0),
        failed: Number(of('fail') ?? 0) + Number(of('cancelled') ?? 0),
        skipped: Number(of('skipped') ?? 0) + Number(of('todo') ?? 0),
      };
    },
  },
  // `  12 passing (30ms)` with `  1 failing` and `  2 pending` on lines of their own
  {
    runner: 'mocha',
    read(text) {
      const all = [...text.matchAll(/^\s+\d+ (?:passing|failing|pending)\b.*$/gm)].map(([line]) => line);
      return all.some((line) => /passing|failing/.test(line)) ? words(all.join('\n'), usual) : null;
    },
  },
  // `12 examples, 1 failure, 2 pending`
  {
    runner: 'rspec',
    read(text) {
      const match = [
        ...text.matchAll(/^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?(?:, (\d+) errors? occurred.*)?$/gm),
      ].at(-1);
      if (!match) return null;
      const [total, failed, skipped, errors] = [match[1], match[2], match[3], match[4]].map((n) => Number(n ?? 0)) as [
        number,
        number,
        number,
        number,
      ];
      return { passed: Math.max(0, total - failed - skipped), failed: failed + errors, skipped };
    },
  },
  // `12 runs, 20 assertions, 1 failures, 0 errors, 2 skips`
  {
    runner: 'minitest',
    read(text) {
      const match = [
        ...text.matchAll(/^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors, (\d+) skips$/gm),
      ].at(-1);
      if (!match) return null;
      const [total, failures, errors, skipped] = match.slice(1).map(Number) as [number, number, number, number];
      return { passed: Math.max(0, total - failures - errors - skipped), failed: failures + errors, skipped };
    },
  },
  // `Tests run: 12, Failures: 1, Errors: 0, Skipped: 2`; the last line sums up
  {
    runner: 'maven',
    read(text) {
      const match = [
        ...text.matchAll(/Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)(?!.*Time elapsed)/g),
      ].at(-1);
      if (!match) return null;
      const [total, failures, errors, skipped] = match.slice(1).map(Number) as [number, number, number, number];
      return { passed: Math.max(0, total - failures - errors - skipped), failed: failures + errors, skipped };
    },
  },
  // `OK (12 tests, 20 assertions)` or `Tests: 12, Assertions: 20, Failures: 1, Skipped: 2.`
  {
    runner: 'phpunit',
    read(text) {
      const fine = [...text.matchAll(/^OK \((\d+) tests?, \d+ assertions?\)$/gm)].at(-1);
      if (fine) return { passed: Number(fine[1]), failed: 0, skipped: 0 };
      if (/^No tests executed!/m.test(text)) return { passed: 0, failed: 0, skipped: 0 };
      const line = lastLine(text, /^Tests: \d+, Assertions: \d+.*$/gm);
      if (line === null) return null;
      const of = (name: string) => Number(new RegExp(`${name}: (\\d+)`).exec(line)?.[1] ?? 0);
      const [failed, skipped] = [of('Failures') + of('Errors'), of('Skipped') + of('Incomplete')];
      return { passed: Math.max(0, of('Tests') - failed - skipped), failed, skipped };
    },
  },
  // `12 tests, 1 failure, 2 skipped` of ExUnit, with `3 doctests` before
  {
    runner: 'mix test',
    read(text) {
      const match = [
        ...text.matchAll(/^(?:(\d+) doctests?, )?(\d+) tests?, (\d+) failures?(?:, (\d+) (?:skipped|excluded))?/gm),
      ].at(-1);
      if (!match) return null;
      const [docs, tests, failed, skipped] = match.slice(1).map((n) => Number(n ?? 0)) as [
        number,
        number,
        number,
        number,
      ];
      return { passed: Math.max(0, docs + tests - failed - skipped), failed, skipped };
    },
  },
  // `100% tests passed, 0 tests failed out of 12`
  {
    runner: 'ctest',
    read(text) {
      const match = [...text.matchAll(/^\d+% tests passed, (\d+) tests? failed out of (\d+)/gm)].at(-1);
      if (match) return { passed: Number(match[2]) - Number(match[1]), failed: Number(match[1]), skipped: 0 };
      return /^No tests were found!!!/m.test(text) ? { passed: 0, failed: 0, skipped: 0 } : null;
    },
  },
  // `1..12` with `ok 1` and `not ok 2 # SKIP`
  {
    runner: 'tap',
    read(text) {
      if (!/^1\.\.\d+/m.test(text)) return null;
      const one = (pattern: RegExp) => [...text.matchAll(pattern)].length;
      const skipped = one(/^(?:not )?ok\b.*# (?:skip|todo)/gim);
      return {
        passed: one(/^ok\b/gm) - one(/^ok\b.*# (?:skip|todo)/gim),
        failed: one(/^not ok\b(?!.*# (?:skip|todo))/gim),
        skipped,
      };
    },
  },
  // `12 passed, 1 failed, 2 skipped`, alone on a line
  byLine('plain', /^(?:\w+: )?\d+ passed, \d+ failed(?:, \d+ skipped)?\.?\s*$/gm),
  // ` 12 pass`, ` 1 fail` of bun
  {
    runner: 'bun',
    read(text) {
      const all = [...text.matchAll(/^\s+\d+ (?:pass|fail|skip|todo)$/gm)].map(([line]) => line);
      return all.length === 0
        ? null
        : words(all.join('\n'), { passed: /(\d+) pass/g, failed: /(\d+) fail/g, skipped: /(\d+) (?:skip|todo)/g });
    },
  },
];

/**
 * Reads how many tests ran from a runner's own output.
 * @returns null where the output is in no words that are known
 */
export function readTestCounts(output: string): TestCounts | null {
  const text = output.replace(/\x1b\[[\d;]*[A-Za-z]/g, '').replace(/\r\n?/g, '\n');
  for (const { runner, read } of dialects) {
    const counts = read(text);
    if (counts !== null) return { runner, ...counts };
  }
  return null;
}
