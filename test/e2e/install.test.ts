import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { put, traces } from '../setup/install.ts';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';
import { onTerminalIn, terminal } from '../setup/terminal.ts';

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.remove());

const parsed = <T>(text: string) => JSON.parse(text) as T;
interface InitJson {
  readonly agents: readonly { readonly agent: string }[];
  readonly files: readonly { readonly path: string; readonly state: string }[];
  readonly written: readonly { readonly path: string; readonly state: string }[];
  readonly remarks: readonly string[];
  readonly backfill: { readonly sessions: number };
}

describe('init, unattended', () => {
  it('finds the agents, writes, changes nothing the second time, and is gone without a trace', () => {
    mkdirSync(join(box.home, '.claude'));
    mkdirSync(join(box.home, '.codex'));
    writeFileSync(join(box.home, '.codex/config.toml'), 'model = "x" # mine\n');
    const before = traces(box);
    const first = box.tool(['init', '--yes', '--json']);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    const said = parsed<InitJson>(first.stdout);
    expect(said.agents.map(({ agent }) => agent)).toEqual(['claude-code', 'codex']);
    expect(said.written.every(({ state }) => state === 'written')).toBe(true);
    expect(box.git('status', '--porcelain')).toBe('');
    const once = traces(box);
    expect(once.size).toBeGreaterThan(before.size);
    const second = box.tool(['init', '--yes']);
    expect(second.status).toBe(0);
    expect(second.stdout).toContain('Everything is in place already; nothing was changed.');
    expect(traces(box)).toEqual(once);
    const gone = box.tool(['uninstall', '--json']);
    expect(gone).toMatchObject({ status: 0, stderr: '' });
    expect(traces(box)).toEqual(before);
    expect(box.tool(['uninstall']).stdout).toContain('Nothing of twelvefold is recorded here');
  });

  it('never trusts hooks for the person unless told so, and says what to do', () => {
    mkdirSync(join(box.home, '.codex'));
    const { stdout } = box.tool(['init', '--yes', '--user']);
    expect(stdout).toContain('/hooks');
    expect(stdout).toContain('--trust-codex-hooks');
    const config = readFileSync(join(box.home, '.codex/config.toml'), 'utf8');
    expect(config).toContain('[mcp_servers.twelvefold]');
    expect(config).not.toContain('trusted_hash');
  });

  it('--dry-run says all and writes nothing', () => {
    const before = traces(box);
    const { stdout, status } = box.tool(['init', '--agent', 'gemini', '--dry-run']);
    expect([status, stdout]).toEqual([0, expect.stringContaining('.gemini/settings.json')]);
    expect(traces(box)).toEqual(before);
    expect(existsSync(join(box.repo, '.git/twelvefold'))).toBe(false);
  });

  it('tells of past sessions and keeps none of them unasked', () => {
    cpSync(resolve('demo/home'), box.home, { recursive: true });
    const session = join(box.home, '.claude/projects/x/5d961c1e-4371-4a75-a5b1-e8bc7c56d71e.jsonl');
    const line = {
      type: 'user',
      uuid: 'u',
      sessionId: '5d961c1e-4371-4a75-a5b1-e8bc7c56d71e',
      cwd: box.repo,
      version: '2.1.217',
      userType: 'external',
      timestamp: '2026-01-05T10:00:00.000Z',
    };
    put(session, `${JSON.stringify({ ...line, message: { role: 'user', content: 'Say hello' } })}\n`);
    const done = box.tool(['init', '--yes', '--agent', 'claude-code']);
    expect(done.stdout).toMatch(/Past sessions: 1; .*`twelvefold forge --all`/);
    const state = join(box.repo, '.git/twelvefold/state');
    expect(readdirSync(state)).toEqual(['install.json']);
  });

  it('a broken file is named with its place, the rest is written, and the exit code says so', () => {
    box.write('.claude/settings.local.json', '{\n  "hooks": {\n');
    const done = box.tool(['init', '--yes', '--agent', 'claude-code']);
    expect(done.status).toBe(3);
    expect(done.stdout).toMatch(/settings\.local\.json:\d+:\d+: it is not JSON/);
    expect(readFileSync(join(box.repo, '.claude/settings.local.json'), 'utf8')).toBe('{\n  "hooks": {\n');
    expect(existsSync(join(box.repo, '.mcp.json'))).toBe(true);
  });

  it.skipIf(process.getuid?.() !== 0 || spawnSync('setpriv', ['--version']).status !== 0)(
    'a folder that may not be written is told; nothing half-written stays behind',
    () => {
      for (const path of [box.root, box.repo, box.home, join(box.repo, '.git'), join(box.repo, '.git/info')]) {
        chmodSync(path, 0o755);
        chownSync(path, 65534, 65534);
      }
      mkdirSync(join(box.repo, '.claude'));
      chmodSync(join(box.repo, '.claude'), 0o555);
      const program = resolve('bin/twelvefold.mjs');
      const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, program];
      const done = spawnSync('setpriv', [...nobody, 'init', '--yes', '--agent', 'claude-code'], {
        cwd: box.repo,
        env: { ...box.env, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' },
        encoding: 'utf8',
      });
      expect(done.status).toBe(3);
      expect(done.stdout).toContain('EACCES');
      expect(readdirSync(join(box.repo, '.claude'))).toEqual([]);
      expect(existsSync(join(box.repo, '.mcp.json'))).toBe(true);
    },
  );

  it('a process killed at any moment leaves files that are whole, and the next run finishes', async () => {
    box.write('.claude/settings.local.json', '{ "theme": "dark" }\n');
    const before = traces(box);
    for (const ms of [60, 120, 150, 180, 210, 240, 280, 320, 400]) {
      spawnSync(
        process.execPath,
        [resolve('bin/twelvefold.mjs'), 'init', '--yes', '--agent', 'claude-code', '--agent', 'codex'],
        {
          cwd: box.repo,
          env: box.env,
          timeout: ms,
          killSignal: 'SIGKILL',
        },
      );
      const text = readFileSync(join(box.repo, '.claude/settings.local.json'), 'utf8');
      expect(parsed<{ theme: string }>(text).theme).toBe('dark');
    }
    expect(box.tool(['init', '--yes', '--agent', 'claude-code', '--agent', 'codex']).status).toBe(0);
    expect(box.tool(['uninstall']).status).toBe(0);
    const after = [...traces(box)];
    expect(new Map(after.filter(([path]) => !path.endsWith('/')))).toEqual(
      new Map([...before].filter(([path]) => !path.endsWith('/'))),
    );
  });

  it('six at once in one repository write the same, each file whole', async () => {
    const all = await Promise.all(
      Array.from({ length: 6 }, () => box.start(['init', '--yes', '--agent', 'claude-code', '--agent', 'cursor'])),
    );
    expect(all.map(({ status }) => status).filter((status) => status !== 0 && status !== 3)).toEqual([]);
    expect(box.tool(['init', '--yes', '--agent', 'claude-code', '--agent', 'cursor']).status).toBe(0);
    const settings = parsed<{ hooks: Record<string, unknown[]> }>(
      readFileSync(join(box.repo, '.claude/settings.local.json'), 'utf8'),
    );
    for (const groups of Object.values(settings.hooks)) expect(groups).toHaveLength(1);
    box.tool(['uninstall']);
    expect(existsSync(join(box.repo, '.claude'))).toBe(false);
    expect(existsSync(join(box.repo, '.cursor'))).toBe(false);
  });
});

