import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { referencePages } from '../../../scripts/generate.ts';

it('the reference pages and JSON Schemas are those that the code gives', () => {
  const pages = referencePages();
  expect(pages.size).toBeGreaterThan(3);
  for (const [path, content] of pages) expect([path, readFileSync(path, 'utf8')]).toEqual([path, content]);
});

it('every command explains itself with a full description', () => {
  const commands = readFileSync('docs/reference/commands.md', 'utf8').split(/^## /m).slice(1);
  expect(commands.length).toBeGreaterThan(12);
  for (const text of commands) expect(text).toMatch(/USAGE[\s\S]*FLAGS/);
});
