import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runContained } from '../../../src/process/contained.ts';
import { run } from '../../../src/process/run.ts';

describe('run', () => {
  let folder: string;
  const own = process.env['TMPDIR'];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twelvefold-run-'));
    process.env['TMPDIR'] = folder;
  });
  afterEach(() => {
    if (own === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = own;
    rmSync(folder, { recursive: true, force: true });
  });

  it('lets a program run that has more time than a timer can wait', async () => {
    const ran = await runContained(['sleep', '0.1'], {
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '' },
      timeoutMs: 1e13,
    });
    expect(ran).toMatchObject({ exit: 0, timedOut: false });
  });

  it('gives a program its whole input, and leaves no file behind', () => {
    const input = `${'ä line of some length\n'.repeat(100_000)}end`;
    expect(run('cat', [], { cwd: '/', input }).stdout).toBe(input);
    expect(run('cat', [], { cwd: '/' })).toEqual({ status: 0, stdout: '', stderr: '', killed: false });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('gives it as a file: a sandbox may let nobody close a socket', () => {
    const input = (text: string) => run('readlink', ['/proc/self/fd/0'], { cwd: '/', input: text }).stdout;
    expect(input('text')).toMatch(/^\/.*\(deleted\)\n$/);
    expect(input('')).toBe('/dev/null\n');
  });

  it('goes on by a pipe where no file can be made', () => {
    process.env['TMPDIR'] = join(folder, 'not-there');
    expect(run('cat', [], { cwd: '/', input: 'text' }).stdout).toBe('text');
  });
});
