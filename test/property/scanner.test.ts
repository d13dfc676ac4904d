import { appendFileSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type LineCursor, scanJsonLines } from '../../src/base/json-lines.ts';
import { readers } from '../../src/runtimes/index.ts';
import type { SessionEvent, Usage } from '../../src/sessions/event.ts';
import type { ReadCursor, TranscriptReader } from '../../src/sessions/reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'scanner-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'session.jsonl');

const record = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
const line = fc.oneof(
  { weight: 5, arbitrary: record.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '{"torn":', '[1,2]', '"text"', '\u0000', '\r') },
);

describe('reading line by line', () => {
  it('gives the same records whatever the sizes of chunks and lines', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.integer({ min: 1, max: 200 }), (lines, chunkBytes) => {
        writeFileSync(path, lines.map((text) => `${text}\n`).join(''));
        const whole = scanJsonLines(path);
        const records = [...whole.lines];
        const chunked = scanJsonLines(path, { chunkBytes });
        expect([...chunked.lines]).toEqual(records);
        expect(chunked.report).toEqual(whole.report);
        expect(records.map(({ record }) => record)).toEqual(
          lines
            .map((text) => text.trim())
            .filter(isObject)
            .map((text) => JSON.parse(text)),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('read in pieces, as the file grows, gives what reading at once gives', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 25 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        (lines, cuts) => {
          const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
          writeFileSync(path, bytes);
          const whole = [...scanJsonLines(path).lines];
          writeFileSync(path, '');
          const pieces: unknown[] = [];
          let from: LineCursor | undefined;
          let written = 0;
          for (const end of [
            ...cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b),
            bytes.length,
          ]) {
            appendFileSync(path, bytes.subarray(written, end));
            written = end;
            const { lines: found, report } = scanJsonLines(path, { from });
            pieces.push(...found);
            from = report.cursor ?? undefined;
          }
          expect(pieces).toEqual(whole);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('never throws on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), fc.integer({ min: 1, max: 100 }), (bytes, limitBytes) => {
        writeFileSync(path, bytes);
        for (const _ of scanJsonLines(path, { limitBytes, chunkBytes: 64 }).lines);
        for (const reader of readers) for (const _ of reader.read(path).events);
      }),
      { numRuns: 150 },
    );
  });

  it('clips any record to one that still parses and keeps its keys', () => {
    fc.assert(
      fc.property(record, fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }), (value, part) => {
        const long = { first: 1, value, long: part.repeat(Math.ceil(60_000 / part.length)), last: 2 };
        writeFileSync(path, `${JSON.stringify(long)}\n`);
        const { lines, report } = scanJsonLines(path, { limitBytes: 1000 });
        const [found] = [...lines];
        // What JSON can carry: it knows no negative zero.
        expect(found?.record).toMatchObject({ first: 1, value: JSON.parse(JSON.stringify(value)), last: 2 });
        expect(report).toMatchObject({ clipped: 1, malformed: 0 });
      }),
      { numRuns: 60 },
    );
  });
});

const fixtures = globSync('test/fixtures/{claude-code,codex,copilot,droid,gemini,pi,qwen}/**/*.jsonl').sort();

describe('reading a growing session', () => {
  it.each(fixtures.map((file) => [basename(file), file]))(
    'gives the events of %s whole, wherever it is interrupted',
    (_, file) => {
      const bytes = readFileSync(file);
      const reader =
        readers.find(({ agent }) => file.startsWith(`test/fixtures/${agent}/`)) ?? expect.fail('no reader');
      // A file of the same name: the name says what the file is.
      const copy = join(folder, basename(file));
      writeFileSync(copy, bytes);
      const whole = told([...reader.read(copy).events]);
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 5 }), (cuts) => {
          expect(told(readInPieces(reader, copy, bytes, cuts))).toEqual(whole);
        }),
        { numRuns: 25 },
      );
    },
  );

  it('never throws on records with fields of any type', () => {
    const types = fc.constantFrom(
      'user',
      'assistant',
      'system',
      'attachment',
      'progress',
      'queue-operation',
      'session_meta',
      'response_item',
      'event_msg',
      'compacted',
      'gemini',
      'message',
      'session.start',
      'user.message',
      'assistant.message',
      'tool.execution_complete',
      'session.shutdown',
      'session_start',
      'tool_call',
      'tool_result',
      'completion',
      'session',
      'compaction',
    );
    const names = fc.constantFrom(
      'message',
      'content',
      'payload',
      'type',
      'role',
      'text',
      'input',
      'usage',
      'info',
      'attachment',
      'data',
      'item',
      'toolUseResult',
      'tool_use_id',
      'output',
      'call_id',
      'name',
      'arguments',
      'timestamp',
      'subtype',
      'parts',
      'functionCall',
      'functionResponse',
      'response',
      'toolCalls',
      'toolRequests',
      'arguments',
      'tokens',
      'modelMetrics',
      'toolCallResult',
      'resultDisplay',
      'usageMetadata',
      'systemPayload',
      'value',
      'result',
      '$set',
      'messages',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.constantFrom(
          'user',
          'assistant',
          'message',
          'text',
          'tool_use',
          'tool_result',
          'function_call',
          'function_call_output',
          'token_count',
          'item_completed',
        ),
        fc.integer(),
        fc.constant(null),
        fc.boolean(),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(names, tie('value'), { maxKeys: 6 }),
    }));
    const odd = fc
      .tuple(types, fc.dictionary(names, value, { maxKeys: 6 }))
      .map(([type, fields]) => ({ ...fields, type, sessionId: 's', uuid: 'u', cwd: '/x' }));
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 12 }), (records) => {
        writeFileSync(path, records.map((one) => `${JSON.stringify(one)}\n`).join(''));
        for (const reader of readers) for (const _ of reader.read(path).events);
      }),
      { numRuns: 400 },
    );
  });
});

function readInPieces(reader: TranscriptReader, copy: string, bytes: Buffer, cuts: readonly number[]): SessionEvent[] {
  const events: SessionEvent[] = [];
  let from: ReadCursor | undefined;
  let written = 0;
  writeFileSync(copy, '');
  for (const end of [...[...cuts].sort((a, b) => a - b), bytes.length]) {
    appendFileSync(copy, bytes.subarray(written, end));
    written = end;
    const { events: found, report } = reader.read(copy, from);
    events.push(...found);
    // A cursor must survive being kept as JSON.
    from = report.cursor ? JSON.parse(JSON.stringify(report.cursor)) : from;
  }
  return events;
}

/** Events without usage, and the sums of usage: a message read in two pieces tells its tokens in two parts. */
function told(events: readonly SessionEvent[]) {
  const sum = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };
  const usage = events.filter((event): event is Usage => event.type === 'usage');
  for (const event of usage)
    for (const key of ['input', 'cacheRead', 'cacheWrite', 'output'] as const) sum[key] += event[key];
  return { events: events.filter((event) => event.type !== 'usage'), sum };
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return text.startsWith('{') && typeof value === 'object';
  } catch {
    return false;
  }
}
