import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox, snapshot } from '../setup/sandbox.ts';

const fixtures = resolve('test/fixtures');
const claudeSession = 'be7cbcbd-1901-4646-9412-5a39e75d7601';

let box: Sandbox;
beforeAll(() => {
  box = createSandbox();
  const text = (path: string) => readFileSync(join(fixtures, path), 'utf8');
  const put = (path: string, content: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  box.write('src/greet.ts', 'export const greet = () => 1;\n');
  box.write('src/cart.ts', 'export const total = () => 1;\n');
  box.write('parse.go', 'package parse\n');
  copyFileSync(join(fixtures, 'aider', '.aider.chat.history.md'), join(box.repo, '.aider.chat.history.md'));
  box.write(
    `.specstory/history/2026-01-28.md`,
    text('specstory/claude-code.md').replaceAll('/home/dev/tool', box.repo),
  );
  const project = box.repo.slice(1).replace(/[^A-Za-z0-9]/g, '-');
  const cursor = join(box.home, '.cursor', 'projects', project, 'agent-transcripts');
  cpSync(join(fixtures, 'cursor', 'projects', 'nowhere-at-all', 'agent-transcripts'), cursor, { recursive: true });
  put(
    join(cursor, '5f0c', '5f0c.jsonl'),
    text('cursor/projects/nowhere-at-all/agent-transcripts/5f0c/5f0c.jsonl').replaceAll('/home/dev/shop', box.repo),
  );
  const opencode = join(box.home, '.local', 'share', 'opencode', 'opencode.db');
  mkdirSync(dirname(opencode), { recursive: true });
  const db = new DatabaseSync(opencode);
  db.exec(text('opencode/database.sql').replaceAll('/home/dev/project', box.repo));
  db.close();
});
afterAll(() => box.remove());

type Listed = Readonly<Record<'agent' | 'id' | 'subagents' | 'turns' | 'path' | 'lacks', unknown>>;
const list = (): Listed[] => JSON.parse(box.tool(['sessions', '--json']).stdout).sessions;

describe('sessions of other agents in one repository', () => {
  it('are listed, sub-agents with the session they worked for, and nothing is written', () => {
    const before = [snapshot(box.repo), snapshot(box.home)];
    const rows = list()
      .map(({ agent, id, subagents, turns }) => [agent, id, subagents, turns])
      .sort();
    expect(rows).toEqual([
      ['aider', 'aider-2025-07-15T14-53-34', 0, 2],
      ['aider', 'aider-2025-07-16T09-00-00', 0, 1],
      ['cursor', '5f0c', 1, 2],
      ['opencode', 'ses_deb825945ffeANwAmesFZzKAe2', 1, 2],
      ['specstory', claudeSession, 0, 2],
    ]);
    expect([snapshot(box.repo), snapshot(box.home)]).toEqual(before);
    expect(box.tool(['sessions', '--agent', 'cursor']).stdout).toContain('not recorded by Cursor: times, tokens');
  });

  it('VII.4 teach what was corrected in them, each once', () => {
    const forged = box.tool(['forge', '--all', '--yes']);
    expect(forged.status).toBe(0);
    for (const rule of ['always use named exports', 'always use integer cents', 'always wrap them with fmt.Errorf'])
      expect(forged.stdout).toContain(rule);
    expect(box.tool(['forge', '--all', '--yes']).stdout).toContain('forged already');
  });

  it('are forged again when they change, and only they', () => {
    const history = join(box.repo, '.aider.chat.history.md');
    const more =
      '#### no, never write default exports, always use named exports  \n\nRight.\n\n> Applied edit to src/greet.ts  \n';
    writeFileSync(history, `${readFileSync(history, 'utf8')}\n${more}`);
    const again = box.tool(['forge', '--all', '--yes']);
    expect(again.status).toBe(0);
    expect(again.stdout).toMatch(/^1 session\b/m);
  });

  it('are forged by the name of the file that holds them, or of one session in it', () => {
    const history = join(box.repo, '.aider.chat.history.md');
    const all = box.tool(['forge', history, '--dry-run', '--json']);
    expect(all.status).toBe(0);
    const one = box.tool(['forge', `${history}#aider-2025-07-15T14-53-34`, '--dry-run']);
    expect(one.stdout).toContain('aider-2025-07-15T14-53-34 (aider)');
    expect(one.stdout).not.toContain('aider-2025-07-16');
    const database = join(box.home, '.local', 'share', 'opencode', 'opencode.db');
    const both = box.tool(['forge', database, '--dry-run']);
    expect(both.stdout).toContain('ses_deb825945ffeANwAmesFZzKAe2 (opencode)');
    expect(both.stdout).toContain('ses_deb81dfc8ffeiXhjoqVMi2XHiy (opencode)');
    expect(box.tool(['forge', '--session', 'ses_deb825', '--dry-run']).stdout).toContain('named exports');
  });

  it('count once where the agent’s own transcript of a SpecStory session is here', () => {
    const own = join(box.home, '.claude', 'projects', 'x', `${claudeSession}.jsonl`);
    mkdirSync(dirname(own), { recursive: true });
    const record = {
      type: 'user',
      uuid: 'u1',
      sessionId: claudeSession,
      cwd: box.repo,
      version: '2.1.0',
      userType: 'external',
    };
    const message = { role: 'user', content: 'review 150' };
    writeFileSync(
      own,
      `${JSON.stringify({ ...record, isSidechain: false, message, timestamp: '2026-01-28T14:55:51.000Z' })}\n`,
    );
    expect(
      list()
        .filter(({ id }) => id === claudeSession)
        .map(({ agent }) => agent),
    ).toEqual(['claude-code']);
  });

  it('a trajectory of SWE-agent teaches how a failing script was mended', () => {
    const ran = box.tool(['forge', join(fixtures, 'swe-agent', 'pydicom-1458.traj'), '--dry-run', '--json']);
    expect(ran.status).toBe(0);
    const candidates = ran.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(candidates.some(({ statement }) => /python reproduce_bug\.py/.test(statement))).toBe(true);
    const told = box.tool(['forge', join(fixtures, 'swe-agent', 'pydicom-1458.traj'), '--dry-run']);
    expect(told.stderr).toContain('not recorded by SWE-agent: times, the model and exit codes');
  });
});
