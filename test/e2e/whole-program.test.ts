import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, jsonLines, type Sandbox, snapshot } from '../setup/sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.remove());

const lesson = {
  id: 'kb-1',
  kind: 'command',
  statement: 'Run `make regen` before `make test`, or the parser tests fail with a missing grammar table.',
  scope: ['make test'],
};
const take = (...items: object[]) => {
  const file = join(box.root, 'kb.jsonl');
  box.write('../kb.jsonl', `${items.map((item) => JSON.stringify(item)).join('\n')}\n`);
  return box.tool(['learn', 'import', file, '--trust']);
};
const idsOf = (text: string) => (JSON.parse(text).results as { id: string }[]).map(({ id }) => id);

const canIsolate = process.platform === 'linux' && spawnSync('unshare', ['-n', 'true']).status === 0;

describe('without a network', () => {
  it.skipIf(!canIsolate)(
    'II.11 every step of the loop works in a network namespace that has not even a loopback',
    () => {
      cpSync(resolve('demo/home'), box.home, { recursive: true });
      take(lesson);
      const program = resolve('bin/twelvefold.mjs');
      const steps = [
        ['look'],
        ['sessions', '--all'],
        ['forge', '--all', '--yes'],
        ['recall', 'make test fails: missing grammar table', '--kind', 'error'],
        ['inject', '--point', 'start'],
        ['status'],
        ['flywheel'],
        ['decay'],
        ['index', 'rebuild'],
      ];
      for (const args of steps) {
        const done = spawnSync('unshare', ['-n', process.execPath, program, ...args], {
          cwd: box.repo,
          env: { ...box.env },
          encoding: 'utf8',
        });
        expect([args, done.status, done.stderr.includes('ENOTFOUND')]).toEqual([args, 0, false]);
      }
    },
  );
});

it('VII.1 status tells which sessions taught nothing yet, without an error code, and stops telling once they are forged', () => {
  const path = join(box.home, '.claude/projects/repo');
  const line = (extra: object) =>
    JSON.stringify({
      sessionId: 's-1',
      cwd: box.repo,
      version: '2.1.217',
      isSidechain: false,
      userType: 'external',
      timestamp: '2026-01-05T10:00:00.000Z',
      ...extra,
    });
  box.write(
    '../home/.claude/projects/repo/s-1.jsonl',
    `${line({ type: 'user', uuid: 'u', message: { role: 'user', content: 'Say hello' } })}\n`,
  );
  const before = box.tool(['status', '--json']);
  expect([before.status, JSON.parse(before.stdout).sessions.unforged]).toEqual([0, 1]);
  expect(box.tool(['status']).stdout).toMatch(/not forged yet/);
  expect(box.tool(['forge', join(path, 's-1.jsonl')]).status).toBe(0);
  expect(JSON.parse(box.tool(['status', '--json']).stdout).sessions.unforged).toBe(0);
});

it('A4 what a model or hand got slightly wrong is mended once, and what is beyond that is a failure with its line', () => {
  box.write(
    'items.jsonl',
    `${JSON.stringify(lesson).slice(0, -1)},},\n\`{"id":"kb-2","kind":"gotcha","statement":"The port 8080 is taken by the proxy on every build machine.","scope":[],}\`\n{"id":"kb-3",\n{"id":"kb-4","kind":"gotcha"}\n`,
  );
  const done = box.tool(['learn', 'import', 'items.jsonl', '--trust']);
  expect(`${done.stdout}${done.stderr}`).toMatch(/items\.jsonl:3/);
  expect(`${done.stdout}${done.stderr}`).toMatch(/items\.jsonl:4/);
  const kept = jsonLines<{ id: string }>(box.tool(['pool', 'list', '--all', '--json']).stdout).map(({ id }) => id);
  expect(kept.sort()).toEqual(['kb-1', 'kb-2']);
});

