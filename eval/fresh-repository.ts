import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a program with arguments in the fresh repository and returns what it printed. */
export type Run = (program: string, args: readonly string[]) => string;

/** Gives `body` a new repository with a home of its own beside it, and takes both away afterwards. */
export function inFreshRepository<T>(body: (run: Run, folder: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'twelvefold-'));
  const [folder, home] = [join(root, 'repository'), join(root, 'home')];
  try {
    for (const path of [folder, home]) mkdirSync(path);
    const env = { PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8', TMPDIR: root, NODE_EXTRA_CA_CERTS: '' };
    const run: Run = (program, args) =>
      execFileSync(program, args, {
        cwd: folder,
        env,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    run('git', ['init', '-q', '-b', 'main']);
    return body(run, folder);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
