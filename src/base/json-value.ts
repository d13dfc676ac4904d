/** A parsed JSON object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** A text that is not empty, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The fields of an object; none for anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The objects of a list, anything else in it as an object without fields; nothing where there is no list. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** A count: a number above zero, else 0. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}

/** A time in ISO 8601, or in milliseconds since the epoch, as the latter; null for anything else. */
export function timeOf(value: unknown): number | null {
  if (typeof value === 'number') return value > 0 && value < latest ? value : null;
  const at = typeof value === 'string' ? (utcTime(value) ?? Date.parse(value)) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

let lastDay = '';
let lastDayAt = Number.NaN;

/** A time as every agent writes it, `2026-03-01T10:00:14.120Z`: each record has one, and records of a day come together. */
function utcTime(text: string): number | null {
  if (
    text.length !== 24 ||
    text[10] !== 'T' ||
    text[13] !== ':' ||
    text[16] !== ':' ||
    text[19] !== '.' ||
    text[23] !== 'Z'
  )
    return null;
  const day = text.slice(0, 10);
  if (day !== lastDay) {
    lastDay = day;
    lastDayAt = Date.parse(`${day}T00:00:00.000Z`);
  }
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const milliseconds = 10 * twoDigits(text, 20) + digit(text, 22);
  // NaN is in no range: whatever is not as it should be is left to the date itself.
  return hour < 24 && minute < 60 && second < 60 && milliseconds < 1000
    ? lastDayAt + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds
    : null;
}

function twoDigits(text: string, at: number): number {
  return 10 * digit(text, at) + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value < 10 ? value : Number.NaN;
}

/** The last moment that a date can hold. */
const latest = 8.64e15;
