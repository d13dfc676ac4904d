import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/app/doctor/finding.ts';
import { put, traces } from '../setup/install.ts';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.remove());

const claude = () => join(box.repo, '.claude/settings.local.json');
const init = (...args: string[]) => expect(box.tool(['init', '--yes', ...args]).status).toBe(0);
const doctor = (...args: string[]) => {
  const done = box.tool(['doctor', '--json', ...args]);
  const { findings, fixed, ok } = JSON.parse(done.stdout) as { findings: Finding[]; fixed: string[]; ok: boolean };
  const problems = findings.filter(({ state }) => state === 'problem');
  expect(done.status).toBe(problems.length > 0 ? 1 : 0);
  expect(ok).toBe(problems.length === 0);
  for (const { fix } of problems) expect(fix).toBeTruthy();
  return {
    findings,
    fixed,
    problems: problems.map(({ check, agent }) => `${agent ?? 'twelvefold'} ${check}`),
    of: (check: string) => findings.filter((one) => one.check === check),
  };
};

describe('instruction files', () => {
  it('I.7 says which of them costs every session more than 2000 tokens, and breaks nothing by it', () => {
    expect(doctor().of('instructions')).toEqual([]);
    const words = (count: number) => 'word '.repeat(count);
    box.write('AGENTS.md', words(1900));
    expect(doctor().of('instructions')).toMatchObject([
      { state: 'ok', text: expect.stringMatching(/^AGENTS\.md costs about 19\d\d tokens$/) },
    ]);
    box.write('CLAUDE.md', words(2100));
    symlinkSync('CLAUDE.md', join(box.repo, 'GEMINI.md'));
    const { of, problems } = doctor();
    expect(of('instructions')).toMatchObject([
      {
        state: 'advice',
        text: expect.stringMatching(/^CLAUDE\.md costs about 21\d\d tokens/),
        fix: expect.any(String),
      },
    ]);
    expect(problems).toEqual(['twelvefold installed']);
  });
});

describe('files of knowledge', () => {
  it('that cannot be read are counted and named; those of another tool are no fault', () => {
    expect(doctor().of('knowledge')).toEqual([]);
    box.write('.agents/learnings/old.md', '# Made by another tool\n');
    expect(doctor().of('knowledge')).toMatchObject([
      { state: 'advice', fix: 'twelvefold learn import .agents/learnings' },
    ]);
    for (const name of ['a', 'b', 'c', 'd']) box.write(`.agents/learnings/${name}.md`, '---\nkind: [\n---\n');
    const [found] = doctor().of('knowledge');
    expect(found).toMatchObject({
      state: 'problem',
      text: expect.stringMatching(/^5 files have problems: .* and 2 more$/),
    });
    expect(found?.text).toContain('.agents/learnings/b.md:');
  });
});

describe('the chain, tried', () => {
  it("is whole for every agent after init: each hook runs, answers in its agent's shape, and tells what it should", () => {
    const agents = ['claude-code', 'codex', 'gemini', 'opencode', 'copilot', 'cursor', 'qwen', 'droid', 'cline'];
    init(...agents.flatMap((agent) => ['--agent', agent]), '--user');
    const before = traces(box);
    const { of, problems } = doctor();
    const hooks = of('hook');
    expect(hooks.map(({ agent }) => agent).sort()).toEqual([...agents].sort());
    expect(hooks.filter(({ state }) => state !== 'ok')).toEqual([]);
    for (const { text } of hooks) expect(text).toMatch(/\d+ hooks run, slowest \d+ ms; told what they should at \w/);
    expect(problems).toEqual([]);
    expect(of('server')[0]?.text).toMatch(/answers with \d tools: recall, /);
    // Nothing of the trial reached the person, the repository or the state.
    expect(traces(box)).toEqual(before);
    expect(existsSync(join(box.repo, '.git/twelvefold/state/hook.log'))).toBe(false);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('twelvefold-doctor-'))).toEqual([]);
  });

  it('says that nothing is installed where nothing is', () => {
    const { problems, findings } = doctor();
    expect(problems).toEqual(['twelvefold installed']);
    expect(findings[0]?.fix).toBe('twelvefold init');
  });
});

