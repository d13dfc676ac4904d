import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from '../../../src/ratchet/compare.ts';
import { readMeasure } from '../../../src/ratchet/read-measure.ts';

describe('VI.15 a metric may only get better', () => {
  const held = (better: 'more' | 'fewer', value: number) => ({ better, value });
  it.each([
    ['more', 80, 79, 'worse'],
    ['more', 80, 80, 'same'],
    ['more', 80, 81, 'better'],
    ['fewer', 5, 6, 'worse'],
    ['fewer', 5, 4, 'better'],
  ] as const)('%s is better: from %s to %s is %s', (better, before, now, verdict) => {
    expect(compare(held(better, before), { value: now, items: null }).verdict).toBe(verdict);
  });
});

describe('VI.16 items are held by identity, not by their number', () => {
  const items = (list: string[]) => ({ better: 'fewer' as const, value: list.length, items: list });
  it('one fixed and one new is worse', () => {
    const result = compare(items(['a', 'b']), { value: 2, items: ['a', 'c'] });
    expect(result).toMatchObject({ verdict: 'worse', added: ['c'], removed: ['b'] });
    expect(result.reason).toContain('1 new: c');
  });
  it('the same item twice counts twice', () => {
    expect(compare(items(['a']), { value: 2, items: ['a', 'a'] }).verdict).toBe('worse');
    expect(compare(items(['a', 'a']), { value: 1, items: ['a'] }).verdict).toBe('better');
  });
  it('any set is better than itself with more in it, and never better with something new', () => {
    const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 });
    fc.assert(
      fc.property(list, list, (before, now) => {
        const { verdict, added } = compare(items(before), { value: now.length, items: now });
        if (added.length > 0) expect(verdict).toBe('worse');
        else expect(verdict).toBe(now.length < before.length ? 'better' : 'same');
      }),
    );
  });
});

describe('what a measuring program prints', () => {
  it('is its last number, a number in JSON, or one item a line without its place', () => {
    expect(readMeasure({ as: 'number' }, 'lines: 10\ncovered 83.5%\n')).toEqual({ value: 83.5, items: null });
    expect(readMeasure({ as: 'json', path: 'total.lines.pct' }, '{"total":{"lines":{"pct":91}}}')).toEqual({
      value: 91,
      items: null,
    });
    expect(
      readMeasure(
        { as: 'items', pattern: '^(.*TODO.*)$' },
        'src/a.ts:10:// TODO one\nnothing\nsrc/b.ts:3:// TODO two\n',
      ),
    ).toEqual({
      value: 2,
      items: ['src/a.ts:// TODO one', 'src/b.ts:// TODO two'],
    });
  });
  it('a line that moved is the same item', () => {
    const at = (line: number) => readMeasure({ as: 'items' }, `src/a.ts(${line},5): error TS2322: no\n`)?.items;
    expect(at(10)).toEqual(at(99));
  });
  it('without a figure there is none: never a zero', () => {
    expect(readMeasure({ as: 'number' }, 'done')).toBeNull();
    expect(readMeasure({ as: 'json', path: 'a.b' }, '{"a":{}}')).toBeNull();
    expect(readMeasure({ as: 'json', path: 'a' }, 'not json')).toBeNull();
  });
});
