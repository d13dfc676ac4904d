import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planInit } from '../../../src/app/init.ts';
import { status } from '../../../src/app/status.ts';
import { uninstall } from '../../../src/app/uninstall.ts';
import type { Edge } from '../../../src/app/workspace.ts';
import { init, json, program, put, traces } from '../../setup/install.ts';
import { createPlace, type Place } from '../../setup/knowledge.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

const inRepo = (path: string) => join(place.repo, path);
const claude = '.claude/settings.local.json';
const states = (outcomes: ReturnType<typeof init>['outcomes']) =>
  Object.fromEntries(outcomes.map(({ path, state }) => [path.slice(place.repo.length + 1), state]));
const ignored = () => readFileSync(inRepo('.git/info/exclude'), 'utf8');

describe('which agents', () => {
  it('are those with a program, with settings, or with sessions of this repository', () => {
    mkdirSync(join(place.home, '.gemini'));
    put(join(place.root, 'bin/codex'), '#!/bin/sh\n');
    chmodSync(join(place.root, 'bin/codex'), 0o755);
    const line = { type: 'user', sessionId: 's', cwd: place.repo, uuid: 'u', message: { role: 'user', content: 'x' } };
    put(
      join(place.home, '.config/claude/projects/p/s.jsonl'),
      `${JSON.stringify({ ...line, version: '2', timestamp: '2026-01-05T10:00:00.000Z' })}\n`,
    );
    const edge: Edge = { ...place.edge, env: { PATH: join(place.root, 'bin') } };
    const plan = planInit(edge, program, { agents: [], scope: 'project', instructions: false });
    expect(plan.agents.map(({ installer, sessions }) => [installer.agent, sessions])).toEqual([
      ['claude-code', 1],
      ['codex', 0],
      ['gemini', 0],
    ]);
  });

  it('A1 a wrong name is told with the nearest right one, and none at all is told with the names there are', () => {
    expect(() => init(place.edge, { agents: ['claud-code'] })).toThrow('did you mean `claude-code`');
    expect(() => init(place.edge)).toThrow('No AI coding agent was found');
  });
});

describe('a file that cannot be edited', () => {
  it.each([
    [claude, '{"hooks": {]', '1:12'],
    [claude, '{\n  "hooks": []\n}', '2:12'],
    [claude, '{\n  "hooks": {\n    "Stop": {}\n  }\n}', '3:13'],
    [claude, '[]', '1:1'],
    ['.mcp.json', '{"mcpServers": 3}', '1:16'],
  ])('%s: %j is named with its place and left alone, and holds up no other file', (path, text, at) => {
    put(inRepo(path), text);
    const { files, outcomes } = init(place.edge, { agents: ['claude-code'] });
    const blocked = files.filter(({ state }) => state === 'blocked');
    expect(blocked.map(({ problem }) => problem?.code)).toEqual(['E_SETTINGS_BROKEN']);
    expect(blocked[0]?.problem?.message).toContain(`${inRepo(path)}:${at}: `);
    expect(readFileSync(inRepo(path), 'utf8')).toBe(text);
    expect(states(outcomes)['.agents/skills/twelvefold/SKILL.md']).toBe('written');
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(readFileSync(inRepo(path), 'utf8')).toBe(text);
  });

  it.each([
    ['model = "x\n', '1:'],
    ['a = 1\n[b\n', '2:3'],
    ['mcp_servers = { other = { command = "x" } }\n', '1:1'],
  ])('config.toml: %j', (text, at) => {
    put(inRepo('.codex/config.toml'), text);
    const { files } = init(place.edge, { agents: ['codex'] });
    const [blocked] = files.filter(({ state }) => state === 'blocked');
    expect(blocked?.problem?.message).toContain(`config.toml:${at}`);
    expect(readFileSync(inRepo('.codex/config.toml'), 'utf8')).toBe(text);
  });

  it('a file that is not UTF-8 is left alone', () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
    mkdirSync(inRepo('.claude'));
    writeFileSync(inRepo(claude), bytes);
    const { files } = init(place.edge, { agents: ['claude-code'] });
    expect(files.find(({ state }) => state === 'blocked')?.problem?.code).toBe('E_FILE_UNREADABLE');
    expect(readFileSync(inRepo(claude))).toEqual(bytes);
  });

  it('a folder that is a file is told, and the rest is written', () => {
    put(inRepo('.claude'), 'not a folder\n');
    const { outcomes } = init(place.edge, { agents: ['claude-code'] });
    expect(states(outcomes)).toMatchObject({ [claude]: 'failed', '.mcp.json': 'written' });
    expect(outcomes.find(({ state }) => state === 'failed')?.problem?.message).toMatch(/ENOTDIR|EEXIST/);
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(readFileSync(inRepo('.claude'), 'utf8')).toBe('not a folder\n');
  });

  it("a file of that name that is somebody else's is left alone", () => {
    put(inRepo('.github/hooks/twelvefold.json'), '{}\n');
    const { files } = init(place.edge, { agents: ['copilot'] });
    expect(files.find(({ state }) => state === 'blocked')?.path).toBe(inRepo('.github/hooks/twelvefold.json'));
    expect(readFileSync(inRepo('.github/hooks/twelvefold.json'), 'utf8')).toBe('{}\n');
  });

  it("Cline's hooks go to its other folder where a name is taken", () => {
    put(inRepo('.cline/hooks/PreToolUse'), '#!/bin/sh\necho mine\n');
    init(place.edge, { agents: ['cline'] });
    expect(readFileSync(inRepo('.cline/hooks/PreToolUse'), 'utf8')).toContain('mine');
    expect(readFileSync(inRepo('.clinerules/hooks/PreToolUse'), 'utf8')).toContain('cline PreToolUse');
    expect(existsSync(inRepo('.cline/hooks/TaskStart'))).toBe(true);
  });
});