it('K.12 a known error is recognised in the middle of a long output, at recall and at the point of failure', () => {
  take({ ...lesson, symptoms: ['parser_test: missing grammar table'] });
  const words =
    'cache socket render theme login invoice parser buffer window sensor ledger mirror tunnel planet marker'.split(' ');
  const noise = (name: string) =>
    Array.from(
      { length: 60 },
      (_, i) =>
        `[${name}] built ${words[i % 15]}/${words[(i * 7 + 3) % 15]}_${words[(i * 4 + 1) % 15]}.o from ${words[(i * 11) % 15]}Service${i}`,
    ).join('\n');
  const output = `make test\n${noise('cc')}\nparser_test: FAIL: missing grammar table\n${noise('ld')}\nmake: *** [test] Error 1\n`;
  expect(idsOf(box.tool(['recall', output, '--kind', 'error', '--json']).stdout)).toEqual(['kb-1']);
  expect(box.tool(['inject', '--point', 'error', '-'], { input: output }).stdout).toContain('kb-1');
});

it('K.5 a learning written by hand goes stale with the file that its scope names', () => {
  box.write('src/parser.c', 'int main() {}');
  box.tool([
    'learn',
    'add',
    '--kind',
    'gotcha',
    '--scope',
    'src/parser.c',
    'The tables in src/parser.c are generated: change grammar/rules.y and run `make regen`.',
  ]);
  const said = () => box.tool(['inject', '--point', 'file', '--file', 'src/parser.c']).stdout;
  expect(said()).toContain('make regen');
  spawnSync('rm', [join(box.repo, 'src/parser.c')]);
  expect(said()).toBe('');
});

it('P11 every --json output is one JSON object a line on standard output, and nothing else is', () => {
  take(lesson);
  const commands = [
    ['recall', 'make test', '--json'],
    ['pool', 'list', '--json'],
    ['status', '--json'],
    ['sessions', '--json'],
    ['look', '--json'],
    ['flywheel', '--json'],
    ['decay', '--json'],
    ['inject', '--point', 'start', '--json'],
    ['config', '--json'],
    ['index', 'status', '--json'],
  ];
  for (const args of commands) {
    const done = box.tool(args);
    expect([args, done.status]).toEqual([args, 0]);
    expect(() => jsonLines(done.stdout)).not.toThrow();
  }
});

it('P12 rebuilding the index is idempotent, and a deleted one comes back with the same answers', () => {
  take(lesson, {
    ...lesson,
    id: 'kb-2',
    statement: 'Run `make clean` after switching the compiler, or stale objects are linked.',
    scope: ['make clean'],
  });
  const ask = () => box.tool(['recall', 'make test fails: missing grammar table', '--kind', 'error', '--json']).stdout;
  const list = () => box.tool(['pool', 'list', '--all', '--json']).stdout;
  const [answer, listed] = [ask(), list()];
  expect(idsOf(answer)).toContain('kb-1');
  for (let i = 0; i < 2; i++) expect(box.tool(['index', 'rebuild']).status).toBe(0);
  expect([ask(), list()]).toEqual([answer, listed]);
  spawnSync('rm', ['-rf', join(box.repo, '.git/twelvefold/cache')]);
  expect([ask(), list()]).toEqual([answer, listed]);
});

it('P1 P12 nothing is written beside the program, and what an administrator runs twice changes nothing the second time', () => {
  const install = join(box.root, 'install');
  for (const part of ['bin', 'dist', 'package.json']) cpSync(resolve(part), join(install, part), { recursive: true });
  const program = join(install, 'bin/twelvefold.mjs');
  const installed = (args: readonly string[]) => {
    const done = spawnSync(process.execPath, [program, ...args], {
      cwd: box.repo,
      env: { ...box.env },
      encoding: 'utf8',
    });
    expect([args, done.status]).toEqual([args, 0]);
    return done.stdout;
  };
  const before = snapshot(install);
  take(lesson);
  installed(['init', '--yes', '--agent', 'claude-code']);
  installed(['recall', 'make test', '--json']);
  const steps = [
    ['index', 'rebuild'],
    ['doctor', '--fix'],
    ['ledger', 'verify'],
    ['decay', '--apply'],
    ['init', '--yes', '--agent', 'claude-code'],
  ];
  for (const args of steps) {
    installed(args);
    const once = truth();
    installed(args);
    expect([args, truth()]).toEqual([args, once]);
  }
  expect(snapshot(install)).toEqual(before);
});

/** Everything of the repository and the home but the caches. */
const truth = () =>
  new Map(
    [...snapshot(box.repo), ...snapshot(box.home)].filter(
      ([path]) => !/(?:^|\/)(?:cache|\.cache)\/|\.git\/index$/.test(path),
    ),
  );
