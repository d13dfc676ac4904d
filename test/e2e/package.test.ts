import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'twelvefold-package-'));
const home = join(folder, 'home');
const place = join(folder, 'empty');
const env = { PATH: process.env['PATH'] ?? '', HOME: home, LC_ALL: 'C.UTF-8' };
const npm = (cwd: string, ...args: string[]) =>
  execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  for (const path of [home, place]) mkdirSync(path);
  // Packed from a copy, so that the build of the checkout is not touched while other tests use it.
  const copy = join(folder, 'copy');
  mkdirSync(copy);
  for (const name of ['bin', 'dist', 'package.json', 'README.md', 'LICENSE', 'NOTICE'])
    cpSync(resolve(name), join(copy, name), { recursive: true });
  npm(copy, 'pack', '--ignore-scripts', '--pack-destination', folder);
  writeFileSync(join(place, 'package.json'), '{"private":true}');
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  npm(
    place,
    'install',
    '--offline',
    '--cache',
    join(folder, 'cache'),
    '--no-audit',
    '--no-fund',
    join(folder, archive ?? 'missing.tgz'),
  );
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('P2 the package installs offline with an empty cache, brings no other package and has no install script', () => {
  expect(readdirSync(join(place, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['twelvefold']);
  const manifest = JSON.parse(readFileSync(join(place, 'node_modules/twelvefold/package.json'), 'utf8'));
  expect(manifest.dependencies ?? {}).toEqual({});
  expect(Object.keys(manifest.scripts).filter((name) => /install/.test(name))).toEqual([]);
});

it('P2 the installed program runs: version, help, an import and a recall', () => {
  const tool = (...args: string[]) =>
    execFileSync(join(place, 'node_modules/.bin/twelvefold'), args, { cwd: place, env, encoding: 'utf8' });
  expect(tool('--version').trim()).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
  expect(tool('--help')).toContain('recall');
  writeFileSync(
    join(place, 'kb.jsonl'),
    `${JSON.stringify({ id: 'kb-1', kind: 'command', statement: 'Run `make regen` before `make test`, or the parser tests fail.', scope: ['make test'] })}\n`,
  );
  tool('learn', 'import', 'kb.jsonl', '--trust');
  const answer = JSON.parse(
    tool('recall', 'make test fails in the parser tests, what runs first?', '--kind', 'question', '--json'),
  );
  expect(answer.results.map((result: { id: string }) => result.id)).toEqual(['kb-1']);
});

it('P1 nothing is written into the install folder', () => {
  expect(readdirSync(join(place, 'node_modules/twelvefold')).sort()).toEqual([
    'LICENSE',
    'NOTICE',
    'README.md',
    'bin',
    'dist',
    'package.json',
  ]);
});
