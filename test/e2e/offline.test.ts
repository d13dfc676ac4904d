import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';

let place: Sandbox;
beforeEach(() => {
  place = createSandbox();
});
afterEach(() => place.remove());

/** A namespace with no network in it; not every machine lets one be made. */
const without = ['-r', '-n'];
const isolates = process.platform === 'linux' && spawnSync('unshare', [...without, 'true']).status === 0;

it.skipIf(!isolates)('II.11 the foundation works without a network and without credentials', () => {
  const offline = (command: readonly string[]) =>
    spawnSync('unshare', [...without, ...command], { cwd: place.repo, env: place.env, encoding: 'utf8' });
  const reached = offline([
    process.execPath,
    '-e',
    "require('node:net').connect(9, '192.0.2.1').on('error', ({ code }) => process.exit(code === 'ENETUNREACH' ? 0 : 1))",
  ]);
  expect(reached.status).toBe(0);
  const tool = (...args: string[]) => {
    const { status, stdout, stderr } = offline([process.execPath, resolve('bin/twelvefold.mjs'), ...args]);
    expect([args, status, stderr.includes('E_')]).toEqual([args, 0, false]);
    return stdout;
  };
  const id = (JSON.parse(tool('work', 'add', 'Parse empty files', '--json')) as { item: { id: string } }).item.id;
  const other = (JSON.parse(tool('work', 'add', 'Ship it', '--json')) as { item: { id: string } }).item.id;
  place.write('.git/handoff.md', '## Goal\nComments\n## Done\nThe lexer\n## Decisions\nNone\n## Next\nThe printer\n');
  for (const args of [
    ['init', '--agent', 'claude-code', '--yes'],
    ['work', 'link', other, '--depends', id],
    ['work', 'ready', '--explain'],
    ['work', 'claim', id],
    ['work', 'note', id, 'The fixture needs LF'],
    ['work', 'show', id],
    ['work', 'release', id],
    ['work', 'close', id, '--reason', 'done'],
    ['work', 'reopen', id, '--reason', 'not quite'],
    ['work', 'list', '--all'],
    ['work', 'export'],
    ['decide', 'Keep it small', '--context', 'c', '--decision', 'd', '--consequences', 'e', '--alternatives', 'f'],
    ['handoff', 'write', '--from', '.git/handoff.md'],
    ['handoff', 'show'],
    ['sessions'],
    ['context'],
    ['status'],
    ['tier'],
    ['config'],
    ['index', 'rebuild'],
    ['sync'],
    ['uninstall'],
  ])
    tool(...args);
});
