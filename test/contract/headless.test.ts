import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HeadlessOutput } from '../../src/runtimes/headless.ts';
import { headlessAgents } from '../../src/runtimes/headless-agents.ts';
import { installers } from '../../src/runtimes/installers.ts';
import { answerJsonSchema, readAnswer } from '../../src/validation/council/answer.ts';

/** What each agent is told besides the prompt: its way of changing nothing, and of asking nobody. */
const readOnly: Readonly<Record<string, readonly string[]>> = {
  'claude-code': ['--safe-mode', '--tools=Read,Grep,Glob', '--strict-mcp-config', '--permission-prompts=none'],
  codex: ['--sandbox=read-only', '--ephemeral'],
  gemini: ['--approval-mode=plan', '--extensions=none'],
  copilot: ['--no-ask-user', '--available-tools=view,grep,glob'],
  opencode: ['--agent=plan'],
  qwen: ['--approval-mode=plan', '--safe-mode'],
};
const models: Readonly<Record<string, string | null>> = {
  'claude-code': 'claude-opus-5-5',
  codex: 'gpt-5.6-sol',
  opencode: null,
};

const ask = {
  model: null,
  schema: answerJsonSchema,
  schemaFile: '/place/schema.json',
  answerFile: '/place/answer.json',
};

describe.each(headlessAgents)('a review by $agent', ({ agent, args, read }) => {
  const recorded = (part: string) => {
    const path = join('test', 'fixtures', 'headless', `${agent}.${part}`);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  };
  const said: HeadlessOutput = {
    stdout: recorded('stdout') ?? '',
    output: recorded('output') ?? recorded('stdout') ?? '',
    answer: recorded('answer'),
  };

  it('V.12 can be started by a program that init knows', () => {
    expect(installers.find((one) => one.agent === agent)?.programs.length).toBeGreaterThan(0);
  });

  it('V.12 reads and changes nothing, takes the prompt from standard input alone, and the model that it is told', () => {
    const plain = args(ask);
    expect(plain).toEqual(expect.arrayContaining([...(readOnly[agent] ?? ['?'])]));
    expect(plain.join(' ')).not.toMatch(/yolo|bypass|dangerous|acceptEdits|auto_edit|workspace-write|(?:^| )-p [^-]/);
    expect(plain.some((arg) => arg.startsWith('--model'))).toBe(false);
    expect(args({ ...ask, model: 'some-model' })).toContain('--model=some-model');
  });

  it('V.12 its recorded output gives the answer, the model and the session', () => {
    const answer = read(said);
    expect(answer?.session).toMatch(/^[\w-]{20,}$/);
    expect(answer?.model).toBe(agent in models ? models[agent] : 'scripted');
    expect(readAnswer(answer?.text ?? '')).toEqual({
      answer: {
        position: 'ship it',
        recommendation: 'approve',
        findings: [{ severity: 'minor', path: 'a.js', line: 1, claim: 'c', evidence: 'e', action: 'x' }],
        tradeoffs: ['t'],
        changeMind: ['m'],
      },
    });
  });

  it.each(['', 'Error: no credentials', '{}', '[]', 'null', said.stdout.slice(0, said.stdout.length / 2)])(
    'V.15 gives no answer where its output holds none: %#',
    (stdout) => {
      expect(read({ stdout, output: stdout, answer: null })).toBeNull();
    },
  );
});

it('V.15 an error that Claude Code reports is no answer', () => {
  const stdout = readFileSync('test/fixtures/headless/claude-code.stdout', 'utf8');
  const read = headlessAgents.find(({ agent }) => agent === 'claude-code')?.read;
  const failed = stdout.replace('"is_error":false', '"is_error":true');
  expect(read?.({ stdout: failed, output: failed, answer: null })).toBeNull();
});
