import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readTailUsage } from '../../../src/context/tail-usage.ts';
import { readers } from '../../../src/runtimes/index.ts';
import { windowOf } from '../../../src/sessions/window.ts';
import { temporaryFolder } from '../../setup/knowledge.ts';

const folder = temporaryFolder();
afterEach(() => folder.remove());

function tail(agent: string, records: readonly unknown[]) {
  const own = temporaryFolder();
  const path = join(own.path, 'session.jsonl');
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  try {
    return readTailUsage(path, agent);
  } finally {
    own.remove();
  }
}

const claude = (usage: object, parts: object = {}, model = 'claude-sonnet-4-5') => ({
  type: 'assistant',
  isSidechain: false,
  ...parts,
  message: { role: 'assistant', model, content: [], usage },
});
const counts = (input: number, read: number, written: number) => ({
  input_tokens: input,
  cache_read_input_tokens: read,
  cache_creation_input_tokens: written,
  output_tokens: 900,
});
const said = (text: string) => ({ type: 'user', message: { role: 'user', content: text } });

describe('the end of a transcript', () => {
  it('I.1 adds input, cache reads and cache writes of the last message of Claude Code', () => {
    const records = [claude(counts(5, 60_000, 100)), claude(counts(12, 68_000, 1_988)), said('go on')];
    expect(tail('claude-code', records)).toEqual({ tokens: 70_000, window: 200_000, model: 'claude-sonnet-4-5' });
  });

  it('I.1 leaves out sub-agents, errors of the API and what tools report of themselves', () => {
    const records = [
      claude(counts(0, 30_000, 0)),
      claude(counts(0, 90_000, 0), { isSidechain: true }),
      claude(counts(0, 91_000, 0), { isApiErrorMessage: true }),
      claude(counts(0, 0, 0), {}, '<synthetic>'),
      { ...said('x'), toolUseResult: { usage: counts(0, 99_000, 0) } },
    ];
    expect(tail('claude-code', records)?.tokens).toBe(30_000);
  });

  it('I.1 knows a long window by its name or by its use', () => {
    expect(tail('claude-code', [claude(counts(0, 100_000, 0), {}, 'claude-opus-4-6[1m]')])?.window).toBe(1_000_000);
    expect(tail('claude-code', [claude(counts(0, 250_000, 0))])?.window).toBe(1_000_000);
  });

  it('I.1 takes what a compaction left, and nothing where it does not say', () => {
    const boundary = (compactMetadata: object) => ({ type: 'system', subtype: 'compact_boundary', compactMetadata });
    const full = claude(counts(0, 160_000, 0));
    expect(tail('claude-code', [full, boundary({ preTokens: 160_100, postTokens: 14_000 })])).toMatchObject({
      tokens: 14_000,
      window: 200_000,
    });
    expect(tail('claude-code', [full, boundary({ preTokens: 160_100 })])).toBeNull();
    expect(tail('claude-code', [full, boundary({}), claude(counts(0, 20_000, 0))])?.tokens).toBe(20_000);
  });

  it('I.1 takes tokens and window of Codex from its last count', () => {
    const context = { type: 'turn_context', payload: { model: 'gpt-5.5' } };
    const count = (input: number, output: number) => ({
      type: 'event_msg',
      payload: {
        type: 'token_count',
        info: {
          total_token_usage: { input_tokens: 900_000, output_tokens: 9_000 },
          last_token_usage: { input_tokens: input, cached_input_tokens: input - 10, output_tokens: output },
          model_context_window: 258_400,
        },
      },
    });
    const limits = { type: 'event_msg', payload: { type: 'token_count', info: null, rate_limits: {} } };
    expect(tail('codex', [context, count(1000, 10), count(128_000, 1_200), limits])).toEqual({
      tokens: 129_200,
      window: 258_400,
      model: null,
    });
    const started = { type: 'event_msg', payload: { type: 'task_started', model_context_window: 121_600 } };
    const record = { type: 'token_usage_record', payload: { usage: { input_tokens: 60_000, output_tokens: 800 } } };
    expect(tail('codex', [started, record])).toEqual({ tokens: 60_800, window: 121_600, model: null });
    expect(tail('codex', [count(200_000, 10), { type: 'compacted', payload: {} }])).toBeNull();
  });

  it('I.1 reads Gemini, Qwen, pi and Copilot, whose inputs count their caches or not', () => {
    const gemini = { type: 'gemini', model: 'gemini-2.5-pro', tokens: { input: 12_069, cached: 11_502, output: 147 } };
    expect(tail('gemini', [gemini])).toEqual({ tokens: 12_069, window: 1_048_576, model: 'gemini-2.5-pro' });
    const qwen = { type: 'assistant', model: 'coder-model', usageMetadata: { promptTokenCount: 5_000 } };
    expect(tail('qwen', [qwen])).toEqual({ tokens: 5_000, window: null, model: 'coder-model' });
    expect(tail('qwen', [{ ...qwen, contextWindowSize: 131_072 }])?.window).toBe(131_072);
    const usage = { input: 12, cacheRead: 800, cacheWrite: 88, output: 7 };
    expect(tail('pi', [{ type: 'message', message: { role: 'assistant', model: 'gpt-4.1', usage } }])).toEqual({
      tokens: 900,
      window: 1_047_576,
      model: 'gpt-4.1',
    });
    const record = { model: 'gpt-5-mini', inputTokens: 130, cacheReadTokens: 64, outputTokens: 22 };
    expect(tail('copilot', [{ type: 'session.usage_record', data: { usage: record } }])).toEqual({
      tokens: 130,
      window: 400_000,
      model: 'gpt-5-mini',
    });
  });

  it('I.1 looks further back once when the last 64 KB hold no count, and no further than 512 KB', () => {
    const padding = (bytes: number) => Array.from({ length: Math.ceil(bytes / 1000) }, () => said('x'.repeat(950)));
    const full = claude(counts(0, 50_000, 0));
    expect(tail('claude-code', [...padding(300_000), full, ...padding(100_000)])?.tokens).toBe(50_000);
    expect(tail('claude-code', [full, ...padding(600_000)])).toBeNull();
  });

  it('K.9 never throws: no file, a folder, torn lines, agents that count nothing', () => {
    expect(readTailUsage(join(folder.path, 'none.jsonl'), 'claude-code')).toBeNull();
    expect(readTailUsage(folder.path, 'claude-code')).toBeNull();
    expect(tail('cursor', [claude(counts(0, 5, 0))])).toBeNull();
    expect(tail('toString', [])).toBeNull();
    const own = temporaryFolder();
    const path = join(own.path, 'torn.jsonl');
    writeFileSync(path, `${JSON.stringify(claude(counts(0, 700, 0)))}\n{"type":"assistant","message":{"usage":{"inp`);
    expect(readTailUsage(path, 'claude-code')?.tokens).toBe(700);
    own.remove();
  });

  const sessions = resolve('../shared/eval/sessions');
  it.skipIf(!existsSync(sessions))('I.1 agrees with the whole transcript on real sessions', () => {
    let compared = 0;
    for (const reader of readers) {
      const place = join(sessions, reader.agent);
      if (!existsSync(place)) continue;
      for (const name of readdirSync(place).filter((file) => file.endsWith('.jsonl'))) {
        const found = readTailUsage(join(place, name), reader.agent);
        if (found === null) continue;
        const usage = [...reader.read(join(place, name)).events].findLast(
          (event) => event.type === 'usage' && !event.sidechain,
        );
        if (usage?.type !== 'usage') continue;
        compared++;
        expect({ name, tokens: found.tokens, window: found.window }).toEqual({
          name,
          tokens: usage.context,
          window: windowOf(usage.model, usage.window, usage.context),
        });
      }
    }
    expect(compared).toBeGreaterThan(20);
  });
});
