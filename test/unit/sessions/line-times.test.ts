import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../src/sessions/event.ts';
import { createLineTimes } from '../../../src/sessions/line-times.ts';

const event = (line: number, at: number | null): SessionEvent => ({
  type: 'assistant',
  line,
  at,
  sidechain: false,
  text: '',
});

describe('times of lines', () => {
  it('VIII.2 gives each line its own time, else that of the last line before it that has one', () => {
    const list = fc.uniqueArray(fc.record({ line: fc.integer({ min: 1, max: 60 }), at: fc.option(fc.nat()) }), {
      selector: ({ line }) => line,
    });
    fc.assert(
      fc.property(list, fc.integer({ min: 0, max: 70 }), (items, asked) => {
        const ordered = items.toSorted((a, b) => a.line - b.line);
        const times = createLineTimes();
        for (const { line, at } of ordered) times.take(event(line, at));
        const expected = ordered.findLast(({ line, at }) => at !== null && line <= asked)?.at ?? null;
        expect(times.at(asked)).toBe(expected);
      }),
    );
  });

  it('keeps the first time of a line that several events share', () => {
    const times = createLineTimes();
    for (const at of [5, 7]) times.take(event(3, at));
    expect(times.at(3)).toBe(5);
  });
});
