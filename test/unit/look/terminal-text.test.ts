import { describe, expect, it } from 'vitest';
import { clip, duration, large, oneLine, period, wrap } from '../../../src/cli/terminal-text.ts';

describe('text on a terminal', () => {
  it('takes control characters out of what a transcript says', () => {
    expect(oneLine('red \u001b[31mtext\u001b[0m\r\nand \u0007more')).toBe('red [31mtext [0m and more');
    expect(oneLine('left\u202eright')).toBe('left right');
  });

  it('cuts by columns, not by characters', () => {
    expect(clip('short', 10)).toBe('short');
    expect(clip('a longer text', 8)).toBe('a longe…');
    expect(clip('漢字漢字漢字', 7)).toBe('漢字漢…');
  });

  it('breaks at spaces into so many lines and cuts the last', () => {
    expect(wrap('one two three four five', 9, 2)).toEqual(['one two', 'three fo…']);
    expect(wrap('one two', 9, 2)).toEqual(['one two']);
    expect(wrap('unbreakable-text-of-some-length', 10, 2)).toEqual(['unbreakabl', 'e-text-of…']);
    expect(wrap('run unbreakable-text-of', 12, 2)).toEqual(['run unbreaka', 'ble-text-of']);
    expect(wrap('漢字漢字漢字 漢字', 9, 2)).toEqual(['漢字漢字', '漢字 漢字']);
  });

  it('says numbers and spans as a person would', () => {
    expect([large(999), large(12_400), large(3_210_000), large(41_000_000)]).toEqual(['999', '12 k', '3.2 M', '41 M']);
    expect([duration(20_000), duration(7 * 60_000), duration(150 * 60_000)]).toEqual([
      'under a minute',
      '7 min',
      '2.5 h',
    ]);
    expect(period('2026-02-12T12:00:00Z', '2026-02-23T12:00:00Z')).toBe('12 Feb to 23 Feb 2026');
    expect(period('2025-12-16T12:00:00Z', '2026-02-12T12:00:00Z')).toBe('16 Dec 2025 to 12 Feb 2026');
    expect(period('2026-02-12T11:00:00Z', '2026-02-12T12:00:00Z')).toBe('12 Feb 2026');
  });
});
