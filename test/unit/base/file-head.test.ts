import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readHead, readJsonHead, readRecordHead } from '../../../src/base/file-head.ts';

const folder = mkdtempSync(join(tmpdir(), 'file-head-'));
const file = join(folder, 'a.jsonl');
afterAll(() => rmSync(folder, { recursive: true }));

function headOf(content: string | Buffer, bytes = 1 << 16): string {
  writeFileSync(file, content);
  return readRecordHead(file, bytes).toString('latin1');
}

describe('the beginning of a file of records', () => {
  test.each([
    'plain text, no JSON, with "quotes',
    '{"a":"b"}\n{"c":"d \\" e"}\n',
    ' [ {"a": 1}, "\\\\"]\n',
    '',
    '{"torn":"string\n{"next":"record"}\n',
  ])('is what stands there where no string is long: %j', (text) => {
    expect(headOf(text)).toBe(text);
    expect(headOf(text.repeat(3), 7)).toBe(text.repeat(3).slice(0, 7));
  });

  test('keeps what follows a string of megabytes', () => {
    const record = (text: string) => `{"type":"user","image":${JSON.stringify(text)},"sessionId":"s-1"}\n`;
    const head = headOf(record('x'.repeat(3_000_000)) + record('short'));
    expect(head).toHaveLength(record('').length + (1 << 14) + record('short').length);
    expect(head.endsWith(`x","sessionId":"s-1"}\n${record('short')}`)).toBe(true);
  });

  test.each([0, 1])('is not led astray by escapes where a string is cut (%i)', (shift) => {
    const text = `${'y'.repeat(shift)}${'\\"'.repeat(40_000)}`;
    const head = headOf(`{"a":"${text}","sessionId":"s-1"}\n`);
    expect(JSON.parse(head)).toMatchObject({ sessionId: 's-1' });
  });

  test('leaves long quotes in prose as they are', () => {
    const text = `# Notes\n"${'z '.repeat(20_000)}" end\n`;
    expect(headOf(text)).toBe(text);
  });

  test('reads no further than it has to', () => {
    writeFileSync(file, `{"a":"${'x'.repeat(40 << 20)}","b":1}`);
    expect(readRecordHead(file, 1 << 16).length).toBeLessThan(1 << 15);
    expect(readHead(file, 10).toString()).toBe('{"a":"xxxx');
  });

  test('is told without the spaces between keys and values', () => {
    writeFileSync(file, `{"a": "${'x'.repeat(100_000)}", "sessionId": "s-1"}`);
    expect(readJsonHead(file, 1 << 16)).toContain('x","sessionId":"s-1"}');
  });
});
