import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSessions } from '../../../src/app/find-sessions.ts';
import { openTranscript } from '../../../src/app/open-transcript.ts';
import { listSessions } from '../../../src/app/sessions.ts';
import { type Edge, openWorkspace } from '../../../src/app/workspace.ts';
import { cpuMs } from '../../setup/cpu.ts';
import { createSandbox, type Sandbox, snapshot } from '../../setup/sandbox.ts';

let box: Sandbox;
let edge: Edge;
beforeEach(() => {
  box = createSandbox();
  edge = { cwd: box.repo, home: box.home, env: {}, now: () => Date.parse('2026-03-03T00:00:00Z') };
});
afterEach(() => box.remove());

const fixture = (path: string) => readFileSync(resolve('test/fixtures', path), 'utf8');

/** Puts a transcript where the agent would, with the given folder in place of the recorded one. */
function put(place: string, content: string, cwd: string): string {
  const path = join(box.home, place);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content.replaceAll('/home/dev/shop', cwd));
  return path;
}
const claude = (name: string, cwd: string, as = name) =>
  put(`.claude/projects/p/${as}.jsonl`, fixture(`claude-code/${name}.jsonl`), cwd);
const codex = (name: string, cwd: string) =>
  put(`.codex/sessions/2026/03/02/rollout-2026-03-02T09-00-00-${name}.jsonl`, fixture(`codex/${name}.jsonl`), cwd);

const find = (at = edge, options = {}) => findSessions(openWorkspace(at), at, options);
const list = (options = {}) => listSessions(edge, { limit: 20, ...options }, () => {});

describe('finding the sessions of a repository', () => {
  it('finds those begun in it or in a folder inside it, and no others', () => {
    claude('compaction', box.repo);
    claude('moved', join(box.repo, 'web'));
    codex('response-items', box.root);
    const { sessions, elsewhere, problems } = find();
    expect(sessions.map(({ agent, match }) => [agent, match])).toEqual([
      ['claude-code', 'folder'],
      ['claude-code', 'folder'],
    ]);
    expect([elsewhere, problems]).toEqual([1, []]);
  });

  it('K.14 lists what the user said first without the secrets in it', () => {
    const secret = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
    const message = { role: 'user', content: `Deploy with the token ${secret} please` };
    const record = { type: 'user', message, uuid: 'u-1', timestamp: '2026-03-02T09:00:00Z', sessionId: 's' };
    put('.claude/projects/p/s.jsonl', `${JSON.stringify({ ...record, cwd: box.repo })}\n`, box.repo);
    const prompt = list().sessions[0]?.prompt ?? '';
    expect(prompt).toMatch(/^Deploy with the token .* please$/);
    expect(prompt).not.toContain(secret);
  });

  it('finds one that begins with a screenshot of megabytes, and reads it', () => {
    const record = {
      type: 'user',
      message: { role: 'user', content: [{ type: 'image', source: { data: 'iVBO'.repeat(500_000) } }] },
      uuid: 'u-1',
      timestamp: '2026-03-02T09:00:00Z',
      cwd: box.repo,
      sessionId: 'shown',
    };
    const path = put('.claude/projects/p/shown.jsonl', `${JSON.stringify(record)}\n`, box.repo);
    expect(find().sessions).toMatchObject([
      { id: 'shown', match: 'folder', start: Date.parse('2026-03-02T09:00:00Z') },
    ]);
    expect([...openTranscript(path).reading.events]).toMatchObject([{ type: 'session' }, { type: 'user' }]);
  });

  it('takes worktrees for the same repository, seen from each of them', () => {
    const tree = join(box.root, 'tree');
    box.git('worktree', 'add', '-q', '-b', 'side', tree);
    claude('compaction', box.repo);
    claude('moved', tree);
    expect(find().sessions).toHaveLength(2);
    expect(find({ ...edge, cwd: tree }).sessions).toHaveLength(2);
  });

  it('leaves a repository inside this one its own sessions', () => {
    box.git('init', '-q', 'vendor/inner');
    claude('compaction', join(box.repo, 'vendor/inner'));
    expect(find().sessions).toEqual([]);
    expect(find({ ...edge, cwd: join(box.repo, 'vendor/inner') }).sessions).toHaveLength(1);
  });

  it('knows a session of a folder that is gone by its remote, and not when it names another', () => {
    codex('response-items', join(box.root, 'before'));
    expect(find().sessions).toEqual([]);
    box.git('remote', 'add', 'origin', 'git@git.example:dev/shop.git');
    expect(find().sessions).toMatchObject([{ match: 'remote' }]);
    box.git('remote', 'set-url', 'origin', 'https://git.example/dev/other');
    expect(find().sessions).toEqual([]);
  });

  it('knows a session of a moved folder by a commit that it made or began at', () => {
    const commit = box.git('rev-parse', 'HEAD').trim();
    const bare = fixture('codex/response-items.jsonl').replace(/"repository_url":"[^"]*"/, '"repository_url":null');
    put('.codex/sessions/2026/03/02/rollout-a.jsonl', bare.replace('a'.repeat(40), commit), '/gone/shop');
    const made = fixture('claude-code/moved.jsonl').replace(
      "Switched to a new branch 'fix/api'",
      `[fix/api ${commit.slice(0, 8)}] Add it`,
    );
    put('.claude/projects/p/made.jsonl', made, '/gone/shop');
    put('.claude/projects/p/other.jsonl', fixture('claude-code/compaction.jsonl'), '/gone/shop');
    expect(
      find()
        .sessions.map(({ match, agent }) => [agent, match])
        .sort(),
    ).toEqual([
      ['claude-code', 'commit'],
      ['codex', 'commit'],
    ]);
  });

  it('knows a session of a moved folder by a pull request of its remote', () => {
    claude('moved', '/gone/elsewhere');
    box.git('remote', 'add', 'origin', 'https://git.example/dev/shop.git');
    expect(find().sessions).toMatchObject([{ match: 'remote' }]);
  });

  it('keeps those apart that only had a folder of the same name', () => {
    claude('compaction', '/gone/repo');
    const { sessions, byName } = find();
    expect([sessions.length, byName.length]).toEqual([0, 1]);
    expect(byName[0]?.match).toBe('name');
  });

  it('finds the sessions of a folder that was moved with its history', () => {
    claude('compaction', box.repo);
    const commit = box.git('rev-parse', 'HEAD').trim();
    codex('response-items', box.repo);
    const moved = join(box.root, 'moved');
    renameSync(box.repo, moved);
    writeFileSync(
      join(box.home, '.codex/sessions/2026/03/02/rollout-2026-03-02T09-00-00-response-items.jsonl'),
      fixture('codex/response-items.jsonl')
        .replaceAll('/home/dev/shop', box.repo)
        .replace(/"repository_url":"[^"]*"/, '"repository_url":null')
        .replace('a'.repeat(40), commit),
    );
    expect(find({ ...edge, cwd: moved }).sessions).toMatchObject([{ match: 'commit' }]);
  });

  it('looks where the environment says that agents keep their files', () => {
    claude('compaction', box.repo);
    const other = join(box.root, 'config');
    renameSync(join(box.home, '.claude'), other);
    expect(find().sessions).toEqual([]);
    expect(find({ ...edge, env: { CLAUDE_CONFIG_DIR: other } }).sessions).toHaveLength(1);
  });

  it('works in a folder without git', () => {
    const plain = join(box.root, 'plain');
    mkdirSync(plain);
    claude('compaction', plain);
    expect(find({ ...edge, cwd: plain }).sessions).toHaveLength(1);
  });

  it('counts the sessions of agents that are not read yet', () => {
    box.write('.crush/crush.db', 'SQLite format 3\0');
    expect(find().unread.map(({ agent, here, all }) => [agent, here, all])).toEqual([['crush', 1, 1]]);
  });
});

