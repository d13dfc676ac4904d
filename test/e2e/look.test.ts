import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { LookReport } from '../../src/app/look-report.ts';
import { createSandbox, type Sandbox, snapshot } from '../setup/sandbox.ts';
import { type Step, writeTranscript } from './look-transcripts.ts';

const boxes: Sandbox[] = [];
afterEach(() => {
  for (const box of boxes.splice(0)) box.remove();
});
const sandbox = (options?: { git?: boolean }) => {
  const box = createSandbox(options);
  boxes.push(box);
  return box;
};

const missing = "Error: Cannot find module 'left-pad'\nRequire stack:\n- /repo/src/index.js";
const fixed: Step[] = [
  { user: 'Make the tests pass' },
  { shell: 'npm test', out: `Exit code 1\n${missing}`, failed: true },
  { shell: 'npm ci', out: 'added 214 packages in 3s' },
  { shell: 'npm test', out: '14 passed' },
  { edit: 'src/index.ts' },
  { shell: 'npm test', out: '14 passed' },
  { says: 'Done: all tests pass.' },
];
const unchecked: Step[] = [
  { user: 'Rename the flag' },
  { tokens: 120_000 },
  { edit: 'src/flag.ts' },
  { says: 'Done, the flag is renamed.' },
];

function threeSessions(box: Sandbox): void {
  const place = { home: box.home, cwd: box.repo };
  writeTranscript(place, 'aaaaaaaa-1', '2026-03-02T09:00:00Z', fixed);
  writeTranscript(place, 'bbbbbbbb-2', '2026-03-05T09:00:00Z', fixed);
  writeTranscript(place, 'cccccccc-3', '2026-03-05T09:04:00Z', [
    ...unchecked,
    { edit: 'src/index.ts' },
    { says: 'Done.' },
  ]);
}

