import { expect, it } from 'vitest';
import { parseSince } from '../../../src/base/since.ts';

const now = Date.parse('2026-03-31T12:00:00Z');

it('takes spans and dates for --since', () => {
  expect(parseSince('12h', now, 'look')).toBe(Date.parse('2026-03-31T00:00:00Z'));
  expect(parseSince('30d', now, 'look')).toBe(Date.parse('2026-03-01T12:00:00Z'));
  expect(parseSince('2w', now, 'look')).toBe(Date.parse('2026-03-17T12:00:00Z'));
  expect(parseSince('2026-01-31', now, 'look')).toBe(Date.parse('2026-01-31T00:00:00Z'));
});

it('says what --since takes when it is given something else', () => {
  for (const text of ['', 'yesterday', '12', '2026-13-45', '-3d'])
    expect(() => parseSince(text, now, 'look')).toThrow(/--since takes 12h, 30d, 2w or a date/);
});