describe('how a file is written', () => {
  it('through a symbolic link, with the permissions it had', () => {
    const dotfiles = join(place.root, 'dotfiles/claude.json');
    put(dotfiles, '{ "theme": "dark" }\n');
    chmodSync(dotfiles, 0o600);
    mkdirSync(join(place.home, '.claude'));
    const link = join(place.home, '.claude/settings.json');
    symlinkSync(dotfiles, link);
    init(place.edge, { agents: ['claude-code'], scope: 'user' });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(json(dotfiles)).toMatchObject({ theme: 'dark', hooks: { Stop: [{}] } });
    expect(statSync(dotfiles).mode & 0o777).toBe(0o600);
    uninstall(place.edge, { agents: [], scope: 'user' });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(dotfiles, 'utf8')).toBe('{ "theme": "dark" }\n');
    expect(statSync(dotfiles).mode & 0o777).toBe(0o600);
  });

  it('through a link to a folder, and one that leads to nothing yet', () => {
    mkdirSync(join(place.root, 'elsewhere/claude'), { recursive: true });
    symlinkSync(join(place.root, 'elsewhere/claude'), join(place.home, '.claude'));
    symlinkSync(join(place.root, 'elsewhere/servers.json'), join(place.home, '.claude.json'));
    init(place.edge, { agents: ['claude-code'], scope: 'user' });
    expect(existsSync(join(place.root, 'elsewhere/claude/settings.json'))).toBe(true);
    expect(existsSync(join(place.root, 'elsewhere/servers.json'))).toBe(true);
    uninstall(place.edge, { agents: [], scope: 'user' });
    expect(lstatSync(join(place.home, '.claude')).isSymbolicLink()).toBe(true);
    expect(existsSync(join(place.root, 'elsewhere/claude/settings.json'))).toBe(false);
  });

  it('once where two paths lead to one file, and what a killed process left is cleared away', () => {
    mkdirSync(inRepo('.agents/skills'), { recursive: true });
    mkdirSync(inRepo('.claude'));
    symlinkSync('../.agents/skills', inRepo('.claude/skills'));
    put(inRepo('.claude/.tmp-twelvefold-999999999'), 'half');
    const { outcomes } = init(place.edge, { agents: ['claude-code'] });
    expect(outcomes.filter(({ what }) => what.includes('skill'))).toHaveLength(1);
    expect(outcomes.map(({ state }) => state)).not.toContain('failed');
    expect(existsSync(inRepo('.claude/skills/twelvefold/SKILL.md'))).toBe(true);
    expect(existsSync(inRepo('.claude/.tmp-twelvefold-999999999'))).toBe(false);
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(existsSync(inRepo('.agents/skills/twelvefold'))).toBe(false);
    expect(lstatSync(inRepo('.claude/skills')).isSymbolicLink()).toBe(true);
  });

  it.each(['\r\n', '\n'])('with the line endings %j, the byte order mark and the indentation it had', (eol) => {
    const text = `\ufeff{${eol}\t"theme": "dark"${eol}}`;
    put(inRepo(claude), text);
    init(place.edge, { agents: ['claude-code'] });
    const now = readFileSync(inRepo(claude), 'utf8');
    expect(now.startsWith(`\ufeff{${eol}\t"theme": "dark",${eol}\t"hooks": {${eol}\t\t"SessionStart": [${eol}`)).toBe(
      true,
    );
    expect(now.replaceAll(eol, '')).not.toMatch(/[\r\n]/);
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(readFileSync(inRepo(claude), 'utf8')).toBe(text);
  });

  it('an empty file gets the parts and is empty again afterwards', () => {
    put(inRepo(claude), '');
    init(place.edge, { agents: ['claude-code'] });
    expect(json(inRepo(claude))).toHaveProperty('hooks.Stop');
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(readFileSync(inRepo(claude), 'utf8')).toBe('');
  });
});

