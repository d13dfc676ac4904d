import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTranscript } from '../../src/app/open-transcript.ts';
import { transcriptsIn } from '../../src/app/transcript-state.ts';
import { readers } from '../../src/runtimes/index.ts';
import { digestSession } from '../../src/sessions/digest.ts';
import type { SessionEvent } from '../../src/sessions/event.ts';
import { splitSessionPath } from '../../src/sessions/shared-file.ts';
import { countsOf, plainCounts } from './plain-counts.ts';
import { summarise } from './summarise.ts';

/** A further agent is one folder of fixtures and one row. */
const fixtures = resolve('test/fixtures');
const agents = [
  { agent: 'aider', files: '.*.md' },
  { agent: 'claude-code', files: '**/*.jsonl' },
  { agent: 'cline', files: '*/{*.messages,api_conversation_history}.json' },
  { agent: 'codex', files: '**/*.jsonl' },
  { agent: 'copilot', files: '*.jsonl' },
  { agent: 'cursor', files: '{*.jsonl,projects/**/*.jsonl}' },
  { agent: 'droid', files: '*.jsonl' },
  { agent: 'gemini', files: '{**/*.jsonl,document.json}' },
  { agent: 'neutral', files: '*.jsonl' },
  { agent: 'opencode', files: '{*.json,old-folders/storage/session/**/*.json}' },
  { agent: 'pi', files: '*.jsonl' },
  { agent: 'qwen', files: '*.jsonl' },
  { agent: 'specstory', files: '*.md' },
  { agent: 'swe-agent', files: '*.traj' },
];

describe.each(agents)('the reader of $agent', ({ agent, files }) => {
  const folder = `${fixtures}/${agent}`;
  const reader = readers.find((candidate) => candidate.agent === agent);
  const cases = globSync(`${folder}/${files}`)
    .filter((path) => !path.endsWith('.expected.json'))
    .sort()
    .flatMap(transcriptsIn)
    .map((path) => [relative(folder, path), path] as const);

  it('has fixtures', () => expect(cases.length).toBeGreaterThanOrEqual(2));

  it.each(cases)('reads %s as expected', (_, path) => {
    const expected: unknown = JSON.parse(readFileSync(expectedOf(path), 'utf8'));
    const opened = openTranscript(path);
    expect(opened.reader).toBe(reader);
    const summary = JSON.stringify(summarise(opened.reading)).replaceAll(fixtures, '/fixtures');
    expect(JSON.parse(summary)).toEqual(expected);
  });

  it.each(cases)('tells of %s from its beginning what the events tell', (_, path) => {
    const glance = reader?.glance(path, readFileSync(splitSessionPath(path).file, 'utf8').slice(0, 65_536));
    const digest = digestSession(openTranscript(path).reading.events);
    expect(glance).toMatchObject({ id: digest.id, start: digest.start });
    if (glance?.cwd !== null) expect(glance?.cwd).toBe(digest.cwd);
    if (glance?.subagentOf !== null) expect(glance?.subagentOf).toBe(digest.parent);
  });

  it.each(cases)('counts in %s what a plain count of its records gives', (_, path) => {
    const count = plainCounts[agent]?.(path);
    if (count) expect(countsOf([...openTranscript(path).reading.events])).toEqual(count);
  });
});

/** The file beside a fixture, and beside a session in a fixture, that says what is expected. */
function expectedOf(path: string): string {
  const { file, session } = splitSessionPath(path);
  return `${file.replace(/\.\w+$/, '')}${session === null ? '' : `.${session}`}.expected.json`;
}

/** Recorded sessions that are not part of the repository; `TWELVEFOLD_SHARED` says where they are, else beside it. */
const shared = resolve(process.env['TWELVEFOLD_SHARED'] ?? '../shared');
const recorded = [
  ...globSync(`${shared}/eval/sessions/{claude-code,codex}/*.jsonl`),
  ...globSync(`${shared}/samples/fixtures/{claude,codex}__*.jsonl`),
].sort();

describe.skipIf(!existsSync(shared))('recorded sessions', () => {
  it.each(recorded.map((path) => [basename(path), path]))('holds the invariants in %s', (_, path) => {
    const { reading } = openTranscript(path);
    const events = [...reading.events];
    const whole = path.includes('/eval/');
    expect(reading.report.malformed).toBe(0);
    expect(reading.report.lines).toBe(readFileSync(path, 'utf8').replace(/\n$/, '').split('\n').length);
    if (!whole) return;
    expect(resultsWithoutCall(events)).toEqual([]);
    expect(reading.report.unknown).toEqual({});
    expect(events.some((event) => event.type === 'session')).toBe(true);
    expect(wronglyTimed(events, path)).toEqual([]);
    expect(tokensOf(events)).toEqual(naiveTokens(path));
    expect(callIds(events)).toEqual(naiveCalls(path));
  });
});

