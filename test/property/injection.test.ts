import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AnchorReport } from '../../src/knowledge/anchors/check.ts';
import { composeInjection } from '../../src/knowledge/inject/compose.ts';
import { countTokens } from '../../src/knowledge/inject/count-tokens.ts';
import { tellingOf } from '../../src/knowledge/inject/telling.ts';
import { entryOf, learningOf } from '../unit/inject/entry-of.ts';

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.lorem({ maxCount: 12 }),
  fc.stringMatching(/^(?:[a-z]{1,3}\/){0,9}[a-z0-9_-]{1,9}\.tsx? (?:has changed since|is now a\/b\/c\.ts:1234)$/),
);
const occasions = fc.record({
  point: fc.constantFrom('start', 'prompt', 'file', 'error'),
  budgetTokens: fc.nat({ max: 700 }),
  learnings: fc.array(fc.tuple(words, fc.array(words, { maxLength: 4 })), { maxLength: 8 }),
});

it('I.9 what is said fits the budget when the whole of it is counted, as text and as hooks print it', () => {
  fc.assert(
    fc.property(occasions, ({ point, budgetTokens, learnings }) => {
      const notes = new Map(learnings.map(([, own], i) => [`tf-${i}aaaaaaa`, own]));
      const offers = learnings.map(([statement], i) => {
        const entry = entryOf(learningOf(`tf-${i}aaaaaaa`, `It is so: ${statement}`));
        return { telling: tellingOf(entry, (text) => text), score: 1 / (i + 1), why: [] };
      });
      const injection = composeInjection(offers, {
        ...{ point, budgetTokens, alreadyGiven: new Set<string>(), now: Date.parse('2026-02-01T00:00:00Z') },
        anchorsOf: ({ id }): AnchorReport => ({ state: 'changed', checks: [], notes: notes.get(id) ?? [] }),
      });
      expect(injection.tokens).toBeLessThanOrEqual(budgetTokens);
      expect(countTokens(injection.text)).toBeLessThanOrEqual(injection.tokens);
      if (injection.text !== '' && !/[\\"]/.test(learnings.flat(2).join('')))
        expect(countTokens(JSON.stringify(injection.text))).toBeLessThanOrEqual(injection.tokens);
    }),
    { numRuns: 300 },
  );
});