describe('files that are shared through git', () => {
  const commit = (path: string, text: string) => {
    put(inRepo(path), text);
    place.git('add', '.');
    place.git('commit', '-qm', 'Share settings');
  };

  it("are left alone; the person's own settings serve, and go again with this checkout", () => {
    commit('.gemini/settings.json', '{ "theme": "team" }\n');
    const before = traces(place);
    const { remarks } = init(place.edge, { agents: ['gemini'] });
    expect(remarks).toHaveLength(2);
    expect(remarks[0]).toContain('.gemini/settings.json is shared through git');
    expect(place.git('status', '--porcelain')).toBe('');
    expect(json(join(place.home, '.gemini/settings.json'))).toHaveProperty('mcpServers.twelvefold');
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(traces(place)).toEqual(before);
  });

  it("what two checkouts need in the person's own settings goes with the second", () => {
    commit('.gemini/settings.json', '{}\n');
    place.git('worktree', 'add', '-q', '../second');
    const second: Edge = { ...place.edge, cwd: join(place.root, 'second') };
    init(place.edge, { agents: ['gemini'] });
    init(second, { agents: ['gemini'] });
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(json(join(place.home, '.gemini/settings.json'))).toHaveProperty('mcpServers.twelvefold');
    uninstall(second, { agents: [], scope: 'project' });
    expect(existsSync(join(place.home, '.gemini'))).toBe(false);
  });

  it('uninstall in one worktree leaves those of another, and of one that is gone nothing is left to take back', () => {
    const before = [traces(place), ignored()];
    place.git('worktree', 'add', '-q', '../second');
    const second: Edge = { ...place.edge, cwd: join(place.repo, '../second') };
    init(place.edge, { agents: ['claude-code'] });
    const once = [traces(place), ignored()];
    expect(uninstall(second, { agents: [], scope: 'project' })).toEqual([]);
    expect([traces(place), ignored()]).toEqual(once);
    init(second, { agents: ['codex'] });
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(existsSync(join(second.cwd, '.codex/hooks.json'))).toBe(true);
    expect(ignored()).toContain('/.codex/hooks.json');
    place.git('worktree', 'remove', '--force', '../second');
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect([traces(place), ignored()]).toEqual(before);
    expect(existsSync(join(place.workspace.stateDir, 'install.json'))).toBe(false);
  });

  it('new ones are kept from git by its own local list, which shrinks and goes with them', () => {
    const before = ignored();
    init(place.edge, { agents: ['claude-code', 'cursor'] });
    expect(ignored()).toContain('\n/.claude/settings.local.json\n');
    expect(ignored()).toContain('\n/.cursor/hooks.json\n');
    uninstall(place.edge, { agents: ['cursor'], scope: 'project' });
    expect(ignored()).not.toContain('.cursor');
    expect(ignored()).toContain('.claude');
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(ignored()).toBe(before);
  });

  it('a list that cannot be edited is told, and holds nothing up', () => {
    const bytes = Buffer.from([0x2f, 0xe4, 0x0a]);
    writeFileSync(inRepo('.git/info/exclude'), bytes);
    const { files, outcomes } = init(place.edge, { agents: ['droid'] });
    expect(files[0]).toMatchObject({ state: 'blocked', problem: { code: 'E_FILE_UNREADABLE' } });
    expect(outcomes.every(({ state }) => state === 'written')).toBe(true);
    expect(readFileSync(inRepo('.git/info/exclude'))).toEqual(bytes);
  });

  it('what is ignored already needs no line', () => {
    put(inRepo('.gitignore'), '.claude/\n');
    init(place.edge, { agents: ['claude-code'] });
    expect(ignored()).not.toContain('.claude/settings');
    expect(ignored()).toContain('/.mcp.json');
  });
});

