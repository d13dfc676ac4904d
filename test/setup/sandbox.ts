import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A fresh folder with a repository and a HOME of its own, in which the built program runs with an environment made from nothing. */
export interface Sandbox {
  readonly root: string;
  readonly repo: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  tool(args: readonly string[], options?: RunOptions): Ran;
  start(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** The program as a person runs it: on a terminal, and nothing above it that the tests were started by. */
  person(args: readonly string[], options?: RunOptions): Ran;
  /** Any command in the same way. */
  onTerminal(command: readonly string[], options?: RunOptions): Ran;
  git(...args: string[]): string;
  write(path: string, content: string): string;
  remove(): void;
}

const program = resolve('bin/twelvefold.mjs');

/**
 * @param options.git false makes a plain folder; otherwise a repository with one commit
 */
export function createSandbox(options: { git?: boolean } = {}): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'twelvefold-test-'));
  const [repo, home] = [join(root, 'repo'), join(root, 'home')];
  for (const path of [repo, home]) mkdirSync(path);
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TMPDIR: root,
    LC_ALL: 'C.UTF-8',
    NO_COLOR: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.org',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.org',
  };
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: repo, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const sandbox: Sandbox = {
    root,
    repo,
    home,
    env,
    git,
    tool(args, { cwd = repo, input = '', env: more = {} } = {}) {
      const done = spawnSync(process.execPath, [program, ...args], {
        cwd,
        env: { ...env, ...more },
        input,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      });
      return { status: done.status, stdout: done.stdout, stderr: done.stderr };
    },
    start(args, { cwd = repo, input = '', env: more = {} } = {}) {
      return new Promise((done, failed) => {
        const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...env, ...more } });
        let [stdout, stderr] = ['', ''];
        child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
        child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
        child.on('error', failed);
        child.on('close', (status) => done({ status, stdout, stderr }));
        child.stdin.end(input);
      });
    },
    person: (args, options) => sandbox.onTerminal([process.execPath, program, ...args], options),
    onTerminal(command, { cwd = repo, input = '', env: more = {} } = {}) {
      const folder = mkdtempSync(join(root, 'terminal-'));
      const file = (name: string) => join(folder, name);
      writeFileSync(file('in'), input);
      const words = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
      const ends = [`<'${file('in')}'`, `>'${file('out')}'`, `2>'${file('err')}'`].join(' ');
      writeFileSync(file('run'), `${words} ${ends}\necho $? >'${file('status')}'\n`);
      const detached = `script -qc 'sh "$0/run"' /dev/null; : >"$0/done"`;
      const script = 'mkfifo "$0/done"; setsid -f sh -c "$1" "$0" </dev/null >/dev/null 2>&1; cat "$0/done"';
      execFileSync('sh', ['-c', script, folder, detached.replace('"$0/run"', `"${file('run')}"`)], {
        ...{ cwd, env: { ...env, ...more }, timeout: 120_000 },
      });
      const read = (name: string) => readFileSync(file(name), 'utf8');
      const ran = { status: Number(read('status')), stdout: read('out'), stderr: read('err') };
      rmSync(folder, { recursive: true });
      return ran;
    },
    write(path, content) {
      const full = join(repo, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
      return full;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
  if (options.git !== false) {
    git('init', '-q', '-b', 'main');
    sandbox.write('README.md', '# A repository\n');
    git('add', '.');
    git('commit', '-qm', 'Start');
  }
  return sandbox;
}

/** Every file below a folder with its content, to compare before and after. */
export function snapshot(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  if (!existsSync(folder)) return files;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile()) files.set(name, readFileSync(path, 'latin1'));
    else if (stats?.isDirectory()) files.set(`${name}/`, '');
  }
  return files;
}

/** The JSON lines that a command printed. */
export function jsonLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}
