import { schemaVersion } from '../schema/learning.ts';
import { type LearningRecord, recordSchema } from '../schema/record.ts';
import type { KnowledgeProblem } from './problem.ts';

const order = ['schema', 'ulid', 'learning', 'type', 'at', 'by'];

/** A record as JSON with a stable order of keys: the same record gives the same bytes. */
export function writeRecordFile(record: LearningRecord): string {
  return `${JSON.stringify(sorted(record, order), null, 2)}\n`;
}

/** Reads a record file. Never throws: what cannot be read is a problem, and the learning goes on without it. */
export function readRecordFile(text: string, path: string): LearningRecord | KnowledgeProblem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const problem = /^[<>]{7}/m.test(text)
      ? 'an unfinished merge: conflict markers are still in the file'
      : 'it is not JSON';
    return { path, line: 1, problem: `${problem}. Restore it from git; the learning is read without it.` };
  }
  const checked = recordSchema.safeParse(value);
  if (checked.success) return checked.data;
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema === 'number' && schema > schemaVersion) {
    return {
      path,
      line: 1,
      problem: `it was written by a newer twelvefold (schema ${schema}, this one knows ${schemaVersion}). Update twelvefold to read it.`,
    };
  }
  const issue = checked.error.issues[0];
  return {
    path,
    line: 1,
    problem: `\`${issue?.path.join('.') || 'the record'}\`: ${issue?.message ?? 'is not as expected'}. Restore it from git; the learning is read without it.`,
  };
}

function sorted(value: object, first: readonly string[]): Record<string, unknown> {
  const given = value as Record<string, unknown>;
  const keys = [
    ...first.filter((key) => key in given),
    ...Object.keys(given)
      .filter((key) => !first.includes(key))
      .sort(),
  ];
  return Object.fromEntries(keys.map((key) => [key, sortDeep(given[key])]));
}

function sortDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortDeep);
  return typeof value === 'object' && value !== null ? sorted(value, []) : value;
}
