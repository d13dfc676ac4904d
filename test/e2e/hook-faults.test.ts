import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextIn, createHookPlace, type HookPlace, teach } from '../setup/hook-place.ts';

let place: HookPlace;
let known: ReturnType<typeof teach>;
beforeEach(() => {
  place = createHookPlace();
  known = teach(place);
});
afterEach(() => place.remove());

const events = [
  ['SessionStart', { source: 'startup' }],
  ['UserPromptSubmit', { prompt: 'write to the orders table in src/db/orders.ts' }],
  ['PreToolUse', { tool_name: 'Edit', tool_input: { file_path: 'src/db/orders.ts' } }],
  [
    'PostToolUseFailure',
    {
      tool_name: 'Bash',
      tool_input: { command: 'make check' },
      error: 'Exit code 2\nerror: the generated client is missing',
    },
  ],
  ['SubagentStart', { agent_id: 'a1', agent_type: 'Explore' }],
  ['PreCompact', { trigger: 'auto' }],
  ['Stop', {}],
  ['SessionEnd', { reason: 'other' }],
] as const;

/** A whole session through its hooks, each of which must let the agent go on. */
function wholeSession(session: string, more: object = {}): string[] {
  return events.map(([event, about]) => {
    const ran = place.hook('claude-code', event, { ...place.payload(session, event), ...about, ...more });
    expect(ran, event).toMatchObject({ status: 0, stderr: '' });
    return contextIn(ran);
  });
}
const idsOf = (session: string) =>
  place.journal().flatMap((line) => (line.type === 'injection' && line.session === session ? line.ids : []));
const learned = () => readdirSync(join(place.state, 'learnings')).length;

describe('a session goes on', () => {
  it('VIII.7 with the index locked by another process', () => {
    const db = new DatabaseSync(join(place.cache, 'index.db'));
    db.exec('BEGIN EXCLUSIVE');
    const texts = wholeSession('s1');
    db.exec('ROLLBACK');
    db.close();
    expect(texts.join('')).toContain('tf-');
  });

  it('VIII.7 with the index corrupt, cut short, or missing', () => {
    const index = join(place.cache, 'index.db');
    const bytes = readFileSync(index);
    writeFileSync(index, 'not a database, but long enough to be looked at as one'.repeat(200));
    wholeSession('s1');
    writeFileSync(index, bytes.subarray(0, 9000));
    wholeSession('s2');
    rmSync(index);
    wholeSession('s3');
    rmSync(place.cache, { recursive: true });
    expect(wholeSession('s4')[0]).toContain('tf-');
  });

  it('VIII.7 with nothing to write to: then nothing is said, because nobody could tell that it was', () => {
    rmSync(place.state, { recursive: true });
    writeFileSync(place.state, 'a file where the folder should be');
    expect(wholeSession('s1').join('')).toBe('');
    const sh = place.startBySh('claude-code', { ...place.payload('s2', 'SessionStart'), source: 'startup' });
    expect(sh).toMatchObject({ status: 0, stdout: '' });
    unlinkSync(place.state);
    wholeSession('s3');
  });

  it.skipIf(!canMount())('VIII.7 on a full disk, and nothing is torn afterwards', () => {
    const own = join(place.repo, '.git', 'twelvefold');
    const saved = join(place.root, 'saved');
    cpSync(own, saved, { recursive: true });
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', own]).status).toBe(0);
    try {
      cpSync(saved, own, { recursive: true });
      let filler = 1 << 20;
      for (let file = 0; filler >= 1; file++) {
        try {
          writeFileSync(join(own, `filler-${file}`), Buffer.alloc(filler));
        } catch {
          filler >>= 1;
        }
      }
      const texts = wholeSession('s1');
      for (const name of readdirSync(own)) if (name.startsWith('filler')) unlinkSync(join(own, name));
      // What was said is in the journal, or in the note of the start; nothing else was said.
      const given = new Set(
        [
          ...idsOf('s1'),
          ...JSON.stringify(
            place.spool().map((name) => readFileSync(join(place.state, 'spool', name), 'utf8')),
          ).matchAll(/tf-\w{8}/g),
        ].map(String),
      );
      for (const [id] of texts.join('').matchAll(/tf-\w{8}/g)) expect(given).toContain(id);
      expect(place.tool(['status', '--json']).status).toBe(0);
      wholeSession('s2');
      expect(idsOf('s2').length).toBeGreaterThan(0);
    } finally {
      spawnSync('umount', ['-l', own]);
    }
  });

  it('VIII.7 with a payload that is cut, empty, huge or nothing of the kind', () => {
    for (const input of [
      '',
      '{',
      '[]',
      '"x"',
      '{"session_id":"s1"',
      JSON.stringify({ session_id: 's', cwd: '/gone/for/good' }),
    ]) {
      const ran = spawnSync(process.execPath, [resolve('dist/hook.cjs'), 'claude-code', 'Stop'], {
        cwd: place.repo,
        env: { ...place.env, TWELVEFOLD_TRIAL: '1' },
        input,
        encoding: 'utf8',
      });
      expect(ran, input).toMatchObject({ status: 0, stdout: '', stderr: '' });
    }
    const huge = { ...place.payload('s1', 'UserPromptSubmit'), prompt: 'src/db/orders.ts '.repeat(300_000) };
    expect(place.hook('claude-code', 'UserPromptSubmit', huge).status).toBe(0);
    expect(place.hook('nobody', 'Stop', place.payload('s1', 'Stop'))).toMatchObject({ status: 0, stdout: '' });
    expect(place.log().trim().split('\n').length).toBeGreaterThan(3);
  });

  it('VIII.7 with an agent that never closes the pipe, and one that never says a word', async () => {
    const started = performance.now();
    for (const input of [JSON.stringify(place.payload('s1', 'Stop')), null]) {
      const child = spawn(process.execPath, [resolve('dist/hook.cjs'), 'claude-code', 'Stop'], {
        cwd: place.repo,
        env: { ...place.env, TWELVEFOLD_TRIAL: '1' },
      });
      if (input !== null) child.stdin.write(input);
      expect(await new Promise((done) => child.on('close', done))).toBe(0);
    }
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(place.spool()).toEqual(['job.claude-code.s1.json']);
  });
});

