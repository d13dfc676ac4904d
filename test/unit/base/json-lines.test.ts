import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type JsonLine, type LineCursor, type ScanOptions, scanJsonLines } from '../../../src/base/json-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'json-lines-'));
afterAll(() => rmSync(folder, { recursive: true }));

let serial = 0;
function file(content: string | Buffer): string {
  const path = join(folder, `${serial++}.jsonl`);
  writeFileSync(path, content);
  return path;
}

function scan(path: string, options?: ScanOptions) {
  const { lines, report } = scanJsonLines(path, options);
  const found: JsonLine[] = [...lines];
  return { found, records: found.map(({ record }) => record), numbers: found.map(({ line }) => line), report };
}

const cursorOf = (path: string): LineCursor => scan(path).report.cursor ?? expect.fail('no cursor');

describe('the line scanner', () => {
  it('reads one object a line and says where it stopped', () => {
    const path = file('{"a":1}\n{"a":2}\n');
    const { records, numbers, report } = scan(path);
    expect(records).toEqual([{ a: 1 }, { a: 2 }]);
    expect(numbers).toEqual([1, 2]);
    expect(report).toMatchObject({ lines: 2, bytes: 16, malformed: 0, clipped: 0, resumed: false });
    expect(report.cursor).toMatchObject({ offset: 16, line: 2 });
  });

  it('leaves a torn last line for the next reading and reads it once it is whole', () => {
    const path = file('{"a":1}\n{"a":');
    const first = scan(path);
    expect(first.records).toEqual([{ a: 1 }]);
    expect(first.report).toMatchObject({ lines: 1, malformed: 0 });
    appendFileSync(path, '2}\n{"a":3}\n');
    const second = scan(path, { from: first.report.cursor ?? undefined });
    expect(second.records).toEqual([{ a: 2 }, { a: 3 }]);
    expect(second.numbers).toEqual([2, 3]);
    expect(second.report.resumed).toBe(true);
  });

  it('reads a last line without a line end when it is whole, and does not count its line end later', () => {
    const path = file('{"a":1}\n{"a":2}');
    const first = scan(path);
    expect(first.records).toEqual([{ a: 1 }, { a: 2 }]);
    appendFileSync(path, '\n{"a":3}\n');
    const second = scan(path, { from: first.report.cursor ?? undefined });
    expect(second.numbers).toEqual([3]);
    expect(second.report.cursor?.line).toBe(3);
  });

  it('waits for the rest of a last line that is a bare number, for it may grow', () => {
    const path = file('{"a":1}\n12');
    expect(scan(path).report).toMatchObject({ lines: 1, malformed: 0 });
  });

  it('starts over when the beginning of the file changed', () => {
    const path = file('{"a":1}\n{"a":2}\n');
    const from = cursorOf(path);
    writeFileSync(path, '{"b":1}\n{"b":2}\n{"b":3}\n');
    const { records, report } = scan(path, { from });
    expect(records).toHaveLength(3);
    expect(report.resumed).toBe(false);
  });

  it('starts over when the file shrank, even with the same beginning', () => {
    const long = `{"a":"${'x'.repeat(2000)}"}\n`;
    const path = file(`${long}{"a":2}\n`);
    const from = cursorOf(path);
    writeFileSync(path, long);
    expect(scan(path, { from }).report).toMatchObject({ resumed: false, lines: 1 });
  });

  it('starts over when another file took its place', () => {
    const path = file('{"a":1}\n');
    const from = cursorOf(path);
    const other = file('{"a":1}\n{"a":2}\n');
    renameSync(other, path);
    expect(scan(path, { from }).report).toMatchObject({ resumed: false, lines: 2 });
  });

  it('keeps a cursor whose file only grew, though its head was shorter than a kilobyte', () => {
    const path = file('{"a":1}\n');
    const from = cursorOf(path);
    appendFileSync(path, `{"a":"${'y'.repeat(3000)}"}\n`);
    expect(scan(path, { from }).report).toMatchObject({ resumed: true, lines: 1 });
  });

  it('reads what is appended while it reads', () => {
    const path = file('{"a":1}\n');
    const { lines, report } = scanJsonLines(path);
    const seen: unknown[] = [];
    for (const { record } of lines) {
      seen.push(record);
      if (seen.length < 4) appendFileSync(path, `{"a":${seen.length + 1}}\n`);
    }
    expect(seen).toHaveLength(4);
    expect(report.cursor?.line).toBe(4);
  });

  it('stands after the last line that was handed out when the consumer stops early', () => {
    const path = file('{"a":1}\n{"a":2}\n{"a":3}\n');
    const { lines, report } = scanJsonLines(path);
    for (const { line } of lines) if (line === 2) break;
    expect(report.cursor).toMatchObject({ line: 2, offset: 16 });
    expect(scan(path, { from: report.cursor ?? undefined }).records).toEqual([{ a: 3 }]);
  });

  it('counts lines that are no JSON object and goes on', () => {
    const path = file('not json\n{"a":1}\n[1]\n"text"\n{"a":\n\n{"a":2}\r\n');
    const { records, numbers, report } = scan(path);
    expect(records).toEqual([{ a: 1 }, { a: 2 }]);
    expect(numbers).toEqual([2, 7]);
    expect(report).toMatchObject({ lines: 7, malformed: 4 });
  });

  it('reads past a byte order mark and zero bytes before a record', () => {
    const zeros = Buffer.alloc(600);
    const content = Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf]),
      Buffer.from('{"a":1}\n'),
      zeros,
      Buffer.from('{"a":2}\n'),
    ]);
    expect(scan(file(content)).records).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('takes bytes that are no UTF-8 and lone surrogates as they come', () => {
    const bad = Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}\n{"a":"\\ud800x"}\n'),
    ]);
    const { records, report } = scan(file(bad));
    expect(records).toEqual([{ a: '\ufffd\ufffd' }, { a: '\ud800x' }]);
    expect(report.malformed).toBe(0);
  });

  it('finds nothing in an empty file and has no cursor then', () => {
    const { records, report } = scan(file(''));
    expect(records).toEqual([]);
    expect(report).toMatchObject({ lines: 0, bytes: 0, cursor: null });
  });

  it('does not stumble over a binary file', () => {
    const { records, report } = scan(file(readFileSync(process.execPath).subarray(0, 3_000_000)));
    expect(records).toEqual([]);
    expect(report.malformed).toBeGreaterThan(0);
  });

  it('leaves unparsed what the caller skips, and still counts it', () => {
    const path = file('{"skip":1}\n{"a":1}\n');
    const { numbers, report } = scan(path, {
      skip: (bytes, start) => bytes.toString('utf8', start + 2, start + 6) === 'skip',
    });
    expect(numbers).toEqual([2]);
    expect(report.lines).toBe(2);
  });

  it('parses a line without the part that the caller spares, and whole where what is left is no record', () => {
    const path = file('{"a":1,"b":[1,2],"c":3}\n{"a":"}","b":2}\n');
    const { records, report } = scan(path, {
      spare: (bytes, start, end) => {
        const line = bytes.subarray(start, end);
        return { start: start + line.indexOf(',"b"'), end: start + line.indexOf('}') - (line.includes('"c"') ? 6 : 0) };
      },
    });
    expect(records).toEqual([
      { a: 1, c: 3 },
      { a: '}', b: 2 },
    ]);
    expect(report).toMatchObject({ lines: 2, malformed: 0 });
  });

  it('clips a line over the limit by its structure and says so', () => {
    const record = {
      type: 'user',
      message: { content: [{ type: 'text', text: `start ${'é\\"'.repeat(400_000)} end` }] },
      uuid: 'u1',
    };
    const path = file(`{"a":1}\n${JSON.stringify(record)}\n{"a":2}\n`);
    const { records, numbers, report } = scan(path);
    expect(numbers).toEqual([1, 2, 3]);
    expect(report.clipped).toBe(1);
    const clipped = records[1] as typeof record;
    expect(clipped).toMatchObject({ type: 'user', uuid: 'u1' });
    const text = clipped.message.content[0]?.text ?? '';
    expect(text.length).toBeLessThan(60_000);
    expect(text).toMatch(/^start é\\".*é\\" end$/s);
    expect(text).toContain(' […] ');
  });

  it('clips the same however the file is cut into chunks', () => {
    const path = file(
      `${JSON.stringify({ a: 'ü'.repeat(300_000), b: [1, 2, { c: '\\'.repeat(90_000) }], d: 'end' })}\n`,
    );
    const whole = scan(path, { limitBytes: 100_000 });
    for (const chunkBytes of [64, 1000, 4097, 65_536])
      expect(scan(path, { limitBytes: 100_000, chunkBytes }).found).toEqual(whole.found);
    expect(whole.records[0]).toMatchObject({ d: 'end' });
  });

  it('waits for the rest of a long line that is torn', () => {
    const line = JSON.stringify({ a: 'x'.repeat(2_500_000) });
    const path = file(line.slice(0, 2_000_000));
    expect(scan(path).report).toMatchObject({ lines: 0, cursor: null });
    appendFileSync(path, `${line.slice(2_000_000)}\n`);
    expect(scan(path).report).toMatchObject({ lines: 1, clipped: 1, malformed: 0 });
  });
});
