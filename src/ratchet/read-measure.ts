import type { Ratchet } from '../schema/ratchet.ts';
import type { Measured } from './compare.ts';

/** What an item's identity leaves out: where in the file it stands today. */
const place = /(?::\d+(?::\d+)?|\(\d+,\d+\)|\bline \d+(?:, column \d+)?)(?=[\s:,)]|$)/g;

/**
 * Reads what a measuring program printed.
 * @param output what it printed, for `json` the file that it wrote
 * @param root folder that paths are told from
 * @returns null where it holds no such thing: that is a failure of the measuring, never a zero
 */
export function readMeasure(read: Ratchet['read'], output: string, root = ''): Measured | null {
  const text = output.replace(/\x1b\[[\d;]*[A-Za-z]/g, '');
  switch (read.as) {
    case 'number': {
      const last = [...text.matchAll(/-?\d+(?:[.,]\d+)?/g)].at(-1)?.[0];
      return last === undefined ? null : { value: Number(last.replace(',', '.')), items: null };
    }
    case 'json': {
      const value = valueAt(text, read.path);
      return value === null ? null : { value, items: null };
    }
    case 'items': {
      const items = itemsOf(text, read.pattern ?? '');
      return { value: items.length, items };
    }
    case 'eslint': {
      const items = eslintItems(text, root, read.rules ?? null);
      return items && { value: items.length, items };
    }
    default:
      return null;
  }
}

/** One item a line, without its place in the file: lines above may come and go. */
function itemsOf(text: string, pattern: string): string[] {
  const wanted = pattern === '' ? null : new RegExp(pattern);
  return text
    .split(/\r?\n/)
    .flatMap((line) => {
      if (line.trim() === '') return [];
      if (wanted === null) return [line];
      const match = wanted.exec(line);
      return match ? [match[1] ?? line] : [];
    })
    .map(identity)
    .sort();
}

const identity = (line: string) => line.replace(place, '').replace(/\s+/g, ' ').trim();

/** Rules whose findings say how much it is: a file that is shortened and still too long is the same finding. */
const counting = /^(?:.*\/)?(?:max-[\w-]+|complexity)$/;

/** `[{"filePath":…,"messages":[{"ruleId":…,"message":…}]}]`, on one line among what the runner says besides. */
function eslintItems(text: string, root: string, rules: readonly string[] | null): string[] | null {
  const line = text.split('\n').find((one) => one.startsWith('['));
  try {
    const files = JSON.parse(line ?? '') as {
      filePath: string;
      messages: { ruleId: string | null; message: string }[];
    }[];
    return files
      .flatMap(({ filePath, messages }) => {
        const path = filePath.startsWith(`${root}/`) ? filePath.slice(root.length + 1) : filePath;
        return messages
          .filter(({ ruleId }) => rules === null || (ruleId !== null && rules.includes(ruleId)))
          .map(({ ruleId, message }) => {
            const told = counting.test(ruleId ?? '') ? message.replace(/\b\d+\b/g, 'N') : message;
            return identity(`${path}: ${told}${ruleId ? ` (${ruleId})` : ''}`);
          });
      })
      .sort();
  } catch {
    return null;
  }
}

/** `total.lines.pct`; a list's length is its number. */
function valueAt(text: string, path: string): number | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  for (const key of path.split('.'))
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