describe('listing sessions', () => {
  it('I.16 lists what each cost and how it went, the newest first', () => {
    claude('compaction', box.repo);
    codex('response-items', box.repo);
    const { sessions, total } = list();
    expect(total).toBe(2);
    expect(sessions).toMatchObject([
      {
        agent: 'codex',
        failures: 4,
        interrupts: 1,
        compactions: 0,
        prompt: 'why does the build fail on CI?',
        tokens: { output: 150 },
      },
      { agent: 'claude-code', compactions: 2, peakContext: 152_010, peakUtilisation: 0.76005, turns: 2 },
    ]);
  });

  it("adds a sub-agent's file to the session it worked for", () => {
    const id = '22222222-2222-4333-8444-555555555555';
    claude('with-subagent', box.repo, id);
    put(
      `.claude/projects/p/${id}/subagents/agent-a9.jsonl`,
      fixture('claude-code/with-subagent/subagents/agent-a9.jsonl'),
      box.repo,
    );
    const { sessions } = list();
    expect(sessions).toMatchObject([{ id, parent: null, subagents: 1, toolCalls: 2, tokens: { output: 69 } }]);
  });

  it('counts what a fork copied where it happened', () => {
    claude('streaming-duplicates', box.repo);
    claude('fork', box.repo);
    const outputs = Object.fromEntries(list().sessions.map(({ id, tokens }) => [id.slice(0, 1), tokens.output]));
    expect(outputs).toEqual({ 1: 269, 3: 9 });
  });

  it('tells of bad files and lists the rest', () => {
    claude('compaction', box.repo);
    put('.claude/projects/p/empty.jsonl', '', '');
    put('.claude/projects/p/strange.jsonl', `{"cwd":${JSON.stringify(box.repo)},"level":"info"}\n`, '');
    put('.claude/projects/p/binary.jsonl', '\u0000\u0001\u0002', '');
    const { sessions, problems } = list();
    expect(sessions).toHaveLength(1);
    expect(problems).toMatchObject([
      { path: expect.stringContaining('strange.jsonl'), problem: expect.stringContaining('not a transcript') },
    ]);
  });

  it('writes nothing', () => {
    claude('compaction', box.repo);
    const before = snapshot(box.root);
    list();
    expect(snapshot(box.root)).toEqual(before);
  });

  it('lists those of one agent, of every folder, and no more than asked for', () => {
    claude('compaction', box.repo);
    claude('moved', '/elsewhere/there');
    codex('response-items', box.repo);
    expect(list({ agent: 'codex' }).sessions).toHaveLength(1);
    expect(list({ all: true }).sessions).toHaveLength(3);
    expect(list({ limit: 1 })).toMatchObject({ total: 2, sessions: [{}] });
  });

  it('goes over three hundred sessions in a few seconds', () => {
    const from = claude('questions-and-refusals', box.repo);
    for (let i = 0; i < 300; i++) copyFileSync(from, from.replace('questions', `q${i}-questions`));
    const began = cpuMs();
    expect(list({ limit: 300 }).sessions).toHaveLength(300);
    expect(cpuMs() - began).toBeLessThan(10_000);
    rmSync(dirname(from), { recursive: true });
    expect(existsSync(from)).toBe(false);
  });
});
