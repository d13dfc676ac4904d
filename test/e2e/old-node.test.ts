import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const old = findOldNode();
const folder = mkdtempSync(join(tmpdir(), 'twelvefold-old-node-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(old === null)(`started by an old Node (${old ?? 'none on this machine'})`, () => {
  it('goes on with the Node of the checkout and hands back its exit code', () => {
    const node = old ?? '';
    const here = { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', HOME: folder } } as const;
    expect(execFileSync(node, ['bin/twelvefold.mjs', '--version'], here).trim()).toMatch(/^\d+\.\d+\.\d+$/);
    expect(spawnSync(node, ['bin/twelvefold.mjs', 'no-such-command'], here).status).toBe(2);
  });

  it('outside a checkout says in one line which Node it needs', () => {
    cpSync('bin', join(folder, 'bin'), { recursive: true });
    const done = spawnSync(old ?? '', [join(folder, 'bin/twelvefold.mjs'), 'status'], { encoding: 'utf8' });
    expect(done.status).toBe(2);
    expect(done.stderr.trim().split('\n')).toHaveLength(1);
    expect(done.stderr).toMatch(/needs Node 22\.13 or newer.*Install a current Node/);
  });

  it('in a checkout that is not set up says that this brings the Node it needs', () => {
    const clone = join(folder, 'clone');
    for (const part of ['bin', 'tools']) cpSync(part, join(clone, part), { recursive: true });
    const done = spawnSync(old ?? '', [join(clone, 'bin/twelvefold.mjs'), 'status'], { encoding: 'utf8' });
    expect([done.status, done.stderr]).toEqual([2, expect.stringMatching(/^[^\n]*npm ci && npm run build[^\n]*\n$/)]);
  });
});

/** A Node on this machine that is older than the program needs. */
function findOldNode(): string | null {
  const places = ['/usr/bin/node', '/usr/local/bin/node'];
  return (
    places.find((path) => {
      const answer = spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' });
      const [major = 99, minor = 0] = (answer.stdout ?? '').trim().split('.').map(Number);
      return answer.status === 0 && (major < 22 || (major === 22 && minor < 13));
    }) ?? null
  );
}
