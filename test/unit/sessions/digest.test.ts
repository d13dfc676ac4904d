import { describe, expect, it } from 'vitest';
import { digestSession } from '../../../src/sessions/digest.ts';
import { session } from './session-builder.ts';

describe('the digest of a session', () => {
  it('I.16 counts turns, calls, failures, compactions and interruptions', () => {
    const built = session()
      .info()
      .user('fix it')
      .runs('npm test', 1, 'FAIL a')
      .edit('a.ts')
      .runs('npm test', 0, 'ok')
      .compacts()
      .stops()
      .user('and this', 'queued')
      .user('TOML', 'answer');
    expect(digestSession(built.events)).toMatchObject({
      id: 's1',
      turns: 2,
      toolCalls: 3,
      failures: 1,
      compactions: 1,
      interrupts: 1,
      outcome: 'passed',
      filesEdited: ['a.ts'],
      prompt: 'fix it',
    });
  });

  it('I.16 adds tokens up and takes the fullest window', () => {
    const built = session().info().uses(50_000).uses(120_000).uses(80_000, { estimated: true });
    expect(digestSession(built.events)).toMatchObject({
      tokens: { input: 30, cacheRead: 249_820, cacheWrite: 60, output: 90, estimated: true },
      peakContext: 120_000,
      window: 200_000,
      peakUtilisation: 0.6,
      models: ['claude-opus-4-6'],
    });
  });

  it('I.16 leaves the window of a sub-agent apart, but not its tokens', () => {
    const built = session().info().uses(50_000).uses(190_000, { sidechain: true });
    expect(digestSession(built.events)).toMatchObject({ peakContext: 50_000, tokens: { output: 60 } });
  });

  it('knows windows by the transcript, by the model and by what was in them', () => {
    const window = (context: number, parts: object) =>
      digestSession(session().info().uses(context, parts).events).window;
    expect(window(10_000, { window: 258_400, model: 'gpt-5.5' })).toBe(258_400);
    expect(window(10_000, { model: 'claude-sonnet-4-6[1m]' })).toBe(1_000_000);
    expect(window(300_000, { model: 'claude-sonnet-5' })).toBe(1_000_000);
    expect(window(10_000, { model: 'unheard-of' })).toBe(null);
  });

  it('says what a session without times, usage and words does not know', () => {
    const digest = digestSession([]);
    expect(digest).toMatchObject({
      id: '',
      start: null,
      end: null,
      peakUtilisation: null,
      prompt: null,
      outcome: 'unknown',
    });
  });

  it('shows what a first prompt led to when it only leads to a paste', () => {
    expect(digestSession(session().info().user('Implement this:', 'prompt', '\n# A cache\n\nmore').events).prompt).toBe(
      'Implement this: # A cache',
    );
  });

  it("keeps the session's own identity when files of sub-agents follow", () => {
    const built = session().info().user('x').info({ id: 'agent-1', parent: 's1', cwd: '/repo/sub', branch: 'other' });
    expect(digestSession(built.events)).toMatchObject({ id: 's1', parent: null, cwd: '/repo', branch: 'main' });
  });
});