describe('what is broken is found, and --fix mends what can be mended', () => {
  it('a hook that somebody took out', () => {
    init('--agent', 'claude-code');
    const whole = readFileSync(claude(), 'utf8');
    put(claude(), JSON.stringify({ hooks: {}, theme: 'dark' }));
    expect(doctor().problems).toContain('claude-code file');
    const { fixed, problems } = doctor('--fix');
    expect(fixed).toEqual(['wrote 1 files for claude-code again']);
    expect(problems).not.toContain('claude-code file');
    expect(JSON.parse(readFileSync(claude(), 'utf8'))).toEqual({ ...JSON.parse(whole), theme: 'dark' });
  });

  it('a program that was moved, and a Node that is gone or too old', () => {
    const old = join(box.root, 'old');
    mkdirSync(join(old, 'bin'), { recursive: true });
    init('--agent', 'claude-code', '--agent', 'opencode');
    for (const path of [claude(), join(box.repo, '.mcp.json'), join(box.repo, '.opencode/plugin/twelvefold.js')])
      put(path, readFileSync(path, 'utf8').replaceAll(resolve('.'), old));
    const { problems, of } = doctor();
    expect(problems).toContain('claude-code file');
    expect(of('hook').every(({ state }) => state === 'problem')).toBe(true);
    // Claude's file was edited, so it is mended in place; the plugin was edited by hand, and that is left to the person.
    const mended = doctor('--fix');
    expect(readFileSync(claude(), 'utf8')).not.toContain(old);
    expect(mended.of('hook').find(({ agent }) => agent === 'claude-code')?.state).toBe('ok');
    expect(mended.problems).toContain('opencode file');
    const node = join(box.root, 'node');
    put(node, '#!/bin/sh\necho 20.1.0\n');
    chmodSync(node, 0o755);
    const record = join(box.repo, '.git/twelvefold/state/install.json');
    const text = readFileSync(record, 'utf8');
    put(record, text.replaceAll(/"command": "([^"]*[\\/]node)"/.exec(text)?.[1] ?? '', node));
    expect(
      doctor()
        .of('node')
        .find(({ agent }) => agent === 'claude-code')?.text,
    ).toContain('is Node 20.1.0; 22.13 or newer is needed');
  });

  it('a settings file that broke, named with its place and left to the person', () => {
    init('--agent', 'claude-code');
    put(claude(), '{\n  "hooks": }\n');
    const { of } = doctor('--fix');
    expect(of('file').find(({ state }) => state !== 'ok')).toMatchObject({
      state: 'problem',
      fixable: false,
      text: expect.stringContaining(`${claude()}:2:12`),
    });
    expect(readFileSync(claude(), 'utf8')).toBe('{\n  "hooks": }\n');
  });

  it('hooks that are there twice, in both settings or in one file', () => {
    init('--agent', 'claude-code');
    init('--agent', 'claude-code', '--user');
    const both = doctor().of('double');
    expect(both[0]).toMatchObject({ state: 'problem', fix: 'twelvefold uninstall --agent claude-code' });
    box.tool(['uninstall']);
    expect(doctor().of('double')).toEqual([]);
    const user = join(box.home, '.claude/settings.json');
    const settings = JSON.parse(readFileSync(user, 'utf8')) as { hooks: Record<string, unknown[]> };
    settings.hooks['Stop']?.push(settings.hooks['Stop'][0]);
    put(user, JSON.stringify(settings));
    expect(doctor().of('double')[0]?.text).toContain('Stop is in ');
    expect(doctor('--fix').of('double')).toEqual([]);
  });

  it("what a project has no place for and so lies in the person's own settings, and nothing else there", () => {
    const before = traces(box);
    init('--agent', 'cline');
    const whole = traces(box);
    rmSync(join(box.repo, '.agents'), { recursive: true });
    rmSync(join(box.home, '.cline/data/settings/cline_mcp_settings.json'));
    chmodSync(join(box.repo, '.cline/hooks/TaskStart'), 0o644);
    expect(doctor().problems.filter((one) => one === 'cline file')).toHaveLength(3);
    expect(doctor('--fix').problems).toEqual([]);
    expect(traces(box)).toEqual(whole);
    expect(box.tool(['uninstall']).status).toBe(0);
    expect(traces(box)).toEqual(before);
  });

  it('Copilot beside Claude Code is told, and is no fault', () => {
    init('--agent', 'claude-code', '--agent', 'copilot');
    expect(doctor().of('double')).toMatchObject([{ agent: 'copilot', state: 'advice' }]);
  });

  it('hooks whose record was lost', () => {
    init('--agent', 'droid');
    rmSync(join(box.repo, '.git/twelvefold/state/install.json'));
    const [lost] = doctor().of('double');
    expect(lost).toMatchObject({ state: 'problem', fix: 'twelvefold init --agent droid' });
    init('--agent', 'droid');
    expect(doctor().of('double')).toEqual([]);
  });

  it('an index that is behind the files, jobs that nobody works off, a log of failures', () => {
    init('--agent', 'droid');
    box.tool(['learn', 'add', '--kind', 'gotcha', 'Run `npm run tables` before the parser tests in src/parser.ts.']);
    box.tool(['recall', 'parser tests']);
    box.write('learnings.md', '- Run `make seed` before `make serve`, or the first page is empty.\n');
    const job = box.write('.git/twelvefold/state/spool/job.droid.s-1.json', '{}\n');
    const long = new Date(Date.now() - 9 * 86_400_000);
    utimesSync(job, long, long);
    box.write('.git/twelvefold/state/hook.log', `${new Date().toISOString()} droid Stop disk full\n`);
    const { problems, of } = doctor();
    expect(problems).toEqual(expect.arrayContaining(['twelvefold index', 'twelvefold spool']));
    expect(of('log')[0]?.text).toContain('droid Stop disk full');
    const mended = doctor('--fix');
    expect(mended.fixed[0]).toMatch(/^made the index anew from 2 learnings/);
    expect(mended.problems).not.toContain('twelvefold index');
  });

  it('a hook that fails although everything is in place', () => {
    // A whole copy of the program whose hook breaks.
    const copy = join(box.root, 'copy');
    mkdirSync(copy);
    for (const name of ['bin', 'package.json', 'node_modules']) symlinkSync(resolve(name), join(copy, name));
    init('--agent', 'droid');
    const settings = join(box.repo, '.factory/settings.json');
    put(
      settings,
      readFileSync(settings, 'utf8').replace(
        /"command": "[^"]* droid Stop"/,
        '"command": "echo oops; exit 3 # /x/hook.cjs droid Stop"',
      ),
    );
    const [hook] = doctor().of('hook');
    expect(hook).toMatchObject({
      agent: 'droid',
      state: 'problem',
      text: expect.stringContaining('Stop ended with exit code 3'),
    });
  });

  it('a skill that somebody made their own is no fault', () => {
    init('--agent', 'droid');
    const skill = join(box.repo, '.agents/skills/twelvefold/SKILL.md');
    put(skill, `${readFileSync(skill, 'utf8')}\nOurs.\n`);
    init('--agent', 'droid');
    expect(doctor().problems).toEqual([]);
    expect(readFileSync(skill, 'utf8')).toContain('Ours.');
  });
});

