import { utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claudeTranscript } from '../setup/claude-transcript.ts';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.remove());

const hour = 3_600_000;

describe('twelvefold context', () => {
  it('I.1 I.2 shows each session at work with its share of the window and what that asks for', () => {
    const now = Date.now();
    claudeTranscript(box, 'aaaa1111', now - hour)
      .user('one')
      .fills(82_000)
      .says('working')
      .save(now - 60_000);
    claudeTranscript(box, 'bbbb2222', now - hour)
      .user('two')
      .fills(20_000)
      .says('working')
      .save(now - 120_000);
    claudeTranscript(box, 'cccc3333', now - 9 * hour)
      .user('three')
      .fills(190_000)
      .says('over')
      .save(now - 8 * hour);
    const { stdout, status } = box.tool(['context', '--json']);
    expect(status).toBe(0);
    const { sessions } = JSON.parse(stdout);
    expect(sessions).toMatchObject([
      { id: 'aaaa1111', running: true, utilisation: 0.41, level: 'handoff', window: 200_000, budget: 80_000 },
      { id: 'bbbb2222', running: true, utilisation: 0.1, level: 'none', sentence: null },
    ]);
    expect(box.tool(['context']).stdout).toContain('41 % of 200 k');
  });

  it('I.2 shows the latest session where none is at work', () => {
    const now = Date.now();
    claudeTranscript(box, 'cccc3333', now - 9 * hour)
      .user('three')
      .fills(190_000)
      .says('over')
      .save(now - 8 * hour);
    const { sessions } = JSON.parse(box.tool(['context', '--json']).stdout);
    expect(sessions).toMatchObject([{ id: 'cccc3333', running: false, utilisation: 0.95, level: 'stop' }]);
  });

  it('I.16 ends with exit code 1 for a session that was compacted', () => {
    const begin = Date.now() - 5 * hour;
    claudeTranscript(box, 'aaaa1111', begin).user('one').says('x').compacts().fills(15_000).says('y').save();
    claudeTranscript(box, 'bbbb2222', begin).user('two').says('x').save();
    const overrun = box.tool(['context', 'aaaa', '--json']);
    expect(overrun.status).toBe(1);
    expect(JSON.parse(overrun.stdout)).toMatchObject({ compactions: 1, overrun: true, tokens: 15_000 });
    expect(box.tool(['context', 'bbbb']).status).toBe(0);
    expect(box.tool(['context', 'zzzz'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('begins with zzzz'),
    });
  });

  it('III.7 IV.7 says how long a session is at work, and what its phase asks for then', () => {
    const now = Date.now();
    const id = JSON.parse(
      box.tool(['work', 'add', 'Accept comments', '--criterion', 'it parses', '--scope', 'src', '--json']).stdout,
    ).item.id as string;
    const env = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'aaaa1111' };
    const atWork = (minutes: number) => {
      const transcript = claudeTranscript(box, 'aaaa1111', now - (minutes + 1) * 60_000);
      for (let at = 0; at <= minutes; at++) transcript.says(`thought ${at}`);
      transcript.save(now);
      const [{ pace }] = JSON.parse(box.tool(['context', '--json']).stdout).sessions;
      return pace;
    };
    expect(atWork(41)).toEqual({ minutes: 41, phase: null, level: 'none', sentence: null });
    expect(box.tool(['tier', 'workflow', 'on']).status).toBe(0);
    expect(box.tool(['research', 'new', id], { env }).status).toBe(0);
    expect(atWork(35)).toMatchObject({ phase: 'research', level: 'over' });
    expect(box.tool(['context']).stdout).toContain('35 minutes on research, and 30 are usual: break its scope down');
    expect(box.tool(['work', 'claim', id, '--skip-research', 'small'], { env }).status).toBe(0);
    expect(atWork(35)).toMatchObject({ phase: 'implement', level: 'none' });
    expect(atWork(95)).toMatchObject({ phase: 'implement', level: 'split' });
    expect(atWork(121)).toMatchObject({ level: 'saturated' });
    // Said while it is at work, and held against nobody.
    expect(box.tool(['context', 'aaaa1111']).status).toBe(0);
  });

  it('I.14 names a file that somebody changed after the session read it', () => {
    const begin = Date.now() - 5 * hour;
    const file = box.write('src/a.ts', 'export const a = 1;\n');
    utimesSync(file, begin / 1000, begin / 1000);
    const transcript = claudeTranscript(box, 'aaaa1111', begin)
      .user('read it')
      .call('Read', { file_path: file })
      .result('1 export const a = 1;');
    transcript.says('read').save();
    expect(JSON.parse(box.tool(['context', 'aaaa1111', '--json']).stdout).stale).toEqual([]);
    box.write('src/a.ts', 'export const a = 2;\n');
    expect(JSON.parse(box.tool(['context', 'aaaa1111', '--json']).stdout).stale).toMatchObject([
      { path: file, toldAt: null },
    ]);
    expect(box.tool(['context', transcript.path]).stdout).toContain('changed since it was read');
  });
});

describe('twelvefold handoff', () => {
  it('I.10 I.18 writes, checks and shows one', () => {
    const now = Date.now();
    const transcript = claudeTranscript(box, 'aaaa1111', now - hour).user('make the parser accept comments');
    transcript.edits(`${box.repo}/src/lexer.ts`).runs('npm test', 0, '5 passed').user('and the printer too').save(now);
    const written = JSON.parse(box.tool(['handoff', 'write', '--json']).stdout);
    expect(written).toMatchObject({
      session: 'aaaa1111',
      written: true,
      body: expect.stringContaining('Asked last: and the printer too'),
    });
    expect(box.tool(['handoff', 'lint', written.path])).toMatchObject({ status: 0 });
    expect(box.tool(['handoff', 'show']).stdout).toContain('make the parser accept comments');
    const bad = box.write('bad.md', 'Goal: a\nDone: b\n');
    const lint = box.tool(['handoff', 'lint', bad]);
    expect(lint.status).toBe(1);
    expect(lint.stdout).toContain('the heading Decisions is missing');
    expect(box.tool(['handoff', 'write', '--from', bad])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('has 2 lines'),
    });
    const asked = box.tool(['handoff', 'write', '--from', '-'], { input: 'Goal: a\nDone: b\nDecisions: c\nNext: d\n' });
    expect(asked.status).toBe(0);
    expect(box.tool(['handoff', 'show']).stdout).toContain('Next: d');
  });

  it('I.10 lint reads standard input where write does', () => {
    const good = 'Goal: a\nDone: b\nDecisions: c\nNext: d\n';
    expect(box.tool(['handoff', 'lint', '-'], { input: good })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('nothing to mend'),
    });
    const lint = box.tool(['handoff', 'lint', '-'], { input: 'Goal: a\nDone: b\n' });
    expect([lint.status, lint.stdout]).toEqual([1, expect.stringContaining('-: the heading Decisions is missing')]);
    const file = box.write('good.md', good);
    const both = box.tool(['handoff', 'lint', '--json', file, '-'], { input: '' });
    expect(both.status).toBe(1);
    const { files } = JSON.parse(both.stdout) as { files: { path: string; problems: unknown[] }[] };
    expect(files.map(({ path, problems }) => [path, problems.length > 0])).toEqual([
      [file, false],
      ['-', true],
    ]);
  });

  it('K.9 is quiet and no error in a hook, whatever is wrong', () => {
    expect(box.tool(['handoff', 'write', '--session', 'none', '--auto'])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });
});
