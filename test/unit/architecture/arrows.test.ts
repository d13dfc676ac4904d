import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findViolations, readSources } from '../../../scripts/arrows.ts';

it('imports point down only and make no cycle', () => {
  const sources = readSources();
  expect(sources.length).toBeGreaterThan(20);
  expect(findViolations(sources)).toEqual([]);
});

it('a planted import from a domain up to app is found', () => {
  const planted = { path: 'knowledge/planted.ts', text: "import { openWorkspace } from '../app/workspace.ts';\n" };
  expect(findViolations([...readSources(), planted])).toEqual([
    'knowledge/planted.ts imports app/workspace.ts: knowledge/ must not know app/',
  ]);
});

it('a planted dynamic import, re-export and type import are found', () => {
  const texts = [
    "const x = await import('../cli/app.ts');",
    "export { x } from '../cli/app.ts';",
    "import type { X } from '../cli/app.ts';",
  ];
  for (const text of texts) expect(findViolations([{ path: 'base/planted.ts', text }])).toHaveLength(1);
});

it('a surface may name a type of a domain but not run its code', () => {
  expect(findViolations([{ path: 'cli/a.ts', text: "import type { X } from '../knowledge/entry.ts';" }])).toEqual([]);
  expect(findViolations([{ path: 'cli/a.ts', text: "import { x } from '../knowledge/entry.ts';" }])).toHaveLength(1);
});

it('a planted cycle is found', () => {
  const files = [
    { path: 'base/a.ts', text: "import { b } from './b.ts';" },
    { path: 'base/b.ts', text: "import { a } from './a.ts';" },
  ];
  expect(findViolations(files)).toEqual(['import cycle: base/a.ts → base/b.ts → base/a.ts']);
});

it('they are among the static checks', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  expect(scripts['check']).toContain('npm run arrows');
  expect(scripts['arrows']).toBe('node scripts/arrows.ts');
});