/** Sessions of other agents: real ones of Copilot, small ones of the others, trimmed by those who published them. */
const others = [
  ...globSync(`${shared}/samples/copilot/*.jsonl`).map((path) => ['copilot', path] as const),
  ...['copilot', 'droid', 'gemini', 'pi', 'qwen'].flatMap((agent) =>
    globSync(`${shared}/samples/fixtures/${agent}__*.json{,l}`).map((path) => [agent, path] as const),
  ),
].filter(([, path]) => statSync(path).size > 0 && !/gemini__schema_drift|qwen__system_telemetry/.test(path));

describe.skipIf(!existsSync(shared))('recorded sessions of further agents', () => {
  it.each(others.map(([agent, path]) => [basename(path), agent, path] as const))(
    'counts in %s what a plain count of its records gives',
    (name, agent, path) => {
      const { reader, reading } = openTranscript(path);
      const events = [...reading.events];
      const text = readFileSync(path, 'utf8');
      const glued = /^\{.*\}\{"uuid"/m.test(text);
      expect(reader.agent).toBe(agent);
      expect(reading.report.malformed).toBe(glued ? 1 : 0);
      if (path.endsWith('.jsonl')) expect(reading.report.lines).toBe(text.replace(/\n$/, '').split('\n').length);
      expect(reading.report.unknown).toEqual({});
      if (name.startsWith('agentv')) expect(resultsWithoutCall(events)).toEqual([]);
      // Ids and numbers of some were cut out.
      const count = glued || text.includes('[trimmed for fixture]') ? null : plainCounts[agent]?.(path);
      if (count) expect(countsOf(events)).toEqual(count);
    },
  );
});

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').filter(Boolean);
}

function resultsWithoutCall(events: readonly SessionEvent[]): string[] {
  const calls = new Set<string>();
  const orphans: string[] = [];
  for (const event of events) {
    if (event.type === 'tool_call') calls.add(event.callId);
    else if (event.type === 'tool_result' && !calls.has(event.callId)) orphans.push(event.callId);
  }
  return orphans;
}

/** Events whose time is not that of the record in their line. */
function wronglyTimed(events: readonly SessionEvent[], path: string): SessionEvent[] {
  const times = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => (line ? Date.parse(JSON.parse(line).timestamp) : null));
  return events.filter(({ line, at }) => at !== times[line - 1]);
}

function tokensOf(events: readonly SessionEvent[]) {
  const sum = { input: 0, cacheRead: 0, cacheWrite: 0 };
  for (const event of events) {
    if (event.type !== 'usage') continue;
    sum.input += event.input;
    sum.cacheRead += event.cacheRead;
    sum.cacheWrite += event.cacheWrite;
  }
  return sum;
}

/** A count made another way: the largest numbers of each message id; for Codex the distinct totals. */
function naiveTokens(path: string) {
  const messages = new Map<string, Record<string, number>>();
  for (const line of linesOf(path)) {
    const record = JSON.parse(line);
    const message = record.type === 'progress' ? record.data?.message?.message : record.message;
    if (message?.usage && message.model !== '<synthetic>') {
      const before = messages.get(message.id) ?? {};
      const { input_tokens: i, cache_read_input_tokens: r, cache_creation_input_tokens: w } = message.usage;
      messages.set(message.id, {
        input: Math.max(before['input'] ?? 0, i ?? 0),
        cacheRead: Math.max(before['cacheRead'] ?? 0, r ?? 0),
        cacheWrite: Math.max(before['cacheWrite'] ?? 0, w ?? 0),
      });
    }
    const info = record.payload?.type === 'token_count' ? record.payload.info : null;
    if (info) {
      const { input_tokens: all, cached_input_tokens: cached } = info.last_token_usage;
      messages.set(JSON.stringify(info.total_token_usage), { input: all - cached, cacheRead: cached, cacheWrite: 0 });
    }
  }
  const sum = { input: 0, cacheRead: 0, cacheWrite: 0 };
  for (const message of messages.values())
    for (const key of ['input', 'cacheRead', 'cacheWrite'] as const) sum[key] += message[key] ?? 0;
  return sum;
}

function callIds(events: readonly SessionEvent[]): string[] {
  return events
    .flatMap((event) => (event.type === 'tool_call' && /^(?:toolu_|call_)/.test(event.callId) ? [event.callId] : []))
    .sort();
}

/** All calls of the file, without polls of a running command. */
function naiveCalls(path: string): string[] {
  const ids = new Set<string>();
  for (const line of linesOf(path)) {
    const record = JSON.parse(line);
    const message = record.type === 'progress' ? record.data?.message?.message : record.message;
    for (const block of Array.isArray(message?.content) ? message.content : [])
      if (block.type === 'tool_use') ids.add(block.id);
    const item = record.payload ?? {};
    const polls = item.name === 'write_stdin' && !JSON.parse(item.arguments).chars;
    if (/_call$/.test(item.type ?? '') && item.call_id && !polls) ids.add(item.call_id);
  }
  return [...ids].sort();
}
