import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { estimateTokenCount } from 'tokenx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claudeTranscript } from '../setup/claude-transcript.ts';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';

let box: Sandbox;
let client: Client;
beforeEach(async () => {
  box = createSandbox();
  client = await connected('claude-code');
});
afterEach(async () => {
  await client.close();
  box.remove();
});

async function connected(name: string): Promise<Client> {
  const made = new Client({ name, version: '1.0.0' });
  const args = [resolve('bin/twelvefold.mjs'), 'mcp'];
  await made.connect(new StdioClientTransport({ command: process.execPath, args, cwd: box.repo, env: { ...box.env } }));
  return made;
}

async function call(name: string, args: Record<string, unknown> = {}) {
  const { content, isError = false } = await client.callTool({ name, arguments: args });
  const texts = (content as { type: string; text?: string }[]).map(({ text }) => text ?? '');
  return { text: texts.join('\n'), isError };
}

const statement = 'Run `make gen` before `npm test`, else `src/gen.ts` is missing.';
const learned = (args: object = {}) => call('learn', { statement, scope: ['npm test'], ...args });
const idIn = (text: string) => /tf-\w+/.exec(text)?.[0] ?? '';
const recordsOf = (id: string) => {
  const folder = join(box.repo, '.git/twelvefold/state/records', id);
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
};

describe('twelvefold mcp', () => {
  it('K.18 A1 offers five tools whose schemas cost at most 3 kB in all, and short instructions', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['recall', 'learn', 'cite', 'handoff', 'context']);
    expect(Buffer.byteLength(JSON.stringify(tools))).toBeLessThanOrEqual(3000);
    expect(estimateTokenCount(client.getInstructions() ?? '')).toBeLessThan(80);
    expect(client.getServerVersion()).toMatchObject({ name: 'twelvefold' });
  });

  it('A1 refuses unknown tools and arguments of another form', async () => {
    await expect(call('delete_everything')).rejects.toThrow(/delete_everything/);
    expect(await call('learn', { statement: 7 })).toMatchObject({
      isError: true,
      text: expect.stringContaining('statement'),
    });
    expect(await call('recall', { text: 'x', kind: 'guess' })).toMatchObject({ isError: true });
  });

  it('K.18 lets an agent learn with its provenance; what it reasoned is not used unseen', async () => {
    claudeTranscript(box, 'aaaa1111', Date.now() - 600_000)
      .user('run the tests')
      .says('ok')
      .save(Date.now());
    const { text, isError } = await learned({ symptoms: ['Cannot find module src/gen.ts'] });
    expect({ isError, text }).toEqual({
      isError: false,
      text: expect.stringMatching(/^Kept as tf-\w+; it waits for a review or a second session\.$/),
    });
    expect(recordsOf(idIn(text))).toContainEqual(
      expect.objectContaining({
        by: 'agent:claude-code',
        evidence: expect.objectContaining({ agent: 'claude-code', session: 'aaaa1111', tier: 'agent' }),
      }),
    );
    expect(await call('recall', { text: 'npm test says src/gen.ts is missing' })).toEqual({
      isError: false,
      text: 'Nothing is known about that here.',
    });
    expect((await learned()).text).toContain('waits');
  });

  it('K.18 VIII.4 brings into use what the sessions of two agents showed, and answers with it, fenced', async () => {
    claudeTranscript(box, 'aaaa1111', Date.now() - 600_000)
      .user('run the tests')
      .says('ok')
      .save(Date.now());
    const id = idIn((await learned()).text);
    await client.close();
    client = await connected('codex-mcp-client');
    expect((await learned()).text).toMatch(/Kept as|Known as/);
    const { text } = await call('recall', { text: 'npm test says src/gen.ts is missing' });
    expect(text).toMatch(/^<twelvefold-knowledge point="prompt">/);
    expect(text).toContain(`[${id}] ${statement}`);
    expect(estimateTokenCount(text)).toBeLessThanOrEqual(900);
    expect(await call('recall', { text: 'how do I bake bread' })).toMatchObject({
      text: 'Nothing is known about that here.',
    });
  });

  it('VIII.9 VIII.10 cites what was given, and says what is wrong with an id that was not', async () => {
    const unknown = await call('cite', { id: 'tf-00000000' });
    expect(unknown).toEqual({
      isError: true,
      text: expect.stringMatching(/^E_NOT_CITABLE: .*no such learning.*\n.+twelvefold recall/),
    });
    const id = idIn(box.tool(['learn', 'add', statement, '--json']).stdout);
    expect(await call('cite', { id, outcome: 'passed' })).toEqual({ isError: false, text: 'Recorded.' });
    expect(await call('cite', { id, outcome: 'passed' })).toEqual({ isError: false, text: 'Recorded before.' });
  });

  it('A1 gives errors with their code and what to do', async () => {
    expect(await call('learn', { statement: 'Be careful with tests.' })).toEqual({
      isError: true,
      text: expect.stringMatching(/^E_GATE: Not kept: .+\n.+/),
    });
    expect(await call('handoff')).toEqual({ isError: true, text: expect.stringMatching(/^E_NO_HANDOFF: /) });
    expect(await call('handoff', { text: 'Goal: a' })).toEqual({
      isError: true,
      text: expect.stringMatching(/^E_HANDOFF: .*Decisions is missing/),
    });
  });

  it('I.10 I.18 writes a handoff and reads it back for the next session', async () => {
    const text = 'Goal: comments in the parser\nDone: the lexer\nDecisions: they are dropped\nNext: src/printer.ts';
    expect((await call('handoff', { text })).text).toMatch(/^Handed over \(\d+ tokens\)/);
    expect((await call('handoff')).text).toContain('Next: src/printer.ts');
    expect(existsSync(`${box.repo}/.agents/handoffs`)).toBe(true);
  });

  it('I.1 I.2 I.14 tells an agent how full its context is', async () => {
    const now = Date.now();
    expect(await call('context')).toMatchObject({ isError: true });
    claudeTranscript(box, 'aaaa1111', now - 600_000)
      .user('one')
      .fills(82_000)
      .says('working')
      .save(now);
    expect((await call('context')).text).toMatch(
      /^Context: 41 % used \(handoff\)\.\n41 % of the context window .*Write a handoff/,
    );
  });
});
