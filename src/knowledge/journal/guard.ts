import type { JournalLine } from '../../schema/journal.ts';

const points = new Set(['start', 'prompt', 'file', 'error']);
const outcomes = new Set(['passed', 'failed', 'unknown']);
const kinds = new Set(['named', 'followed', 'by-hand']);
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The same judgement as `journalLine` of the schema, without zod: the hook reads the journal too, and zod alone would
 * double its start. A property test holds the two together.
 */
export function isJournalLine(value: unknown): value is JournalLine {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const v = value as Fields;
  if (!whole(v['schema'], 1) || !time(v['at']) || !word(v['session']) || !word(v['agent'])) return false;
  if (v['type'] === 'injection') return points.has(v['point'] as string) && words(v['ids'], 1) && whole(v['tokens'], 0);
  if (v['type'] === 'citation') return isCitation(v);
  if (v['type'] === 'outcome') return isOutcome(v);
  return (
    v['type'] === 'chance' && word(v['id']) && typeof v['told'] === 'boolean' && typeof v['followed'] === 'boolean'
  );
}

function isCitation(v: Fields): boolean {
  return (
    word(v['id']) &&
    kinds.has(v['kind'] as string) &&
    (v['line'] === null || whole(v['line'], 1)) &&
    textOrNull(v['transcript']) &&
    typeof v['context'] === 'string' &&
    (v['outcome'] === null || outcomes.has(v['outcome'] as string)) &&
    textOrNull(v['note'])
  );
}

function isOutcome(v: Fields): boolean {
  return (
    outcomes.has(v['outcome'] as string) &&
    textOrNull(v['model']) &&
    whole(v['corrections'], 0) &&
    words(v['failures'], 0) &&
    whole(v['repeats'], 0) &&
    (v['firstPass'] === null || typeof v['firstPass'] === 'boolean') &&
    (v['firstSuccessMs'] === null || (Number.isFinite(v['firstSuccessMs']) && Number(v['firstSuccessMs']) >= 0)) &&
    (v['harvested'] === undefined || time(v['harvested']))
  );
}

const word = (value: unknown): value is string => typeof value === 'string' && value.length > 0;
const textOrNull = (value: unknown) => value === null || typeof value === 'string';
const whole = (value: unknown, least: number) => Number.isSafeInteger(value) && Number(value) >= least;
const words = (value: unknown, least: number) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' && item.length >= least);
const time = (value: unknown) => typeof value === 'string' && isoTime.test(value) && !Number.isNaN(Date.parse(value));