describe('the harvest', () => {
  const stop = (session: string, more: object = {}) =>
    place.hook('claude-code', 'Stop', { ...place.payload(session, 'Stop'), ...more });

  it('VIII.1 learns from a session that stopped, once, and keeps its citations and outcome', () => {
    place.transcript('aaaa-1', 'schema');
    const before = learned();
    stop('aaaa-1');
    place.hook('claude-code', 'SessionEnd', place.payload('aaaa-1', 'SessionEnd'));
    expect(place.spool()).toEqual(['job.claude-code.aaaa-1.json']);
    expect(place.sweep().status).toBe(0);
    expect(learned()).toBeGreaterThan(before);
    expect(place.journal()).toContainEqual(
      expect.objectContaining({ type: 'outcome', session: 'aaaa-1', outcome: 'passed' }),
    );
    const after = [learned(), place.journal().length];
    stop('aaaa-1');
    expect(place.sweep().stdout).toContain('unchanged');
    expect([learned(), place.journal().length]).toEqual(after);
    expect(place.spool()).toEqual([]);
  });

  it('VIII.1 records that a transcript is gone, drops the job and never tries again', () => {
    stop('bbbb-1');
    expect(place.sweep().stdout).toContain('its transcript is gone');
    expect(place.spool()).toEqual([]);
    expect(place.log()).toMatch(/sweep claude-code bbbb-1 its transcript is gone/);
    expect(place.sweep().stdout).toContain('Nothing waits');
  });

  it('VIII.1 adopts a session whose terminal was killed, once it has been silent', () => {
    place.sweep();
    const path = place.transcript('cccc-1', 'schema', new Date().toISOString());
    place.startBySh('claude-code', { ...place.payload('cccc-1', 'SessionStart'), source: 'startup' });
    const before = learned();
    place.sweep();
    expect(learned()).toBe(before);
    const long = new Date(Date.now() - 3_600_000);
    utimesSync(path, long, long);
    place.sweep();
    expect(learned()).toBeGreaterThan(before);
    expect(place.journal().filter((line) => line.type === 'outcome' && line.session === 'cccc-1')).toHaveLength(1);
  });

  it('VIII.1 adopts a session that no hook spoke of, as soon as it rests after an answer', () => {
    place.sweep();
    const began = new Date().toISOString();
    const [answered, working] = [
      place.transcript('kkkk-1', 'schema', began),
      place.transcript('kkkk-2', 'grammar', began),
    ];
    const lines = readFileSync(working, 'utf8').trim().split('\n');
    writeFileSync(working, `${lines.slice(0, -1).join('\n')}\n`);
    const outcomes = () => place.journal().flatMap((line) => (line.type === 'outcome' ? [line.session] : []));
    place.sweep();
    expect(outcomes()).toEqual([]);
    const rested = new Date(Date.now() - 90_000);
    for (const path of [answered, working]) utimesSync(path, rested, rested);
    place.sweep();
    expect(outcomes()).toEqual(['kkkk-1']);
    expect(place.sweep().stdout).toContain('Nothing waits');
    expect(place.log()).toBe('');
  });

  it('leaves alone what was there before any hook was', () => {
    const path = place.transcript('dddd-1', 'schema');
    const long = new Date(Date.now() - 3_600_000);
    utimesSync(path, long, long);
    const before = learned();
    place.sweep();
    expect(learned()).toBe(before);
  });

  it('VIII.1 killed half-way loses and doubles nothing, and the lock is free', async () => {
    const sessions = Array.from({ length: 3 }, (_, i) => `eeee-${i}`);
    for (const [i, session] of sessions.entries()) {
      place.transcript(session, `part${i}`);
      stop(session);
    }
    for (let i = 0; i < 3; i++) {
      const child = spawn(process.execPath, [resolve('bin/twelvefold.mjs'), 'forge', '--pending'], {
        cwd: place.repo,
        env: { ...place.env },
        stdio: 'ignore',
      });
      const closed = new Promise((done) => child.on('close', done));
      await wait(250 + i * 150);
      child.kill('SIGKILL');
      await closed;
    }
    expect(place.sweep().status).toBe(0);
    expect(place.spool()).toEqual([]);
    for (const session of sessions) {
      expect(place.journal().filter((line) => line.type === 'outcome' && line.session === session)).toHaveLength(1);
    }
    const whole = createHookPlace();
    try {
      teach(whole);
      for (const [i, session] of sessions.entries()) {
        whole.transcript(session, `part${i}`);
        whole.hook('claude-code', 'Stop', whole.payload(session, 'Stop'));
      }
      whole.sweep();
      expect(learned()).toBe(readdirSync(join(whole.state, 'learnings')).length);
    } finally {
      whole.remove();
    }
  }, 180_000);

  it('VIII.1 loses no session whose sweep had git killed under it, and writes nowhere else', () => {
    const folder = join(place.root, 'dying');
    const counted = join(folder, 'calls');
    mkdirSync(folder);
    const git = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
    // Each time it is asked which repository this is, which decides where everything is kept.
    const script = `#!/bin/sh
case "$*" in
  *--git-common-dir*)
    echo >>'${counted}'
    [ "$(wc -l <'${counted}')" -ne "$DIES_AT" ] || kill -9 $$ ;;
esac
exec ${git} "$@"
`;
    writeFileSync(join(folder, 'git'), script, { mode: 0o755 });
    const PATH = `${folder}:${place.env['PATH']}`;
    /** A session, and a sweep under which a call of git dies; how many there were. */
    const sweepUnder = (dies: number): number => {
      place.transcript(`hhhh-${dies}`, `part${dies}`);
      stop(`hhhh-${dies}`);
      writeFileSync(counted, '');
      place.tool(['forge', '--pending'], { env: { PATH, DIES_AT: String(dies) } });
      return readFileSync(counted, 'utf8').length;
    };
    const all = sweepUnder(0);
    expect(all).toBeGreaterThan(2);
    for (let dies = 1; dies <= all; dies++) {
      sweepUnder(dies);
      place.sweep();
      const outcomes = place.journal().filter(({ type, session }) => type === 'outcome' && session === `hhhh-${dies}`);
      expect(outcomes, `call ${dies} of ${all}`).toHaveLength(1);
    }
    expect(existsSync(join(place.home, '.local/share/twelvefold/folders'))).toBe(false);
  }, 180_000);

  it('VIII.1 goes on where the lock of sweeps is damaged, and says so where there is no place for one', () => {
    place.transcript('lock-1', 'one');
    stop('lock-1');
    writeFileSync(join(place.cache, 'sweep.lock'), 'no database at all, and long enough to be looked at'.repeat(20));
    expect(place.sweep()).toMatchObject({ status: 0, stderr: '' });
    expect(place.journal().filter((line) => line.type === 'outcome' && line.session === 'lock-1')).toHaveLength(1);
    rmSync(place.cache, { recursive: true });
    writeFileSync(place.cache, 'a file where the folder should be');
    expect(place.sweep().status).not.toBe(0);
    expect(place.log()).toMatch(/^\S+Z sweep .*sweep\.lock.*\n$/);
    expect(place.tool(['status']).stdout).toMatch(/^.*\n\n {2}Hooks {6}.* sweep /);
  });

  it('VIII.1 is done by one sweep at a time', async () => {
    for (let i = 0; i < 4; i++) {
      place.transcript(`ffff-${i}`, `part${i}`);
      stop(`ffff-${i}`);
    }
    const all = await Promise.all([1, 2, 3, 4].map(() => place.start(['forge', '--pending'])));
    expect(all.every(({ status }) => status === 0)).toBe(true);
    place.sweep();
    for (let i = 0; i < 4; i++) {
      expect(place.journal().filter((line) => line.type === 'outcome' && line.session === `ffff-${i}`)).toHaveLength(1);
    }
  }, 30_000);

  it('passes over half a note and half a job', () => {
    mkdirSync(join(place.state, 'spool'), { recursive: true });
    appendFileSync(join(place.state, 'spool', 'start.claude-code.x.json'), '{"schema":1,"agent":"claude-co');
    appendFileSync(join(place.state, 'spool', 'job.claude-code.y.json'), '{"schema":1,"agent"');
    expect(place.sweep().status).toBe(0);
    expect(existsSync(join(place.state, 'spool', 'job.claude-code.y.json'))).toBe(false);
  });

  it('VIII.9 a clock that was set back or forward changes nothing: each thing once, and nothing for ever', () => {
    const ahead = new Date(Date.now() + 90 * 86_400_000);
    place.transcript('gggg-1', 'schema');
    stop('gggg-1');
    place.startBySh('claude-code', { ...place.payload('gggg-2', 'SessionStart'), source: 'startup' });
    for (const name of place.spool()) utimesSync(join(place.state, 'spool', name), ahead, ahead);
    place.sweep();
    place.sweep();
    expect(place.journal().filter((line) => line.type === 'injection' && line.session === 'gggg-2')).toHaveLength(1);
    const again = place.hook('claude-code', 'PostToolUseFailure', { ...place.payload('gggg-2', 'x'), ...events[3][1] });
    expect(contextIn(again)).not.toContain(known.generate);
  });
});

it('P9 twenty sessions at once in one repository: every hook ends well, each is told once, nothing is torn', async () => {
  const sessions = Array.from({ length: 20 }, (_, i) => `many-${i}`);
  for (const [event, about] of events.slice(0, 4)) {
    const all = await Promise.all(
      sessions.map((session) => place.hookLater('claude-code', event, { ...place.payload(session, event), ...about })),
    );
    for (const ran of all) expect(ran).toMatchObject({ status: 0, stderr: '' });
  }
  const ends = await Promise.all(
    sessions.flatMap((session) =>
      ['Stop', 'SessionEnd'].map((event) => place.hookLater('claude-code', event, place.payload(session, event))),
    ),
  );
  for (const ran of ends) expect(ran).toMatchObject({ status: 0, stdout: '', stderr: '' });
  place.sweep();
  for (const session of sessions) expect(idsOf(session).toSorted()).toEqual([...new Set(idsOf(session))].toSorted());
  const told = sessions.filter((session) => idsOf(session).length > 0);
  expect(told.length).toBe(20);
  expect(
    JSON.parse(place.tool(['status', '--json']).stdout).needs.filter(
      ({ what }: { what: string }) => what === 'problem',
    ),
  ).toEqual([]);
}, 120_000);

function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;
}