describe('the instructions', () => {
  const block = 'twelvefold:begin';
  it('are only touched when asked for, between markers, where each agent reads them', () => {
    put(inRepo('AGENTS.md'), '# Rules\n\nUse tabs.\n');
    put(inRepo('CLAUDE.md'), '# Claude\n');
    const before = traces(place);
    init(place.edge, { agents: ['claude-code', 'codex', 'gemini'] });
    expect(readFileSync(inRepo('AGENTS.md'), 'utf8')).not.toContain(block);
    init(place.edge, { agents: ['claude-code', 'codex', 'gemini'], instructions: true });
    for (const file of ['AGENTS.md', 'CLAUDE.md', 'GEMINI.md'])
      expect(readFileSync(inRepo(file), 'utf8').split(block)).toHaveLength(2);
    expect(place.git('status', '--porcelain').split('\n').sort().filter(Boolean)).toEqual([
      '?? AGENTS.md',
      '?? CLAUDE.md',
      '?? GEMINI.md',
    ]);
    const once = traces(place);
    init(place.edge, { agents: ['claude-code', 'codex', 'gemini'], instructions: true });
    expect(traces(place)).toEqual(once);
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(traces(place)).toEqual(before);
  });

  it('are said once where CLAUDE.md takes in AGENTS.md, or Gemini reads it', () => {
    put(inRepo('CLAUDE.md'), '@AGENTS.md\n');
    put(inRepo('.gemini/settings.json'), '{"context":{"fileName":["AGENTS.md"]}}');
    init(place.edge, { agents: ['claude-code', 'gemini'], instructions: true });
    expect(readFileSync(inRepo('CLAUDE.md'), 'utf8')).toBe('@AGENTS.md\n');
    expect(existsSync(inRepo('GEMINI.md'))).toBe(false);
    expect(readFileSync(inRepo('AGENTS.md'), 'utf8')).toContain(block);
  });
});

