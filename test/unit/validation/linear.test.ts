import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/validation/council/answer.ts';
import { synthesise } from '../../../src/validation/council/synthesis.ts';
import { discoverGates } from '../../../src/validation/discover.ts';
import { plainModel } from '../../../src/validation/model-house.ts';
import { checkChecklist } from '../../../src/validation/presets/documents.ts';
import { checkLinks } from '../../../src/validation/presets/links.ts';
import { proseOf } from '../../../src/validation/presets/prose.ts';
import { checkSources } from '../../../src/validation/presets/sources.ts';
import { readRisk } from '../../../src/validation/risk.ts';
import { findTampering } from '../../../src/validation/tampering.ts';
import { readTestCounts } from '../../../src/validation/test-counts.ts';
import { readItemFile } from '../../../src/work/item-file.ts';
import { outlineOf } from '../../../src/work/phases/outline.ts';
import { answerOf, finding } from '../../setup/council.ts';

const noTargets = { exists: () => false, read: () => null };
const document = (text: string) => [{ path: 'docs/a.md', text }];
const changed = (path: string, text: string) =>
  findTampering([
    {
      ...{ path, from: null, status: 'modified' as const, binary: false },
      added: [{ line: 1, text }],
      removed: [{ line: 1, text }],
    },
  ]);
const links = (text: string) => checkLinks(document(text), noTargets);
const sources = (text: string) => checkSources(document(text), [{ path: 'a.bib', text }]);
const script = (test: string) =>
  discoverGates({ names: new Set(['package.json']), text: () => JSON.stringify({ scripts: { test } }) });
/** As many findings of each of three reviewers as the text has characters, all of them different. */
const synthesisOf = (text: string) =>
  synthesise(
    ['one', 'two', 'three'].map((reviewer) => ({
      ...{ reviewer, by: 'agent:x', prompt: 'p', provider: null, model: null, modelFrom: null, session: 's' },
      ...{ milliseconds: 1, absent: null },
      answer: answerOf({ findings: Array.from(text, (_, at) => finding({ path: null, claim: `${reviewer} ${at}` })) }),
    })),
    'passing',
    true,
  );
const item = (line: string) =>
  readItemFile(`---\nid: w-1\n---\n# T\n\n${line}\n\n## Acceptance criteria\n${line}\n`, 'a');
const risk = (path: string) =>
  readRisk(
    { files: [{ path, lines: 1 }], labels: [], declared: null, ratedLow: false },
    { highPaths: [], highLabels: [], humanPaths: [], humanLabels: [] },
    () => false,
  );

/** Text made longer and longer that once took time by the square of its length, or by a power of two. */
const cases: readonly (readonly [what: string, read: (text: string) => unknown, text: (times: number) => string])[] = [
  ['counts, vitest', readTestCounts, (n) => `Tests 0 A\t${'|0 A00 A\t'.repeat(n)}(`],
  ['counts, pytest', readTestCounts, (n) => `0 A${'00 A'.repeat(n)}`],
  ['counts, jest', readTestCounts, (n) => `Tests:\t${'\t'.repeat(n)}s\nTests:\ntotal`],
  ['counts, go', readTestCounts, (n) => `ok a${' '.repeat(n)}x`],
  ['counts, empty lines', readTestCounts, (n) => `${' \n'.repeat(n)} -\n`],
  ['counts, digits', readTestCounts, (n) => `1 passed, 0 failed\nTests: 1 failed, ${'0'.repeat(n)}x total`],
  ['counts, nextest', readTestCounts, (n) => '\nSummary [a'.repeat(n)],
  ['counts, maven', readTestCounts, (n) => 'Tests run: 1, Failures: 0, Errors: 0, Skipped: 0 '.repeat(n / 10)],
  ['an answer', readAnswer, (n) => `${'```\n\r'.repeat(n / 5)}\`\`\``],
  ['a model', plainModel, (n) => `${'['.repeat(n)}][]`],
  ['a script', script, (n) => `echo\t${' '.repeat(n)}&`],
  ['a path', risk, (n) => `U${'/.VSCODE/G'.repeat(n / 10)}\n`],
  ['a test path', (path) => changed(path, ''), (n) => `p${'.spec.0'.repeat(n / 5)}\0`],
  ['a ratchet path', (path) => changed(path, ''), (n) => `c${'/.agents/ratchets/m'.repeat(n / 10)}\n`],
  ['a line of a test', (text) => changed('a.test.ts', text), (n) => `${'\t'.repeat(n)}Theorys`],
  ['a skipped test', (text) => changed('a.test.ts', text), (n) => 'it.a.a.a'.repeat(n / 8)],
  ['an assertion', (text) => changed('a.test.ts', text), (n) => 'assert.ok('.repeat(n / 10)],
  ['a bar', (text) => changed('package.json', text), (n) => 'T\0MIN\0'.repeat(n)],
  ['fences', proseOf, (n) => ` ${'0)   '.repeat(n / 4)}`],
  ['a long fence', proseOf, (n) => `${'`'.repeat(n)}\r`],
  ['a box', (text) => checkChecklist(document(text)), (n) => `* [x] ${'\t'.repeat(n)}\r`],
  ['links', links, (n) => '](>\r(]'.repeat(n / 4)],
  ['labels', links, (n) => ':\r[\r'.repeat(n)],
  ['a heading', links, (n) => `[a](#b)\n# a${'\t'.repeat(n)}#\t#`],
  ['a heading of links', links, (n) => `[a](#b)\n# ${'['.repeat(n)}`],
  ['footnotes', sources, (n) => '[^'.repeat(n)],
  ['keys', sources, (n) => `${'['.repeat(n)}@`],
  ['a list of sources', sources, (n) => `# NOTES${' '.repeat(n)} NOTES\n[1] a`],
  ['a bibliography', sources, (n) => '\n'.repeat(n)],
  ['an item', item, (n) => `${'\t'.repeat(n)}x`],
  ['a criterion', item, (n) => `* ${' '.repeat(n)}\r*`],
  ['findings of several', synthesisOf, (n) => 'x'.repeat(n / 20)],
  ['a heading of a document', (text) => outlineOf(text, 1), (n) => `# a${'\t'.repeat(n / 4)}x${'\t'.repeat(n / 4)}\r`],
];

describe('text of strangers', () => {
  it.each(cases)('is read in time that grows as it does: %s', (_, read, text) => {
    const cpu = (times: number) => {
      const [input, before] = [text(times), process.cpuUsage()];
      read(input);
      return process.cpuUsage(before).user / 1000;
    };
    cpu(400);
    // Half a millisecond of noise is no growth: twenty times as long may take so many times as long, and never 400 times.
    const short = Math.min(cpu(4000), cpu(4000), cpu(4000));
    expect(cpu(80_000)).toBeLessThan(100 * Math.max(short, 0.5));
  });
});