describe("Codex's trust", () => {
  /** An executable in Codex's place that answers `hooks/list` as Codex 0.169 does, and trusts what the settings say. */
  const codex = `#!${process.execPath}
const { createInterface } = require('node:readline');
const { readFileSync, existsSync } = require('node:fs');
const { createHash } = require('node:crypto');
const home = process.env.CODEX_HOME || process.env.HOME + '/.codex';
const config = existsSync(home + '/config.toml') ? readFileSync(home + '/config.toml', 'utf8') : '';
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  const say = (result) => process.stdout.write(JSON.stringify({ id, result }) + '\\n');
  if (method === 'initialize') say({ codexHome: home });
  if (method !== 'hooks/list') return;
  const [cwd] = params.cwds;
  const trusted = config.includes('[projects."' + cwd + '"]\\ntrust_level = "trusted"');
  const files = [home + '/hooks.json', ...(trusted ? [cwd + '/.codex/hooks.json'] : [])].filter(existsSync);
  const hooks = files.flatMap((file) =>
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).hooks).flatMap(([event, groups]) =>
      groups.map(({ hooks: [{ command }] }, i) => {
        const key = file + ':' + event.replace(/(?!^)[A-Z]/g, '_$&').toLowerCase() + ':' + i + ':0';
        const currentHash = 'sha256:' + createHash('sha256').update(command).digest('hex');
        const given = config.includes('[hooks.state."' + key + '"]\\ntrusted_hash = "' + currentHash + '"');
        return { key, command, currentHash, trustStatus: given ? 'trusted' : 'untrusted', enabled: true, sourcePath: file };
      }),
    ),
  );
  say({ data: [{ cwd, hooks, warnings: [], errors: [] }] });
});
`;
  const bin = () => {
    const path = join(box.root, 'bin/codex');
    put(path, codex);
    chmodSync(path, 0o755);
    return { env: { PATH: `${join(box.root, 'bin')}:${process.env['PATH']}` } };
  };
  const config = () => join(box.home, '.codex/config.toml');
  const trust = (options: { env: Record<string, string> }) => {
    const findings = (JSON.parse(box.tool(['doctor', '--json'], options).stdout) as { findings: Finding[] }).findings;
    return findings.find(({ check }) => check === 'trust');
  };

  it('is written with the hashes Codex gives, for who says so, is asked back, and goes with uninstall', () => {
    const options = bin();
    put(config(), `# mine\n\n[projects."${box.repo}"]\ntrust_level = "trusted"\n`);
    const before = readFileSync(config(), 'utf8');
    expect(box.tool(['init', '--yes', '--agent', 'codex'], options).stdout).toContain('/hooks');
    expect(readFileSync(config(), 'utf8')).toBe(before);
    expect(trust(options)).toMatchObject({
      state: 'problem',
      text: expect.stringContaining('does not trust 8 of the hooks'),
    });
    const done = box.tool(['init', '--yes', '--agent', 'codex', '--trust-codex-hooks'], options);
    expect([done.status, done.stdout]).toEqual([0, expect.not.stringContaining('type /hooks')]);
    expect(readFileSync(config(), 'utf8').startsWith(before)).toBe(true);
    expect(trust(options)).toMatchObject({ state: 'ok', text: 'Codex lists the hooks as trusted' });
    const trusted = readFileSync(config(), 'utf8');
    box.tool(['init', '--yes', '--agent', 'codex', '--trust-codex-hooks'], options);
    expect(readFileSync(config(), 'utf8')).toBe(trusted);
    expect(box.tool(['uninstall'], options).status).toBe(0);
    expect(readFileSync(config(), 'utf8')).toBe(before);
  });

  it("waits for the trust in the folder, which is the person's to give", () => {
    const options = bin();
    const done = box.tool(['init', '--yes', '--agent', 'codex', '--trust-codex-hooks'], options);
    expect(done.stdout).toContain('it does not trust this folder');
    expect(existsSync(config())).toBe(false);
    expect(trust(options)).toMatchObject({
      state: 'problem',
      text: expect.stringContaining('does not trust this folder'),
    });
  });

  it('is told to be given in Codex where Codex is not on the PATH', () => {
    const done = box.tool(['init', '--yes', '--agent', 'codex', '--user', '--trust-codex-hooks']);
    expect(done.stdout).toContain('could not be asked');
    expect(trust({ env: {} })).toMatchObject({ state: 'advice' });
  });

  it('is gone when the hook is another: a moved program has to be trusted anew', () => {
    const options = bin();
    box.tool(['init', '--yes', '--agent', 'codex', '--user', '--trust-codex-hooks'], options);
    expect(trust(options)?.state).toBe('ok');
    const hooks = join(box.home, '.codex/hooks.json');
    put(hooks, readFileSync(hooks, 'utf8').replaceAll(resolve('.'), '/old'));
    expect(trust(options)).toMatchObject({ state: 'problem' });
    box.tool(['doctor', '--fix'], options);
    expect(trust(options)?.state).toBe('ok');
    renameSync(hooks, `${hooks}.away`);
    expect(trust(options)).toMatchObject({ state: 'problem', text: 'Codex does not list the hooks' });
  });
});
