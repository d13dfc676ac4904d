// Prints each requirement row that a test names, with its tests and their state, from the last `npm test` and `npm run test:agents`.
import { existsSync, readFileSync } from 'node:fs';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly title: string;
      readonly fullName: string;
    }[];
  }[];
}

/** `VIII.10`, `K.7`, `A3`, `P12`: the ids at the beginning of a test's name. */
const rowId = /\b((?:I{1,3}|IV|V|VI{1,3}|IX|X|XI|XII|K)\.\d+|[AP]\d{1,2})\b/g;

function load(): Report {
  const found = ['test-results.json', 'test-results.agents.json'].filter((path) => existsSync(path));
  if (found.length === 0) {
    console.error('There is no test-results.json yet: run `npm test` first.');
    process.exit(2);
  }
  const reports = found.map((path) => JSON.parse(readFileSync(path, 'utf8')) as Report);
  return { testResults: reports.flatMap(({ testResults }) => testResults) };
}

const marks: Readonly<Record<string, string>> = { passed: '✓', failed: '✗' };
const rows = new Map<string, { passed: number; failed: number; skipped: number; tests: string[] }>();
for (const file of load().testResults) {
  for (const test of file.assertionResults) {
    for (const id of new Set(test.title.match(rowId) ?? [])) {
      const row = rows.get(id) ?? { passed: 0, failed: 0, skipped: 0, tests: [] };
      if (test.status === 'passed') row.passed++;
      else if (test.status === 'failed') row.failed++;
      else row.skipped++;
      row.tests.push(`${marks[test.status] ?? '-'} ${test.title}`);
      rows.set(id, row);
    }
  }
}

const order = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII', 'K', 'A', 'P'];
const key = (id: string): [number, number] => {
  const [, group = '', number = '0'] = /^([A-Z]+?)\.?(\d+)$/.exec(id) ?? [];
  return [order.indexOf(group), Number(number)];
};
const sorted = [...rows].sort(([a], [b]) => key(a)[0] - key(b)[0] || key(a)[1] - key(b)[1]);
// A row is proved by a test that passed while none failed; one that was skipped here is named and counts for nothing.
const isProved = (row: { passed: number; failed: number }) => row.failed === 0 && row.passed > 0;
for (const [id, row] of sorted) {
  const counts = `${row.passed} passed, ${row.failed} failed, ${row.skipped} skipped`;
  console.log(`${id.padEnd(8)} ${(isProved(row) ? 'proved' : 'NOT proved').padEnd(11)} ${counts}`);
  if (process.argv.includes('--tests')) for (const test of row.tests) console.log(`           ${test}`);
}
const proved = sorted.filter(([, row]) => isProved(row)).length;
console.log(`${proved} rows proved, ${sorted.length - proved} not`);
