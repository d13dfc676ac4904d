import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { transcriptsIn } from '../../src/app/transcript-state.ts';
import { readers } from '../../src/runtimes/index.ts';
import type { TranscriptReader } from '../../src/sessions/reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'twelvefold-garbled-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fixtures = globSync(
  `${resolve('test/fixtures')}/{${readers.map(({ agent }) => agent).join(',')}}/**/{,.}*.{jsonl,json,md,traj}`,
)
  .filter((path) => !path.endsWith('.expected.json'))
  .sort();

/** Reads all that a reader finds in a file, and again from where it stopped. */
function readAll(reader: TranscriptReader, path: string): void {
  const bytes = readFileSync(path);
  const head = bytes.subarray(0, 65_536).toString('utf8');
  reader.recognises(path, head);
  for (const session of reader.shared?.list(path, head) ?? [path]) {
    reader.glance(session, head);
    reader.shared?.state(session);
    const first = reader.read(session);
    for (const event of first.events) expect(event.line).toBeGreaterThanOrEqual(0);
    const again = [...reader.read(session, first.report.cursor ?? undefined).events];
    expect(again.filter(({ type }) => type === 'user')).toEqual([]);
  }
}

describe('every reader', () => {
  it('has fixtures to garble', () =>
    expect(new Set(fixtures.map((path) => path.split('/fixtures/')[1]?.split('/')[0])).size).toBe(readers.length));

  it('throws for no file that is cut off or garbled, and tells no user’s words twice', () => {
    const spoiled = fc.record({
      file: fc.constantFrom(...fixtures),
      cut: fc.double({ min: 0, max: 1, noNaN: true }),
      changes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
        maxLength: 12,
      }),
    });
    fc.assert(
      fc.property(spoiled, ({ file, cut, changes }) => {
        const bytes = Buffer.from(readFileSync(file));
        for (const [at, byte] of changes) if (bytes.length > 0) bytes[Math.floor(at * (bytes.length - 1))] = byte;
        const path = join(folder, basename(file));
        writeFileSync(path, bytes.subarray(0, Math.ceil(cut * bytes.length)));
        const agent = file.split('/fixtures/')[1]?.split('/')[0];
        const reader = readers.find((one) => one.agent === agent);
        if (reader) readAll(reader, path);
        rmSync(path);
      }),
      { numRuns: 400 },
    );
  });

  it('throws for no file of another agent, nor for random bytes', () => {
    const path = join(folder, 'any.jsonl');
    fc.assert(
      fc.property(fc.constantFrom(...readers), fc.uint8Array({ maxLength: 400 }), (reader, bytes) => {
        writeFileSync(path, bytes);
        readAll(reader, path);
      }),
      { numRuns: 200 },
    );
    for (const file of fixtures)
      for (const reader of readers) if (transcriptsIn(file).length > 0) readAll(reader, file);
  });
});
