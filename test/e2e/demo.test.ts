import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'twelvefold-demo-test-'));
let printed = '';
let status: number | null = null;
let seconds = 0;

beforeAll(() => {
  const began = performance.now();
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder, NO_COLOR: '1' };
  const done = spawnSync(process.execPath, ['scripts/demo.ts'], { env, encoding: 'utf8' });
  seconds = (performance.now() - began) / 1000;
  printed = done.stdout;
  status = done.status;
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the demo', () => {
  it('ends well, in time, and leaves nothing behind', () => {
    expect(status).toBe(0);
    expect(seconds).toBeLessThan(90);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('shows the failure that came back in five of the eight sessions', () => {
    expect(printed).toContain('8 sessions · Claude Code · 12 Feb to 23 Feb 2026');
    expect(printed).toMatch(/Amnesia +\d+ of \d+/);
    expect(printed).toContain("error: unrecognized subcommand 'bun'");
    expect(printed).toContain('in 5 sessions: 18 Feb, 18 Feb, 18 Feb, 19 Feb, 23 Feb');
    expect(printed).toMatch(/Context collapse +3 of 8/);
  });

  it('replays what would have been offered before the same failure, and claims no benefit', () => {
    const [, before = '0', repeats = '0'] = /before the same failure: (\d+) of (\d+)/.exec(printed) ?? [];
    expect(Number(before)).toBeGreaterThan(0);
    expect(Number(repeats)).toBeGreaterThanOrEqual(Number(before));
    expect(printed).toContain('The equation: not enough data.');
  });

  it('K.12 tells the last session what worked here, at the moment its command fails', () => {
    const said = printed.slice(printed.indexOf('--point error'));
    expect(said).toMatch(/<twelvefold-knowledge point="error">[\s\S]*`rtk bun run test`[\s\S]*`bun run test`/);
  });

  it('K.16 is silent about a file of which nothing is known', () => {
    const said = printed.slice(printed.indexOf('--point file'));
    expect(said).toContain('(nothing: it has nothing to say here)');
    expect(said).not.toContain('<twelvefold-knowledge');
  });

  it('prints no path, name or address of a real person', () => {
    expect(printed).not.toMatch(/\/Users\/|\/home\/(?!dev\b)\w+/);
    expect(printed).not.toMatch(/@(?!example\.(?:org|com))[\w-]+\.(?:com|org|net|io)\b/);
  });
});