describe.skipIf(!terminal)('init, on a terminal', () => {
  const ask = (...given: Parameters<ReturnType<typeof onTerminalIn>>) => onTerminalIn(box)(...given);
  const enter = '\r';

  it('says what it will write, asks, and writes nothing on a no', async () => {
    mkdirSync(join(box.home, '.factory'));
    const before = traces(box);
    const text = await ask(['init'], [['Write this?', 'n']]);
    expect(text).toContain('.factory/settings.json');
    expect(text).toContain('Nothing was written.');
    expect(traces(box)).toEqual(before);
  });

  it("lets agents be left out, writes on a yes, and asks of Codex's trust and of the past apart", async () => {
    mkdirSync(join(box.home, '.factory'));
    mkdirSync(join(box.home, '.codex'));
    const text = await ask(
      ['init'],
      [
        // Codex stands first in the list and is taken out of it.
        ['Which agents?', ` ${enter}`],
        ['Write this?', enter],
      ],
    );
    expect(text).toContain('4 files written.');
    expect(existsSync(join(box.repo, '.factory/settings.json'))).toBe(true);
    expect(existsSync(join(box.repo, '.codex'))).toBe(false);
    expect(text).toContain('No session of this repository is on disk.');
    const codex = await ask(
      ['init', '--agent', 'codex'],
      [
        ['Write this?', enter],
        ['Let Codex run these hooks', 'n'],
      ],
    );
    expect(codex).toContain('type /hooks');
    expect(existsSync(join(box.repo, '.codex/hooks.json'))).toBe(true);
  });
});
