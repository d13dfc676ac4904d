import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const top = resolve(import.meta.dirname, '..');
const shipped = join(top, 'demo', 'home', '.claude', 'projects');
/** The folder that the shipped transcripts were made neutral to. */
const written = '/home/dev/code/context-evaluator';

/** A home and a repository of their own, in which the real program runs on the shipped sessions. */
export interface DemoPlace {
  readonly repository: string;
  readonly home: string;
  /** The agent's folder with the transcripts of the repository. */
  readonly transcripts: string;
  /** File names of the transcripts, oldest first. */
  readonly sessions: readonly string[];
  /** Puts a transcript where the agent keeps it, and takes it away. */
  add(session: string): void;
  take(session: string): void;
  /** Runs the program in the repository and returns what it printed on standard output. */
  tool(args: readonly string[], options?: { input?: string; columns?: number; colors?: boolean }): string;
  remove(): void;
}

/** Sets the place up: the transcripts name its folder, and the repository holds the files that they name, empty. */
export function createDemoPlace(): DemoPlace {
  const root = mkdtempSync(join(tmpdir(), 'twelvefold-demo-'));
  const home = join(root, 'home');
  const repository = join(home, 'code', 'context-evaluator');
  // Claude Code names a project's folder by its path, all signs that are no letters or digits as dashes.
  const transcripts = join(home, '.claude', 'projects', repository.replace(/[^A-Za-z0-9]/g, '-'));
  for (const folder of [repository, transcripts]) mkdirSync(folder, { recursive: true });
  const source = join(shipped, readdirSync(shipped)[0] ?? '');
  const texts = new Map(readdirSync(source).map((file) => [file, readFileSync(join(source, file), 'utf8')]));
  const sessions = [...texts.keys()].sort((a, b) => firstTime(texts.get(a)).localeCompare(firstTime(texts.get(b))));

  for (const text of texts.values())
    for (const [, name = ''] of text.matchAll(/"file_path":"\/home\/dev\/code\/context-evaluator\/([\w./-]+)"/g)) {
      const file = join(repository, name);
      if (existsSync(file)) continue;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '');
    }
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TMPDIR: root,
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    NODE_EXTRA_CA_CERTS: '',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, env, stdio: 'ignore' });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('-c', 'user.name=Demo', '-c', 'user.email=demo@example.org', 'commit', '-qm', 'The files the sessions name');

  const place: DemoPlace = {
    repository,
    home,
    transcripts,
    sessions,
    add: (session) =>
      writeFileSync(join(transcripts, session), (texts.get(session) ?? '').replaceAll(written, repository)),
    take: (session) => rmSync(join(transcripts, session), { force: true }),
    tool(args, { input = '', columns = 100, colors = false } = {}) {
      const shown = { COLUMNS: String(columns), ...(colors ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) };
      const program = [join(top, 'bin', 'twelvefold.mjs'), ...args];
      const done = spawnSync(process.execPath, program, {
        cwd: repository,
        env: { ...env, ...shown },
        input,
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      });
      if (done.status !== 0) throw new Error(`twelvefold ${args.join(' ')} ended with ${done.status}\n${done.stderr}`);
      return done.stdout;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
  for (const session of sessions) place.add(session);
  return place;
}

function firstTime(text = ''): string {
  return /"timestamp":"([^"]+)"/.exec(text)?.[1] ?? '';
}
