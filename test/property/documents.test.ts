import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readers } from '../../src/runtimes/index.ts';
import type { SessionEvent, Usage } from '../../src/sessions/event.ts';
import type { ReadCursor } from '../../src/sessions/reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'documents-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Transcripts that are one document, which their agents write anew each time. */
const documents = globSync(
  'test/fixtures/{gemini,cline}/**/{document,*.messages,api_conversation_history}.json',
).sort();

/** The readings are compared without usage, whose sum may come in parts, and without places, which move. */
function told(events: readonly SessionEvent[]) {
  const sum = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };
  for (const event of events.filter((one): one is Usage => one.type === 'usage'))
    for (const key of ['input', 'cacheRead', 'cacheWrite', 'output'] as const) sum[key] += event[key];
  return { events: events.filter(({ type }) => type !== 'usage' && type !== 'session'), sum };
}

describe.each(documents.map((file) => [file.replace('test/fixtures/', ''), file] as const))('%s', (_, file) => {
  const reader = readers.find(({ agent }) => file.startsWith(`test/fixtures/${agent}/`)) ?? expect.fail('no reader');
  const copy = join(folder, basename(file));
  const text = readFileSync(file, 'utf8');
  const whole = JSON.parse(text);
  const messages: readonly unknown[] = Array.isArray(whole) ? whole : whole.messages;
  const upTo = (count: number) =>
    JSON.stringify(Array.isArray(whole) ? messages.slice(0, count) : { ...whole, messages: messages.slice(0, count) });

  it('is told once, however often it is written anew while it grows', () => {
    writeFileSync(copy, text);
    const expected = told([...reader.read(copy).events]);
    const counts = fc.array(fc.integer({ min: 0, max: messages.length }), { maxLength: 5 });
    fc.assert(
      fc.property(counts, (cuts) => {
        const events: SessionEvent[] = [];
        let from: ReadCursor | undefined;
        for (const count of [...cuts.sort((a, b) => a - b), messages.length, messages.length]) {
          writeFileSync(copy, upTo(count));
          const { events: found, report } = reader.read(copy, from);
          events.push(...found);
          from = JSON.parse(JSON.stringify(report.cursor));
        }
        expect(told(events)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('never throws, wherever it is torn and whatever is garbled in it', () => {
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), fc.string({ unit: 'binary' }), (end, at, noise) => {
        writeFileSync(copy, `${text.slice(0, at)}${noise}${text.slice(at + noise.length)}`.slice(0, end));
        for (const _ of reader.read(copy).events);
      }),
      { numRuns: 100 },
    );
  });
});
