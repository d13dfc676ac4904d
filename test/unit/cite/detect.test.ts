import { describe, expect, it } from 'vitest';
import { detectCitations } from '../../../src/knowledge/cite/detect.ts';
import { labelledCases } from './cases.ts';

const results = labelledCases().map((one) => {
  const found = detectCitations(one.events, one.given).map(({ id, kind, line }) => `${id} ${kind} ${line}`);
  const right = found.filter((citation) => one.expect.includes(citation));
  return { ...one, found, wrong: found.filter((citation) => !one.expect.includes(citation)), right };
});
const count = (pick: (one: (typeof results)[number]) => readonly string[]) =>
  results.reduce((sum, one) => sum + pick(one).length, 0);

describe('citations on the labelled sequences', () => {
  it('K.1 finds what was used with its line at a precision of at least 90 %, and most of it', () => {
    const [found, right, labelled] = [count((one) => one.found), count((one) => one.right), count((one) => one.expect)];
    expect(results.length).toBeGreaterThanOrEqual(30);
    expect(results.flatMap((one) => one.wrong.map((citation) => `${one.name}: ${citation}`))).toHaveLength(
      found - right,
    );
    expect(right / found).toBeGreaterThanOrEqual(0.9);
    expect(right / labelled).toBeGreaterThanOrEqual(0.8);
  });

  it.each(results.map((one) => [one.name, one] as const))('K.1 %s', (_, one) => {
    expect(one.found).toEqual(one.expect);
  });
});
