import { describe, expect, it } from 'vitest';
import { createLineClipper } from '../../../src/base/clip-line.ts';

function clip(json: string): unknown {
  const clipper = createLineClipper();
  const bytes = Buffer.from(json);
  clipper.push(bytes, 0, bytes.length);
  const text = clipper.finish();
  return text === null ? null : JSON.parse(text);
}

describe('clipping a line of JSON', () => {
  it('leaves a record with short strings as it is', () => {
    const record = { a: 'é "quoted" \\ \n \u0000', b: [1, -2.5e3, true, null, []], c: { d: {} } };
    expect(clip(JSON.stringify(record, null, 1))).toEqual(record);
  });

  it('keeps the beginning and the end of a long string and marks the cut', () => {
    const { a } = clip(JSON.stringify({ a: `head${'m'.repeat(200_000)}tail` })) as { a: string };
    expect(a.startsWith('headmmm')).toBe(true);
    expect(a.endsWith('mmmtail')).toBe(true);
    expect(a).toContain(' […] ');
    expect(a.length).toBeLessThan(50_000);
  });

  it('never cuts through an escape or a character', () => {
    for (let shift = 0; shift < 12; shift++) {
      const filler = `${'x'.repeat(shift)}${'\\ud83d\\ude00\\n€\\u00e9'.repeat(9000)}`;
      expect(clip(`{"a":"${filler}"}`)).toHaveProperty('a');
    }
  });

  it('ends long lists, deep below the record, when a megabyte has been kept', () => {
    const record = { type: 'user', deep: { list: Array.from({ length: 400_000 }, (_, i) => i) }, uuid: 'u1' };
    const clipped = clip(JSON.stringify(record)) as typeof record;
    expect(clipped).toMatchObject({ type: 'user', uuid: 'u1' });
    expect(clipped.deep.list.length).toBeGreaterThan(10_000);
    expect(clipped.deep.list.length).toBeLessThan(400_000);
  });

  it('gives a line up that has no structure to cut', () => {
    expect(clip(`{${'"k":1,'.repeat(900_000)}"z":1}`)).toBe(null);
  });

  it('starts afresh after each line', () => {
    const clipper = createLineClipper();
    const broken = Buffer.from(`{"a":"${'x'.repeat(100_000)}`);
    clipper.push(broken, 0, broken.length);
    clipper.finish();
    const next = Buffer.from('{"b":2}');
    clipper.push(next, 0, next.length);
    expect(clipper.finish()).toBe('{"b":2}');
  });
});
