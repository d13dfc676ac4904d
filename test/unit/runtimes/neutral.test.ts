import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sessionLineSchema } from '../../../src/schema/session-line.ts';

const page = readFileSync('docs/neutral-jsonl.md', 'utf8');

it('documents neutral transcripts by lines that it reads', () => {
  const examples = [...page.matchAll(/```jsonl\n([\s\S]*?)```/g)].map((found) => (found[1] ?? '').trim().split('\n'));
  expect(examples.map((lines) => lines.length)).toEqual([5, 10]);
  for (const line of examples.flat()) expect(sessionLineSchema.safeParse(JSON.parse(line)).error).toBeUndefined();
});

it('documents every type of line with all its fields', () => {
  const rows = new Map([...page.matchAll(/^\| `(\w+)` \| (.*?) \|/gm)].map((row) => [row[1], row[2] ?? '']));
  for (const { shape } of sessionLineSchema.options) {
    const type = shape.type.value;
    const own = Object.keys(shape).filter((field) => !['type', 'at', 'sidechain'].includes(field));
    const fields = type === 'session' ? own : own.filter((field) => field !== 'id');
    expect([...(rows.get(type) ?? 'missing').matchAll(/`(\w+)`/g)].map((found) => found[1]).sort()).toEqual(
      fields.sort(),
    );
  }
});
