import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as anchors from '../../src/app/hook/anchors-now.ts';
import * as phase from '../../src/app/hook/phase-guard.ts';
import * as failure from '../../src/app/hook/read-failure.ts';
import * as recall from '../../src/app/hook/recall-part.ts';
import { runHook } from '../../src/app/hook/run-hook.ts';
import { sha256 } from '../../src/base/hash.ts';
import { hookDialects } from '../../src/runtimes/hook-dialects.ts';
import { hookCalls } from '../setup/hook-payloads.ts';
import { createHookPlace, type HookPlace, teach } from '../setup/hook-place.ts';

/** What may come instead of an agent's payload, made of one: everything that a broken, changed or hostile agent could say. */
const bad: Readonly<Record<string, (payload: unknown) => string | Buffer>> = {
  nothing: () => '',
  'half a payload': (payload) => text(payload).slice(0, 70),
  'no object': () => '[]',
  'bytes of no text': () => Buffer.from(Array.from({ length: 60_000 }, (_, i) => (i * 7919) % 256)),
  'bytes that are no UTF-8': (payload) =>
    Buffer.concat([
      Buffer.from(`${text(payload).slice(0, -1)},"z":"`),
      Buffer.from([0xff, 0xfe, 0, 0xc3]),
      Buffer.from('"}'),
    ]),
  'lists in lists': (payload) => `${text(payload).slice(0, -1)},${nested.map((name) => `"${name}":${deep}`).join()}}`,
  'numbers for words': (payload) => text(mapped(payload, () => 7)),
  'objects for words': (payload) => text(mapped(payload, (value, key) => (names.test(key) ? value : { a: [1] }))),
  'lists for words': (payload) =>
    text(mapped(payload, (value, key) => (names.test(key) ? value : [[], {}, null, 'x']))),
  'nulls for words': (payload) => text(mapped(payload, (value, key) => (names.test(key) ? value : null))),
  'an id that leads away': (payload) =>
    text(mapped(payload, (value, key) => (ids.test(key) ? '../../../../led-away' : value))),
  'an id without end': (payload) =>
    text(mapped(payload, (value, key) => (ids.test(key) ? 'x'.repeat(100_000) : value))),
  'control characters': (payload) =>
    text(mapped(payload, (value, key) => (folders.test(key) ? value : `${value}\u0000\n\ud800`))),
  'a folder that cannot be': (payload) =>
    text(mapped(payload, (value, key) => (folders.test(key) ? '/\u0000' : value))),
  'a folder of a million letters': (payload) =>
    text(mapped(payload, (value, key) => (folders.test(key) ? `/${'a/'.repeat(500_000)}` : value))),
  'paths without end': (payload) =>
    text(mapped(payload, (value, key) => (/path/i.test(key) ? `\u0000${'../'.repeat(100_000)}` : value))),
  'names of what every object has': (payload) =>
    `${text(payload).slice(0, -1)},"__proto__":{"x":1},"constructor":"y","toString":7}`,
  '20 MB of words': (payload) => text({ ...(payload as object), z: 'src/db/orders.ts is missing\n'.repeat(700_000) }),
  '100 kB in every word': (payload) =>
    text(mapped(payload, (value, key) => (names.test(key) ? value : 'src/db/orders.ts is missing\n'.repeat(3500)))),
  '300000 paths': (payload) =>
    `${text(payload).slice(0, -1)},"tool_name":"Edit","tool_input":{"paths":[${'"/elsewhere/a.ts",'.repeat(300_000)}"b"]}}`,
};
const names =
  /session|cwd|task|root|directory|conversation|hook_?(?:event)?name|tool_?name|^(?:tool|name|type|source)$/i;
const ids = /session|task|conversation/i;
const folders = /cwd|root|directory/i;
const nested = ['tool_input', 'tool_response', 'toolArgs', 'toolResult', 'tool_result', 'input', 'output', 'prompt'];
const deep = '['.repeat(20_000) + ']'.repeat(20_000);
const text = (payload: unknown) => JSON.stringify(payload);

/** The value with every text in it replaced. */
function mapped(value: unknown, change: (text: string, key: string) => unknown, key = ''): unknown {
  if (typeof value === 'string') return change(value, key);
  if (Array.isArray(value)) return value.map((item) => mapped(item, change, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapped(inner, change, name)]));
}

/** Longest that a hook may take of an agent's time, on a busy machine. */
const patienceMs = 10_000;

let place: HookPlace;
const calls = hookDialects.flatMap(({ agent, events }) => {
  const recorded = hookCalls(agent);
  return events.map(({ name }) => {
    const { payload = {}, env = {} } = recorded.find(({ event }) => event === name) ?? recorded[0] ?? {};
    return { agent, event: name, payload, env };
  });
});
beforeAll(() => {
  place = createHookPlace();
  teach(place);
});
afterAll(() => place.remove());

