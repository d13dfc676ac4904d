import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.remove());

const canMount =
  process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;
const statement = 'Set `CI=1` before `npm run e2e`, else it waits for a key.';

/** Runs the program as Codex does under workspace-write: `.git` and `.agents` of the workspace are really read-only. */
function inSandbox(...args: readonly string[]) {
  const script = ['.git', '.agents'].map((name) => `mount --bind ${name} ${name} && mount -o remount,ro,bind ${name}`);
  const line = `${script.join(' && ')} && exec "$@"`;
  const command = ['-m', 'sh', '-c', line, 'sh', process.execPath, resolve('bin/twelvefold.mjs'), ...args];
  return spawnSync('unshare', command, {
    cwd: box.repo,
    env: { ...box.env, CODEX_SANDBOX: 'seatbelt' },
    encoding: 'utf8',
  });
}

describe.skipIf(!canMount)('an agent in a sandbox with a read-only .git and .agents', () => {
  beforeEach(() => {
    mkdirSync(join(box.repo, '.agents'));
    writeFileSync(
      join(box.repo, '.agents', 'learnings.md'),
      '- Run `make gen` before `npm test`, else `src/gen.ts` is missing.\n',
    );
  });

  it('K.18 recalls, and what it learns is adopted by the next sweep and waits for review', () => {
    const asked = inSandbox('recall', 'npm test says src/gen.ts is missing');
    expect(asked).toMatchObject({ status: 0, stdout: expect.stringContaining('make gen') });
    const learned = inSandbox('learn', 'add', statement, '--json');
    expect(learned.stderr).toBe('');
    expect(JSON.parse(learned.stdout)).toEqual({
      dropped: expect.stringMatching(/\/twelvefold-0\/drops\/[0-9a-f]{16}\/\w{26}\.json$/),
    });
    expect(existsSync(join(box.repo, '.git/twelvefold'))).toBe(false);
    expect(box.tool(['forge', '--pending']).status).toBe(0);
    expect(box.tool(['pool', 'list']).stdout).toMatch(/Waiting for review \(1\)\n.*Set `CI=1`/);
    expect(box.tool(['recall', 'npm run e2e waits for a key']).stdout).not.toContain('CI=1');
  });

  it('K.18 tells a person in the same place that it could not be written', () => {
    const args = [
      'env',
      '-u',
      'CODEX_SANDBOX',
      process.execPath,
      resolve('bin/twelvefold.mjs'),
      'learn',
      'add',
      statement,
    ];
    const line = 'mount --bind .git .git && mount -o remount,ro,bind .git && exec "$@"';
    const done = spawnSync('unshare', ['-m', 'sh', '-c', line, 'sh', ...args], {
      cwd: box.repo,
      env: { ...box.env },
      encoding: 'utf8',
    });
    expect(done).toMatchObject({ status: 3, stderr: expect.stringContaining('could not be written') });
  });
});
