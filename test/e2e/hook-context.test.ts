import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claudeTranscript } from '../setup/claude-transcript.ts';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.remove());

function hook(agent: string, event: string, payload: object, env: Readonly<Record<string, string>> = {}): string {
  const done = spawnSync(process.execPath, [resolve('dist/hook.cjs'), agent, event], {
    cwd: box.repo,
    env: { ...box.env, TWELVEFOLD_TRIAL: '1', ...env },
    input: JSON.stringify(payload),
    encoding: 'utf8',
  });
  expect(done).toMatchObject({ status: 0, stderr: '' });
  return done.stdout;
}

const claudePrompt = (transcript: string, more: object = {}, env: Readonly<Record<string, string>> = {}) =>
  hook(
    'claude-code',
    'UserPromptSubmit',
    {
      session_id: 'aaaa1111',
      transcript_path: transcript,
      cwd: box.repo,
      hook_event_name: 'UserPromptSubmit',
      prompt: 'go on with the parser',
      ...more,
    },
    env,
  );

describe('the context guard at a prompt', () => {
  it('I.2 says each level once: nothing at 34 %, then warn, handoff, stop', () => {
    const fill = (tokens: number) =>
      claudeTranscript(box, 'aaaa1111', Date.now() - 600_000)
        .user('one')
        .fills(tokens)
        .says('working')
        .save().path;
    expect(claudePrompt(fill(68_000))).toBe('');
    expect(claudePrompt(fill(72_000))).toContain('36 % of the context window');
    expect(claudePrompt(fill(73_000))).toBe('');
    expect(claudePrompt(fill(82_000))).toMatch(/41 % of the context window.*Write a handoff/);
    expect(claudePrompt(fill(142_000))).toMatch(/71 % of the context window.*no new work/);
    expect(claudePrompt(fill(150_000))).toBe('');
  });

  it('I.2 goes by the configured marks, and says nothing to a sub-agent', () => {
    const path = claudeTranscript(box, 'aaaa1111', Date.now() - 600_000)
      .user('one')
      .fills(72_000)
      .says('x')
      .save().path;
    expect(claudePrompt(path, { agent_id: 'a-9', agent_type: 'Explore' })).toBe('');
    expect(claudePrompt(path, {}, { TWELVEFOLD_CONTEXT_WARN: '0.5' })).toBe('');
    mkdirSync(join(box.repo, '.agents'));
    writeFileSync(join(box.repo, '.agents/twelvefold.yaml'), 'context:\n  warn: 0.2\n  handoff: 0.3\n');
    expect(box.tool(['index', 'refresh']).status).toBe(0);
    expect(claudePrompt(path)).toContain('Write a handoff');
  });

  it('I.3 counts the prompts of an agent that counts no tokens: told at the 25th and at the 50th, also when hooks fire twice', () => {
    const path = join(box.root, 'gemini.jsonl');
    writeFileSync(path, '{"sessionId":"gggg1111","kind":"main"}\n');
    const told: number[] = [];
    const payload = {
      session_id: 'gggg1111',
      transcript_path: path,
      cwd: box.repo,
      hook_event_name: 'BeforeAgent',
      timestamp: new Date().toISOString(),
      prompt: 'go on',
    };
    for (let round = 1; round <= 52; round++) {
      const answers = [
        hook('gemini', 'BeforeAgent', payload),
        round % 10 === 0 ? hook('gemini', 'BeforeAgent', payload) : '',
      ];
      if (answers.some((answer) => answer.includes('exchanges'))) told.push(round);
      appendFileSync(path, `{"id":"${round}","type":"user","content":"go on"}\n`);
    }
    expect(told).toEqual([25, 50]);
  });
});
