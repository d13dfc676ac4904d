import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contextIn, createHookPlace, type HookPlace } from '../setup/hook-place.ts';

let place: HookPlace;
let [cents, tables] = ['', ''];
beforeEach(() => {
  place = createHookPlace();
  place.write('src/invoice.ts', 'export const total = 0;\n');
  cents = learn('Amounts in `src/invoice.ts` are whole cents; a float loses one in a thousand invoices.');
  tables = learn('Run `make tables` before the parser tests, they read the generated tables of the grammar.');
  place.git('add', '.');
  place.git('commit', '-qm', 'Start');
});
afterEach(() => place.remove());

const run = (...args: string[]): string => {
  const done = place.tool(args);
  expect([done.status, done.stderr.replace(/^.*says what is guidance now.*\n/, '')], args.join(' ')).toEqual([0, '']);
  return done.stdout + done.stderr;
};
const learn = (statement: string): string =>
  JSON.parse(run('learn', 'add', '--kind', 'gotcha', '--scope', '**', '--json', statement)).id;
const guide = (id: string) => run('pool', 'promote', '--to', 'guidance', '--reason', 'it held', id);
const read = (file: string) => readFileSync(join(place.repo, file), 'utf8');
const markers = ['<!-- twelvefold:begin v1 -->', '<!-- twelvefold:end -->'] as const;
/** What stands before, between and after the markers. */
const around = (file: string) => {
  const [before = '', rest = ''] = read(file).split(markers[0]);
  const [inside = '', after = ''] = rest.split(markers[1]);
  return { before, inside, after };
};
const inBlock = (file: string) => [...around(file).inside.matchAll(/^- \[(tf-\w+)\] /gm)].map(([, id]) => id);
let sessions = 0;
const startOf = () => {
  const session = `guided-${sessions++}`;
  const payload = { ...place.payload(session, 'SessionStart'), source: 'startup' };
  return contextIn(place.hook('claude-code', 'SessionStart', payload));
};
const prompted = (prompt: string) => {
  const session = `guided-${sessions++}`;
  return contextIn(place.hook('claude-code', 'UserPromptSubmit', { ...place.payload(session, 'x'), prompt }));
};

it('guidance stands in the files of instructions, is told nowhere else, and goes with the markers', () => {
  place.write('AGENTS.md', '# Rules\n\nUse tabs.\n');
  run('init', '--yes', '--agent', 'claude-code');
  guide(cents);
  run('index', 'refresh');
  expect(startOf()).toContain(cents);
  expect(prompted('Add a discount to the amounts in src/invoice.ts')).toContain(cents);

  run('init', '--yes', '--agent', 'claude-code', '--instructions');
  expect(inBlock('AGENTS.md')).toEqual([cents]);
  expect(read('AGENTS.md')).toMatch(/^# Rules\n\nUse tabs\.\n\n\S/);
  const once = read('AGENTS.md');
  expect(startOf()).not.toContain(cents);
  expect(prompted('Add a discount to the amounts in src/invoice.ts')).not.toContain(cents);
  for (const args of [
    ['init', '--yes', '--agent', 'claude-code', '--instructions'],
    ['init', '--yes', '--agent', 'claude-code'],
    ['sync'],
  ])
    run(...args);
  expect(read('AGENTS.md')).toBe(once);

  // One more, and one less.
  guide(tables);
  run('index', 'refresh');
  expect(startOf()).toContain(tables);
  expect(run('sync')).toContain('AGENTS.md says what is guidance now');
  expect(inBlock('AGENTS.md')).toEqual([cents, tables].sort());
  expect(startOf()).not.toContain(tables);
  run('pool', 'refute', '--reason', 'not any more', cents);
  run('sync');
  expect(inBlock('AGENTS.md')).toEqual([tables]);
  expect(place.git('status', '--porcelain').trim()).toBe('?? AGENTS.md');

  run('uninstall');
  expect(read('AGENTS.md')).toBe('# Rules\n\nUse tabs.\n');
});

it('what an agent does not read in its file of instructions is told it', () => {
  place.write('CLAUDE.md', '# Claude\n');
  guide(cents);
  run('init', '--yes', '--agent', 'codex', '--instructions');
  run('init', '--yes', '--agent', 'claude-code');
  run('index', 'refresh');
  expect(inBlock('AGENTS.md')).toEqual([cents]);
  expect(read('CLAUDE.md')).toBe('# Claude\n');
  expect(startOf()).toContain(cents);
});

it('markers that came with the repository are filled by sync, between them alone, and nobody takes them back', () => {
  const old = `# Rules\r\n\r\n${markers[0]}\r\nold words\r\n- [tf-gone] Old.\r\n${markers[1]}\r\n\r\nUse tabs.`;
  writeFileSync(join(place.repo, 'AGENTS.md'), old);
  place.write('GEMINI.md', '# Gemini\n');
  guide(cents);
  run('sync');
  expect(inBlock('AGENTS.md')).toEqual([cents]);
  const filled = read('AGENTS.md');
  expect(around('AGENTS.md')).toMatchObject({ before: '# Rules\r\n\r\n', after: '\r\n\r\nUse tabs.' });
  expect(filled.replaceAll('\r\n', '')).not.toContain('\n');
  expect(read('GEMINI.md')).toBe('# Gemini\n');
  run('uninstall');
  expect(read('AGENTS.md')).toBe(filled);
});

it("what is one person's own, or only here, is not written for everybody", () => {
  place.write('AGENTS.md', '');
  run('init', '--yes', '--agent', 'codex', '--instructions');
  guide(cents);
  // Muted by one person: still everybody's.
  run('pool', 'mute', cents);
  run('sync');
  expect(inBlock('AGENTS.md')).toEqual([cents]);
  rmSync(join(place.repo, '.agents'), { recursive: true });
  run('init', '--yes', '--agent', 'codex');
  expect(inBlock('AGENTS.md')).toEqual([]);
});

it('markers that came with the repository are renewed without the loss of a byte around them', () => {
  const block = `${markers[0]}\nold\n${markers[1]}\n`;
  place.write('AGENTS.md', `\ufeff${block}ours\n`);
  const latin = Buffer.from(`caf\u00e9\n${block}`, 'latin1');
  writeFileSync(join(place.repo, 'CLAUDE.md'), latin);
  guide(cents);
  const done = place.tool(['sync']);
  expect(done.status).toBe(0);
  expect(inBlock('AGENTS.md')).toEqual([cents]);
  expect(around('AGENTS.md')).toMatchObject({ before: '\ufeff', after: '\nours\n' });
  expect(readFileSync(join(place.repo, 'CLAUDE.md')).equals(latin)).toBe(true);
  expect(done.stderr).toMatch(/CLAUDE\.md.*not UTF-8/);
});
