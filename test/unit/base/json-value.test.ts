import { expect, it } from 'vitest';
import { timeOf } from '../../../src/base/json-value.ts';

it.each([
  '2026-03-01T10:00:14.120Z',
  '2026-03-01T23:59:59.999Z',
  '2024-02-29T00:00:00.000Z',
  '2026-02-30T10:00:00.000Z',
  '2026-13-01T10:00:00.000Z',
  'abcd-03-01T10:00:00.000Z',
  '2026-03-01T24:00:00.000Z',
  '2026-03-01T10:60:00.000Z',
  '2026-03-01T1a:00:00.000Z',
  '2026-03-01T10:00:00.0a0Z',
  '2026-03-01T10:00:00.000+',
  '2026-03-01T10:00:14Z',
  '2026-03-01T10:00:14.120+02:00',
  'yesterday',
])('reads a time as a date does: %s', (text) => {
  const at = Date.parse(text);
  for (let again = 0; again < 2; again++) expect(timeOf(text)).toBe(Number.isNaN(at) ? null : at);
});

it('takes milliseconds for what they are, and nothing else', () => {
  expect([timeOf(1_700_000_000_000), timeOf(0), timeOf(1e16), timeOf(null), timeOf({})]).toEqual([
    1_700_000_000_000,
    null,
    null,
    null,
    null,
  ]);
});
