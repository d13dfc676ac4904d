import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openTranscript } from '../../../src/app/open-transcript.ts';
import { ToolError } from '../../../src/base/errors.ts';
import { digestSession } from '../../../src/sessions/digest.ts';

const folder = mkdtempSync(join(tmpdir(), 'open-transcript-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function problem(path: string): { code: string; message: string; hint: string } {
  try {
    for (const _ of openTranscript(path).reading.events);
  } catch (error) {
    if (error instanceof ToolError) return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  return expect.fail('it was read');
}

const fixture = (path: string) => readFileSync(resolve('test/fixtures', path));

describe('a file that is no transcript', () => {
  it('says so of a file that is not there, and of a folder', () => {
    expect(problem(join(folder, 'nowhere.jsonl')).code).toBe('E_FILE_NOT_FOUND');
    mkdirSync(join(folder, 'dir.jsonl'));
    expect(problem(join(folder, 'dir.jsonl'))).toMatchObject({
      code: 'E_NOT_A_TRANSCRIPT',
      message: expect.stringContaining('a folder'),
    });
  });

  it.each([
    ['empty.jsonl', '', 'it is empty'],
    ['binary.jsonl', readFileSync(process.execPath).subarray(0, 2_000_000), 'a binary file'],
    ['database.db', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4096)]), 'a database'],
    ['notes.md', '# Notes\n\nAlways test.\n', 'not JSON'],
    ['other.jsonl', '{"level":"info","msg":"started"}\n', 'no agent'],
  ])('says of %s why it is none', (name, content, reason) => {
    const { code, message, hint } = problem(file(name, content));
    expect(code).toBe('E_NOT_A_TRANSCRIPT');
    expect(message).toContain(reason);
    expect(hint).not.toBe('');
  });

  it.each([['crush.db', 'SQLite format 3\0', 'Crush']])(
    'names the agent of %s, which is not read yet',
    (name, content, agent) => {
      expect(problem(file(name, content))).toMatchObject({
        code: 'E_AGENT_NOT_READ',
        message: expect.stringContaining(agent),
      });
    },
  );

  it.skipIf(process.getuid?.() === 0)('says so of a file that may not be read', () => {
    const path = file('secret.jsonl', fixture('codex/events-only.jsonl'));
    chmodSync(path, 0o000);
    expect(problem(path).code).toBe('E_FILE_UNREADABLE');
  });
});

