import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type DocumentOptions, scanJsonDocument } from '../../../src/base/json-document.ts';

const folder = mkdtempSync(join(tmpdir(), 'twelvefold-document-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function scan(content: string | Buffer, options: DocumentOptions = {}) {
  const path = join(folder, 'document.json');
  writeFileSync(path, content);
  const { parts, report } = scanJsonDocument(path, options);
  return { parts: [...parts], report };
}

describe('the scanner of JSON documents', () => {
  it('gives the fields of the top object, and the elements of its lists one by one', () => {
    const { parts, report } = scan(
      '{"info": {"id": "a"},\n "messages": [{"n": 1}, 2, "x,]", [3]], "end": true, "none": []}',
    );
    expect(parts).toEqual([
      { key: 'info', index: null, value: { id: 'a' } },
      { key: 'messages', index: 0, value: { n: 1 } },
      { key: 'messages', index: 1, value: 2 },
      { key: 'messages', index: 2, value: 'x,]' },
      { key: 'messages', index: 3, value: [3] },
      { key: 'end', index: null, value: true },
    ]);
    expect(report).toMatchObject({ malformed: 0, clipped: 0 });
  });

  it('reads a document that is a list, behind a byte order mark', () => {
    expect(scan('\u{feff}[{"a":1},{"b":2}]').parts.map(({ value }) => value)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('gives any document back whole, whatever the size of the chunks', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.integer({ min: 1, max: 40 }),
        (document, chunkBytes) => {
          const rebuilt: Record<string, unknown> = Object.create(null);
          for (const [key, value] of Object.entries(document)) if (Array.isArray(value)) rebuilt[key] = [];
          for (const { key, index, value } of scan(JSON.stringify(document), { chunkBytes }).parts)
            if (index === null) rebuilt[key] = value;
            else (rebuilt[key] as unknown[]).push(value);
          expect(rebuilt).toEqual(Object.assign(Object.create(null), JSON.parse(JSON.stringify(document))));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('throws for nothing: torn, garbled, empty, no object', () => {
    const whole = '{"info":{"id":"a"},"messages":[{"n":"\\u00e9\\\\"},{"n":[1,{"x":"]}"}]}],"z":null}';
    for (let cut = 0; cut < whole.length; cut++) expect(scan(whole.slice(0, cut)).report.malformed).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => scan(Buffer.from(bytes)).report.malformed >= 0),
    );
    expect(scan('{"a":[1}]').report.malformed).toBeGreaterThan(0);
    expect(scan('plain words').report.malformed).toBeGreaterThan(0);
  });

  it('clips a long part by structure and goes on behind it', () => {
    const long = 'x'.repeat(200_000);
    const { parts, report } = scan(JSON.stringify({ messages: [{ id: 1, text: long }, { id: 2 }] }), {
      limitBytes: 100_000,
    });
    expect(report).toMatchObject({ clipped: 1, malformed: 0 });
    expect(parts.map(({ value }) => (value as { id: number }).id)).toEqual([1, 2]);
    expect(JSON.stringify(parts[0]).length).toBeLessThan(40_000);
  });

  it('does not parse what nobody wants', () => {
    const { parts, report } = scan('{"history":[{broken},{"a":"]"}],"trajectory":[{"b":1}]}', {
      keep: (key) => key !== 'history',
    });
    expect(parts).toEqual([{ key: 'trajectory', index: 0, value: { b: 1 } }]);
    expect(report.malformed).toBe(0);
  });
});