describe('again, later', () => {
  it('a moved program is put right in place, and the way back is still exact', () => {
    put(inRepo(claude), '{\n  // mine\n  "theme": "dark"\n}\n');
    const before = traces(place);
    const old = { ...program, root: '/old/place', node: '/old/node' };
    planInit(place.edge, old, { agents: ['claude-code'], scope: 'project', instructions: false }).write();
    expect(readFileSync(inRepo(claude), 'utf8')).toContain('/old/place/dist/hook.cjs claude-code Stop');
    init(place.edge, { agents: ['claude-code'] });
    expect(readFileSync(inRepo(claude), 'utf8')).not.toContain('/old');
    expect(readFileSync(inRepo('.mcp.json'), 'utf8')).not.toContain('/old');
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(traces(place)).toEqual(before);
  });

  it('a moved program is put right, too, in files that were edited in between, whose edits stay', () => {
    const old = { ...program, root: '/old/place', node: '/old/node' };
    planInit(place.edge, old, { agents: ['claude-code', 'codex'], scope: 'project', instructions: false }).write();
    const text = readFileSync(inRepo(claude), 'utf8');
    put(inRepo(claude), text.replace('{', '{\n  "permissions": { "allow": ["Bash(make:*)"] }, // mine'));
    put(
      inRepo('.mcp.json'),
      readFileSync(inRepo('.mcp.json'), 'utf8').replace('"type"', '"disabled": true,\n      "type"'),
    );
    put(
      inRepo('.codex/config.toml'),
      `${readFileSync(inRepo('.codex/config.toml'), 'utf8')}startup_timeout_sec = 20\n`,
    );
    init(place.edge, { agents: ['claude-code', 'codex'] });
    for (const path of [claude, '.mcp.json', '.codex/config.toml'])
      expect(readFileSync(inRepo(path), 'utf8')).not.toContain('/old');
    expect(json(inRepo('.mcp.json'))).toMatchObject({ mcpServers: { twelvefold: { disabled: true } } });
    expect(readFileSync(inRepo('.codex/config.toml'), 'utf8')).toContain('startup_timeout_sec = 20');
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(readFileSync(inRepo(claude), 'utf8')).toMatch(
      /^\{\n {2}"permissions": \{ "allow": \["Bash\(make:\*\)"\] \},? \/\/ mine\n\}\n$/,
    );
    expect(existsSync(inRepo('.codex'))).toBe(false);
  });

  it('one agent more in the same file, one less, and all gone', () => {
    const before = traces(place);
    init(place.edge, { agents: ['claude-code'] });
    const alone = traces(place);
    init(place.edge, { agents: ['copilot'] });
    uninstall(place.edge, { agents: ['claude-code'], scope: 'project' });
    expect(json(inRepo('.mcp.json'))).toHaveProperty('mcpServers.twelvefold');
    expect(existsSync(inRepo(claude))).toBe(false);
    init(place.edge, { agents: ['claude-code'] });
    uninstall(place.edge, { agents: ['copilot'], scope: 'project' });
    expect(traces(place)).toEqual(alone);
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(traces(place)).toEqual(before);
  });

  it('the project and the person are two matters', () => {
    const before = traces(place);
    init(place.edge, { agents: ['claude-code'], scope: 'user' });
    const personal = traces(place);
    init(place.edge, { agents: ['claude-code'] });
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(traces(place)).toEqual(personal);
    uninstall(place.edge, { agents: [], scope: 'user' });
    expect(traces(place)).toEqual(before);
  });

  it('a lost record costs nothing but exactness: the next init finds its parts again', () => {
    put(inRepo(claude), '{ "theme": "dark" }\n');
    init(place.edge, { agents: ['claude-code'] });
    rmSync(join(place.workspace.stateDir, 'install.json'));
    const once = traces(place);
    init(place.edge, { agents: ['claude-code'] });
    expect(traces(place)).toEqual(once);
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(json(inRepo(claude))).toEqual({ theme: 'dark' });
    expect(existsSync(inRepo('.mcp.json'))).toBe(false);
  });

  it.each(['{"version":1,"hooks":{"stop":[{"command":"mine"}]}}\n', '{\n  "version": 1,\n  "hooks": {}\n}\n'])(
    'a member that an agent asks of everybody makes a file no file of ours: %j',
    (text) => {
      put(inRepo('.cursor/hooks.json'), text);
      for (const _ of ['once', 'again']) init(place.edge, { agents: ['cursor'] });
      expect(json(inRepo('.cursor/hooks.json'))).toHaveProperty('hooks.sessionStart');
      uninstall(place.edge, { agents: [], scope: 'project' });
      expect(readFileSync(inRepo('.cursor/hooks.json'), 'utf8')).toBe(text);
    },
  );

  it('a hook that somebody puts into a group beside ours stays theirs, and one of ours that is there twice goes twice', () => {
    init(place.edge, { agents: ['claude-code'] });
    const mine = { type: 'command', command: './mine.sh' };
    const once = json(inRepo(claude));
    const edited = structuredClone(once);
    edited.hooks.Stop[0].hooks.unshift(mine);
    edited.hooks.SessionEnd.push(edited.hooks.SessionEnd[0]);
    put(inRepo(claude), JSON.stringify(edited));
    for (const _ of ['once', 'again']) {
      init(place.edge, { agents: ['claude-code'] });
      expect(json(inRepo(claude)).hooks.Stop).toEqual([{ hooks: [mine, ...once.hooks.Stop[0].hooks] }]);
      expect(json(inRepo(claude)).hooks.SessionEnd).toEqual(once.hooks.SessionEnd);
    }
    edited.hooks.PreToolUse[0].hooks.push(mine);
    edited.hooks.PreToolUse[0].matcher = 'Bash';
    put(inRepo(claude), JSON.stringify(edited));
    init(place.edge, { agents: ['claude-code'] });
    expect(json(inRepo(claude)).hooks.PreToolUse).toEqual([
      { matcher: 'Bash', hooks: [mine] },
      ...once.hooks.PreToolUse,
    ]);
    put(inRepo(claude), JSON.stringify(edited));
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(json(inRepo(claude))).toEqual({
      hooks: { Stop: [{ hooks: [mine] }], PreToolUse: [{ matcher: 'Bash', hooks: [mine] }] },
    });
  });

  it('a file of ours that somebody edited has become theirs', () => {
    init(place.edge, { agents: ['codex'] });
    const skill = inRepo('.agents/skills/twelvefold/SKILL.md');
    put(skill, `${readFileSync(skill, 'utf8')}\nOur own addition.\n`);
    expect(init(place.edge, { agents: ['codex'] }).files.find(({ path }) => path === skill)).toMatchObject({
      state: 'kept',
    });
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(readFileSync(skill, 'utf8')).toContain('Our own addition.');
  });

  it('a process killed between record and file leaves nothing that the next one cannot mend', () => {
    put(inRepo(claude), '{ "theme": "dark" }\n');
    const before = traces(place);
    init(place.edge, { agents: ['claude-code'] });
    // As if it had been stopped right after the record: the file is what it was.
    put(inRepo(claude), '{ "theme": "dark" }\n');
    rmSync(inRepo('.mcp.json'));
    init(place.edge, { agents: ['claude-code'] });
    expect(json(inRepo(claude))).toHaveProperty('hooks.Stop');
    uninstall(place.edge, { agents: [], scope: 'project' });
    expect(traces(place)).toEqual(before);
  });

  it('the lock of a process that is gone holds nobody up', () => {
    put(join(place.workspace.stateDir, 'install.json.lock'), '999999999');
    init(place.edge, { agents: ['droid'] });
    expect(existsSync(inRepo('.factory/settings.json'))).toBe(true);
    expect(existsSync(join(place.workspace.stateDir, 'install.json.lock'))).toBe(false);
  });

  it('a record that is none is told, and nothing is written over it', () => {
    put(join(place.workspace.stateDir, 'install.json'), '{"files": 3}');
    expect(() => init(place.edge, { agents: ['droid'] })).toThrow('is not a record of what was installed');
    put(join(place.workspace.stateDir, 'install.json'), '{"schema": 99, "files": []}');
    expect(() => uninstall(place.edge, { agents: [], scope: 'project' })).toThrow('newer twelvefold');
  });

  it('a checkout that was moved still finds what it wrote', () => {
    init(place.edge, { agents: ['claude-code'] });
    renameSync(place.repo, join(place.root, 'moved'));
    const edge: Edge = { ...place.edge, cwd: join(place.root, 'moved') };
    uninstall(edge, { agents: [], scope: 'project' });
    expect(existsSync(join(edge.cwd, claude))).toBe(false);
    expect(existsSync(join(edge.cwd, '.mcp.json'))).toBe(false);
  });

  it('status tells in whose settings it is, and goes on to the next step', () => {
    expect(status(place.edge)).toMatchObject({ agents: [], next: { command: 'twelvefold init' } });
    init(place.edge, { agents: ['claude-code'] });
    init(place.edge, { agents: ['droid'], scope: 'user' });
    expect(status(place.edge)).toMatchObject({
      agents: ['claude-code', 'droid'],
      next: { command: 'twelvefold learn' },
    });
    put(join(place.workspace.stateDir, 'install.json'), 'broken');
    expect(status(place.edge)).toMatchObject({ agents: null, next: { command: 'twelvefold doctor' } });
  });

  it.each([
    ['project', ['claude-code']],
    ['project', ['cline']],
    ['user', ['claude-code']],
    ['user', ['cline']],
  ] as const)(
    'the folders that the record itself needed go with it (%s, %s), in a plain folder too',
    (scope, agents) => {
      for (const git of [true, false]) {
        const fresh = createPlace({ git });
        try {
          expect(existsSync(join(fresh.home, '.local'))).toBe(false);
          init(fresh.edge, { agents, scope });
          uninstall(fresh.edge, { agents: [], scope });
          expect(existsSync(join(fresh.home, '.local'))).toBe(false);
          // What the person made stays, empty as it is.
          mkdirSync(join(fresh.home, '.local'));
          init(fresh.edge, { agents, scope });
          put(join(fresh.home, '.local/bin/mine'), '');
          uninstall(fresh.edge, { agents: [], scope });
          expect(readdirSync(join(fresh.home, '.local'))).toEqual(['bin']);
          rmSync(join(fresh.home, '.local/bin'), { recursive: true });
          init(fresh.edge, { agents, scope });
          uninstall(fresh.edge, { agents: [], scope });
          expect(readdirSync(join(fresh.home, '.local'))).toEqual([]);
        } finally {
          fresh.remove();
        }
      }
    },
  );

  it('works in a plain folder without git', () => {
    const plain = createPlace({ git: false });
    try {
      const before = traces(plain);
      init(plain.edge, { agents: ['claude-code'] });
      expect(json(join(plain.repo, claude))).toHaveProperty('hooks.Stop');
      uninstall(plain.edge, { agents: [], scope: 'project' });
      expect(traces(plain)).toEqual(before);
      expect(existsSync(plain.workspace.personalDir)).toBe(false);
    } finally {
      plain.remove();
    }
  });
});