describe('look', () => {
  it('K.8 finds the five gaps in the sessions on disk, each with its denominator', () => {
    const box = sandbox();
    threeSessions(box);
    const report: LookReport = JSON.parse(box.tool(['look', '--json']).stdout);
    expect(report.sessions).toMatchObject({ count: 3, byAgent: { 'claude-code': 3 }, unread: [] });
    expect(report.gaps.amnesia).toMatchObject({ count: 1, of: 1, attempts: 1 });
    expect(report.gaps.amnesia.examples[0]?.sessions.map(({ id }) => id)).toEqual(['aaaaaaaa-1', 'bbbbbbbb-2']);
    expect(report.gaps.contextCollapse).toMatchObject({ count: 1, of: 3, compacted: 0 });
    expect(report.gaps.noQualityBar).toMatchObject({ count: 1, of: 3 });
    expect(report.gaps.noQualityBar.examples[0]?.session.id).toBe('cccccccc-3');
    expect(report.gaps.scaleChaos).toMatchObject({ count: 1, of: 1 });
    expect(report.gaps.scaleChaos.examples[0]?.files).toEqual(['src/index.ts']);
    expect(report.gaps.knowledgeLoss.of).toBe(report.lessons.length);
    expect(report.replay.verdict).toBe('not enough data');
  });

  it('K.8 fits one screen, names the telling example and the next command', () => {
    const box = sandbox();
    threeSessions(box);
    const lines = box.tool(['look']).stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(45);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    const text = lines.join('\n');
    expect(text).toMatch(/Amnesia +1 of 1/);
    expect(text).toContain("Cannot find module 'left-pad'");
    expect(text).toContain('in 2 sessions: 2 Mar, 5 Mar');
    expect(text).toContain('twelvefold forge --all');
  });

  it.each([
    ['in a repository', true],
    ['in a plain folder', false],
  ])('writes nothing %s: not in the tree, not in .git, not in HOME', (_, git) => {
    const box = sandbox({ git });
    threeSessions(box);
    box.write('AGENTS.md', '- Run `npm ci` before `npm test`.\n');
    const before = snapshot(box.root);
    const times = new Map([...before.keys()].map((name) => [name, statSync(join(box.root, name)).mtimeMs]));
    for (const args of [
      ['look'],
      ['look', '--json'],
      ['look', '--replay'],
      ['look', '--since', '2026-01-01', '--limit', '2'],
    ])
      expect(box.tool(args).status).toBe(0);
    expect(snapshot(box.root)).toEqual(before);
    for (const [name, time] of times) expect([name, statSync(join(box.root, name)).mtimeMs]).toEqual([name, time]);
  });

  it('says what it looked for where there is no session', () => {
    const box = sandbox();
    writeTranscript({ home: box.home, cwd: '/somewhere/else' }, 'dddddddd-4', '2026-03-02T09:00:00Z', fixed);
    const { status, stdout } = box.tool(['look']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /No past session of this repository was found among those of Claude Code, (?:[\w -]+, )*Codex, .* and [\w -]+\.\n/,
    );
    expect(stdout).toContain('1 session of other folders');
  });

  it('says "not enough data" of what one session cannot show', () => {
    const box = sandbox();
    writeTranscript({ home: box.home, cwd: box.repo }, 'aaaaaaaa-1', '2026-03-02T09:00:00Z', [
      { user: 'Hello' },
      { says: 'Hello.' },
    ]);
    const { stdout } = box.tool(['look']);
    expect(stdout).toMatch(/Amnesia +– +not enough data: it takes two sessions to forget/);
    expect(stdout).toMatch(/No quality bar +– +not enough data/);
    expect(stdout).toMatch(/Scale chaos +– +not enough data/);
  });

  it('takes files by name, newest last, and narrows by time and number', () => {
    const box = sandbox();
    const place = { home: join(box.root, 'elsewhere'), cwd: '/old/checkout' };
    const files = [
      writeTranscript(place, 'bbbbbbbb-2', '2026-03-05T09:00:00Z', fixed),
      writeTranscript(place, 'aaaaaaaa-1', '2026-03-02T09:00:00Z', fixed),
    ];
    const seen = (...args: string[]): LookReport => JSON.parse(box.tool(['look', '--json', ...args, ...files]).stdout);
    expect(seen().replay.steps.map(({ session }) => session.id)).toEqual(['aaaaaaaa-1', 'bbbbbbbb-2']);
    expect(seen('--limit', '1').replay.steps.map(({ session }) => session.id)).toEqual(['bbbbbbbb-2']);
    expect(seen('--since', '2026-03-04').sessions.count).toBe(1);
  });

  it('tells what is wrong with a file that was named, and leaves one out that was found', () => {
    const box = sandbox();
    threeSessions(box);
    const missingFile = box.tool(['look', 'no-such.jsonl']);
    expect(missingFile.status).toBe(2);
    expect(missingFile.stderr).toContain('There is no file');
    const since = box.tool(['look', '--since', 'yesterdayish']);
    expect(since.status).toBe(2);
    expect(since.stderr).toContain('30d');
    const folder = join(box.home, '.claude', 'projects', box.repo.replace(/[^A-Za-z0-9]/g, '-'));
    writeFileSync(join(folder, 'eeeeeeee-5.jsonl'), Buffer.from([0, 1, 2, 255, 254]));
    const mixed = box.tool(['look', '--json']);
    expect(mixed.status).toBe(0);
    expect(JSON.parse(mixed.stdout).sessions.count).toBe(3);
  });

  it('leads on to forging, and from there to what is kept', () => {
    const box = sandbox();
    threeSessions(box);
    const next = (...files: string[]) => (JSON.parse(box.tool(['look', '--json', ...files]).stdout) as LookReport).next;
    expect(next()).toBe('twelvefold forge --all');
    const forged = box.tool(['forge', '--all', '--yes']).stdout;
    expect(forged).not.toMatch(/\b0 (?:would wait|say|are)|\b1 (?:say|are)\b/);
    const waits = box.tool(['pool', 'list', '--pool', 'review', '--json']).stdout !== '';
    expect(next()).toBe(waits ? 'twelvefold pool review' : 'twelvefold pool list');
    // What a second session brings into use is told as used, not as waiting.
    expect(forged.includes('twelvefold pool review')).toBe(waits);
    const used = box.tool(['pool', 'list', '--pool', 'observation', '--json']).stdout.trim().split('\n');
    expect(forged).toContain(`${used.length} learning`);
    box.write('other.jsonl', `${JSON.stringify({ type: 'session', format: 'twelvefold-session/1', id: 'other' })}\n`);
    expect(next('other.jsonl')).toBe('twelvefold forge FILE');
  });

  it('counts in the preview of a back-fill only what is new, not what an earlier forging taught', () => {
    const box = sandbox();
    const place = { home: box.home, cwd: box.repo };
    writeTranscript(place, 'aaaaaaaa-1', '2026-03-02T09:00:00Z', fixed);
    writeTranscript(place, 'bbbbbbbb-2', '2026-03-05T09:00:00Z', fixed);
    box.tool(['forge', '--all', '--yes']);
    writeTranscript(place, 'dddddddd-4', '2026-03-06T09:00:00Z', fixed);
    const preview = box.tool(['forge', '--all', '--dry-run']).stdout;
    expect(preview).toContain('1 session, 2 more unchanged');
    expect(preview).toContain('0 learnings would be used at once, 1 says again what is known');
  });

  it('tells how fast a back-fill reads', () => {
    const box = sandbox();
    const log = { shell: 'cat build.log', out: 'one line of a log\n'.repeat(70_000) };
    writeTranscript({ home: box.home, cwd: box.repo }, 'aaaaaaaa-1', '2026-03-02T09:00:00Z', [...fixed, log]);
    expect(box.tool(['forge', '--all', '--dry-run']).stdout).toMatch(/Read 1\.\d MB in \d+\.\d s, \d+ s a gigabyte\./);
  });

  it('knows what AGENTS.md says already', () => {
    const box = sandbox();
    threeSessions(box);
    const loss = () => (JSON.parse(box.tool(['look', '--json']).stdout) as LookReport).gaps.knowledgeLoss;
    const before = loss();
    const lessons = (JSON.parse(box.tool(['look', '--json']).stdout) as LookReport).lessons.map(
      (l) => `- ${l.statement}`,
    );
    box.write('AGENTS.md', `# Rules\n\n${lessons.join('\n')}\n`);
    expect(lessons.length).toBeGreaterThan(0);
    expect(before.count).toBe(lessons.length);
    expect(loss()).toEqual({ count: 0, of: lessons.length });
  });
});