describe('a damaged transcript', () => {
  it('reads one that is cut at its beginning and in its last line', () => {
    const whole = fixture('claude-code/streaming-duplicates.jsonl');
    const { reader, reading } = openTranscript(file('cut.jsonl', whole.subarray(700, whole.length - 100)));
    const events = [...reading.events];
    expect(reader.agent).toBe('claude-code');
    expect(reading.report.malformed).toBe(1);
    expect(events.filter(({ type }) => type === 'tool_call').length).toBeGreaterThan(3);
  });

  it('reads on past zero bytes, binary lines and records of wrong shapes, and counts them', () => {
    const whole = fixture('claude-code/streaming-duplicates.jsonl').toString();
    const bad = [
      Buffer.from(whole),
      Buffer.alloc(4096),
      Buffer.from([10, 0xff, 0xfe, 0x00, 10]),
      Buffer.from(
        '{"type":"user","uuid":"x","sessionId":"s","message":5}\n{"type":"assistant","sessionId":"s","message":null}\n',
      ),
      Buffer.from(whole.replaceAll('toolu_', 'toolu_again_')),
    ];
    const { reading } = openTranscript(file('damaged.jsonl', Buffer.concat(bad)));
    const calls = [...reading.events].filter(({ type }) => type === 'tool_call');
    expect(calls).toHaveLength(10);
    expect(reading.report.malformed).toBe(1);
  });

  it('keeps texts with lone surrogates and NUL characters storable', () => {
    const path = file(
      'surrogates.jsonl',
      '{"type":"user","uuid":"u","sessionId":"s","isSidechain":false,"userType":"external","message":{"role":"user","content":"a \\ud83d b \\u0000 c"}}\n',
    );
    const [, user] = [...openTranscript(path).reading.events];
    expect(user).toMatchObject({ type: 'user', text: 'a \ufffd b  c' });
    expect(Buffer.from(JSON.stringify(user)).toString()).toBe(JSON.stringify(user));
  });

  it('reads what is appended while it reads, and goes on from there later', () => {
    const path = file('growing.jsonl', fixture('codex/events-only.jsonl'));
    const line = (text: string) =>
      `{"timestamp":"2026-03-02T09:10:00.000Z","type":"event_msg","payload":{"type":"user_message","message":"${text}"}}\n`;
    const { reading } = openTranscript(path);
    let said = 0;
    for (const event of reading.events) if (event.type === 'user' && said++ === 0) appendFileSync(path, line('more'));
    expect(said).toBe(3);
    appendFileSync(path, line('even more'));
    const next = [...openTranscript(path, undefined, reading.report.cursor ?? undefined).reading.events];
    expect(next).toMatchObject([{ type: 'user', text: 'even more' }]);
  });

  it('reads lines of 10 MB in flat memory and says that it clipped them', () => {
    const path = join(folder, 'long.jsonl');
    const output = 'error: something failed\n'.repeat(430_000);
    const long = (id: number) =>
      `{"type":"user","uuid":"u${id}","sessionId":"s","isSidechain":false,"userType":"external","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t${id}","content":${JSON.stringify(`first ${output} last`)},"is_error":true}]},"timestamp":"2026-03-01T10:00:00.000Z"}\n`;
    const fd = openSync(path, 'w');
    for (let id = 0; id < 6; id++) writeSync(fd, long(id));
    closeSync(fd);
    const { reading } = openTranscript(path);
    const results = [...reading.events].filter((event) => event.type === 'tool_result');
    expect(results).toHaveLength(6);
    expect(reading.report).toMatchObject({ lines: 6, clipped: 6, malformed: 0 });
    for (const { text, failed, at } of results) {
      expect(text.length).toBeLessThan(20_000);
      expect(text).toMatch(/^first .* last$/s);
      expect([failed, at]).toEqual([true, Date.parse('2026-03-01T10:00:00.000Z')]);
    }
  });

  it('digests 60 MB of one session without keeping it', () => {
    const path = join(folder, 'large.jsonl');
    const body = fixture('claude-code/questions-and-refusals.jsonl');
    const fd = openSync(path, 'w');
    const times = Math.ceil(60e6 / body.length);
    for (let i = 0; i < times; i++) writeSync(fd, body);
    closeSync(fd);
    const { reading } = openTranscript(path);
    const digest = digestSession(reading.events);
    expect(reading.report.lines).toBe(17 * times);
    expect(digest.interrupts).toBe(times);
    expect(process.memoryUsage().heapUsed).toBeLessThan(200e6);
  });

  it.each([
    ['a large transcript', copies],
    ['a session of nothing but long answers', longAnswers],
  ])(
    'forges %s in a process that stays small',
    (_, parts) => {
      const path = join(folder, 'large.jsonl');
      const fd = openSync(path, 'w');
      for (const part of parts()) writeSync(fd, part);
      closeSync(fd);
      const source = (file: string) => JSON.stringify(pathToFileURL(resolve('src', file)).href);
      const script = `
      import { openTranscript } from ${source('app/open-transcript.ts')};
      import { forgeSession } from ${source('knowledge/forge/forge.ts')};
      forgeSession(openTranscript(process.argv[1]).reading.events);
      console.log(process.resourceUsage().maxRSS);`;
      const done = spawnSync(process.execPath, ['--input-type=module', '-e', script, path], { encoding: 'utf8' });
      expect(done.stderr).toBe('');
      expect(Number(done.stdout) / 1024).toBeLessThan(200);
    },
    60_000,
  );
});

const demoSessions = (): Buffer[] => globSync('demo/home/.claude/projects/*/*.jsonl').map((name) => readFileSync(name));

/** 34 MB of real sessions, one after the other. */
function* copies(): Generator<Buffer> {
  const sessions = demoSessions();
  for (let bytes = 0; bytes < 34e6; )
    for (const session of sessions) {
      yield session;
      bytes += session.length;
    }
}

/** 27 MB of sentences that agents really wrote, 9 KB to the answer. */
function* longAnswers(): Generator<Buffer> {
  const record = /"type":"text","text":("(?:[^"\\]|\\.)+")/g;
  const texts = demoSessions().flatMap((session) => [...session.toString().matchAll(record)]);
  const sentences = texts.flatMap(([, text = '""']) => (JSON.parse(text) as string).split(/(?<=[.!?])\s+|\n+/));
  let next = 0;
  for (let i = 0; i < 3000; i++) {
    let text = '';
    while (text.length < 9000) text += `${sentences[next++ % sentences.length]}${next % 3 ? ' ' : '\n\n'}`;
    const message = { id: `m${i}`, role: 'assistant', model: 'claude-sonnet-4-5', content: [{ type: 'text', text }] };
    const at = new Date(Date.UTC(2026, 0, 5) + i * 1000).toISOString();
    const place = { sessionId: 's-1', cwd: '/home/dev/shop', version: '2.1.217', isSidechain: false, timestamp: at };
    yield Buffer.from(`${JSON.stringify({ type: 'assistant', uuid: `u${i}`, ...place, message })}\n`);
  }
}