const complaints = () => place.log().split('\n').length - 1;

interface Answer {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function ask(
  agent: string,
  event: string,
  env: Readonly<Record<string, string>>,
  input: string | Buffer,
): Promise<Answer> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [resolve('dist/hook.cjs'), agent, event], {
      cwd: place.repo,
      env: { ...place.env, ...env, TWELVEFOLD_TRIAL: '1' },
      timeout: patienceMs,
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
    // It may be over before it has read all that there is.
    child.stdin.on('error', () => {});
    child.on('close', (status, signal) => done({ status, signal, stdout, stderr }));
    child.stdin.end(input);
  });
}

function isAnswer(stdout: string): boolean {
  if (stdout === '') return true;
  const value: unknown = JSON.parse(stdout);
  return typeof value === 'object' && value !== null;
}

/** The same without a process of its own. */
function answerHere(
  agent: string,
  event: string,
  env: Readonly<Record<string, string>>,
  input: string | Buffer,
): string {
  return runHook({
    ...{ agent, event, input: input.toString('utf8'), cwd: place.repo, home: place.home, sha256 },
    env: { ...place.env, ...env },
    now: Date.now,
    elapsed: () => 0,
    parts: { recall: () => recall, failure: () => failure, anchors: () => anchors, phase: () => phase },
    launch: () => {},
    runNow: () => {},
  });
}

const heavy = new Set(['bytes of no text', '20 MB of words']);
const well = { status: 0, signal: null, stdout: '', stderr: '' };

describe.each(Object.keys(bad))('VIII.7 every hook of every agent lets the agent go on when it gets %s', (what) => {
  it.each(hookDialects.map(({ agent }) => agent))(
    '%s',
    async (agent) => {
      for (const { event, payload, env } of calls.filter((one) => one.agent === agent)) {
        const given = bad[what]?.(JSON.parse(text(payload).replaceAll('/home/dev/project', place.repo))) ?? '';
        const before = complaints();
        // What a process adds is tried with the few inputs that it could fail on.
        const answer = heavy.has(what)
          ? await ask(agent, event, env, given)
          : { ...well, stdout: answerHere(agent, event, env, given) };
        expect({ ...answer, stdout: '', event }).toMatchObject(well);
        expect(isAnswer(answer.stdout), `${event} ${answer.stdout.slice(0, 100)}`).toBe(true);
        expect(complaints() - before, `${event} complained`).toBeLessThanOrEqual(1);
      }
    },
    120_000,
  );
});

it('VIII.7 what cannot be read leaves one line that says what it was', async () => {
  for (const [input, says] of [
    ['{"session_id"', /claude-code Stop .*JSON/],
    ['{}', /claude-code Stop its payload names no session or no folder/],
  ] as const) {
    const before = place.log();
    await ask('claude-code', 'Stop', {}, input);
    const [line = '', ...more] = place.log().slice(before.length).trim().split('\n');
    expect(line).toMatch(says);
    expect(more).toEqual([]);
  }
});

it('VIII.7 a transcript that is a pipe keeps no hook waiting, nor does an input that is left open behind 2 MB of braces', async () => {
  const pipe = join(place.root, 'pipe');
  spawnSync('sh', ['-c', 'mkfifo "$0"', pipe]);
  for (const { agent, event, env, payload } of calls) {
    const here = JSON.parse(JSON.stringify(payload).replaceAll('/home/dev/project', place.repo)) as object;
    const given = { ...here, transcript_path: pipe, transcriptPath: pipe, source: 'fork' };
    expect(
      await ask(agent, event, { ...env, CURSOR_TRANSCRIPT_PATH: pipe }, JSON.stringify(given)),
      event,
    ).toMatchObject({ status: 0 });
  }
  const child = spawn(process.execPath, [resolve('dist/hook.cjs'), 'claude-code', 'Stop'], {
    cwd: place.repo,
    env: { ...place.env, TWELVEFOLD_TRIAL: '1' },
  });
  child.stdin.write(JSON.stringify({ ...place.payload('left-open', 'Stop'), z: '}'.repeat(2_000_000) }));
  expect(await new Promise((done) => child.on('close', done))).toBe(0);
  expect(place.spool()).toContain('job.claude-code.left-open.json');
}, 120_000);

it('VIII.7 and none of it was written anywhere but where hooks write', () => {
  const found = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('led-away'));
  expect(
    found(place.root).filter((name) => !name.startsWith('repo/.git/twelvefold/') && !name.startsWith('home/.')),
  ).toEqual([]);
  expect(existsSync(join(place.root, '..', 'led-away'))).toBe(false);
  expect(place.git('status', '--porcelain').trim()).toBe('?? src/');
});
