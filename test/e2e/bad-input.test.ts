import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, jsonLines, type Ran, type Sandbox, snapshot } from '../setup/sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.remove());

const session = 'aaaaaaaa-0000-4000-8000-000000000001';
const base = (extra: object) => ({
  sessionId: session,
  cwd: '/repo',
  version: '2.1.217',
  gitBranch: 'main',
  isSidechain: false,
  userType: 'external',
  ...extra,
});
let serial = 0;
const user = (text: string) =>
  JSON.stringify(
    base({
      type: 'user',
      uuid: `u${serial++}`,
      timestamp: '2026-01-05T10:00:00.000Z',
      message: { role: 'user', content: text },
    }),
  );
const call = (id: string, command: string) =>
  JSON.stringify(
    base({
      type: 'assistant',
      uuid: `a${serial++}`,
      timestamp: '2026-01-05T10:00:01.000Z',
      message: {
        id: `m-${id}`,
        role: 'assistant',
        model: 'claude-x',
        content: [{ type: 'tool_use', id, name: 'Bash', input: { command } }],
        usage: { input_tokens: 10, output_tokens: 5 },
      },
    }),
  );
const result = (id: string, text: string, failed = false) =>
  JSON.stringify(
    base({
      type: 'user',
      uuid: `r${serial++}`,
      timestamp: '2026-01-05T10:00:02.000Z',
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: text, is_error: failed }] },
    }),
  );

/** A command that fails in the wrong folder and passes in the right one: enough for a lesson. */
const lesson = () => [
  user('Please run the tests of the parser'),
  call('c1', 'cargo test'),
  result('c1', 'Exit code 101\nerror: could not find `Cargo.toml` in `/repo` or any parent directory', true),
  call('c2', 'cd crates/parser && cargo test'),
  result('c2', 'test result: ok. 12 passed; 0 failed'),
];

function isCleanRefusal(done: Ran, code: number, text: RegExp): void {
  expect(done.status).toBe(code);
  expect(done.stderr).toMatch(text);
  expect(done.stderr).not.toMatch(/\n\s+at /);
  expect(done.stdout).toBe('');
}

describe('a transcript that is none', () => {
  it('refuses a missing, an empty, a binary and a foreign file with the reason, and writes nothing', () => {
    const before = snapshot(box.repo);
    isCleanRefusal(box.tool(['forge', 'missing.jsonl']), 2, /There is no file .*missing\.jsonl/);
    const files = join(box.root, 'files');
    mkdirSync(files);
    const put = (name: string, content: string | Buffer) => {
      writeFileSync(join(files, name), content);
      return join(files, name);
    };
    isCleanRefusal(box.tool(['forge', put('empty.jsonl', '')]), 2, /it is empty/);
    isCleanRefusal(
      box.tool(['forge', put('noise.jsonl', Buffer.from([...Array(4000).keys()].map((i) => (i * 7919) % 256)))]),
      2,
      /binary/,
    );
    isCleanRefusal(box.tool(['forge', put('notes.md', '# Notes\n')]), 2, /not a transcript/);
    isCleanRefusal(box.tool(['forge', put('crush.db', 'SQLite format 3\0')]), 2, /Crush/);
    isCleanRefusal(box.tool(['forge', files]), 2, /folder|directory/i);
    expect(snapshot(box.repo)).toEqual(before);
  });

  it('does not keep the other files from being forged: it is told at the end', () => {
    const good = join(box.root, 'good.jsonl');
    writeFileSync(good, `${lesson().join('\n')}\n`);
    const done = box.tool(['forge', 'missing.jsonl', box.repo, good, '--dry-run', '--json']);
    expect(done.status).toBe(2);
    expect(jsonLines(done.stdout)).toHaveLength(1);
    expect(done.stderr).toContain(box.repo);
    expect(done.stderr).toContain('E_FILE_NOT_FOUND');
  });

  it('with --json the same error is one object on standard error', () => {
    const done = box.tool(['forge', 'missing.jsonl', '--json']);
    expect(done.status).toBe(2);
    expect(JSON.parse(done.stderr).error).toMatchObject({ code: 'E_FILE_NOT_FOUND' });
  });
});

describe('a transcript that is damaged', () => {
  const forge = (lines: readonly string[], end = '\n') => {
    const path = join(box.root, 'session.jsonl');
    writeFileSync(path, lines.join('\n') + end);
    return box.tool(['forge', path, '--dry-run', '--json']);
  };

  it('forges what is whole: a cut end, broken lines, unknown types, lone surrogates and NUL bytes are passed over', () => {
    const whole = jsonLines(forge(lesson()).stdout);
    expect(whole).toHaveLength(1);
    const damaged = [
      '{"type":"user","mess',
      JSON.stringify({ type: 'brand-new-record', x: 1 }),
      '\u0000\u0000',
      `{"type":"user","uuid":"s","message":{"role":"user","content":"lone \\ud800 surrogate"}}`,
      'null',
      '[]',
      '42',
    ];
    const done = forge([...lesson(), ...damaged, user('And then?').slice(0, 60)], '');
    expect(done.status).toBe(0);
    expect(jsonLines<{ statement: string }>(done.stdout).map(({ statement }) => statement)).toEqual(
      (whole as { statement: string }[]).map(({ statement }) => statement),
    );
  });

  it('clips lines of 10 MB and goes on', () => {
    const long = 'x'.repeat(10_000_000);
    const done = forge([user(long), call('c0', `echo ${long}`), result('c0', long), ...lesson()]);
    expect(done.status).toBe(0);
    expect(jsonLines(done.stdout)).toHaveLength(1);
    expect(done.stdout.length).toBeLessThan(20_000);
  });

  it('reads on where a growing transcript goes on, and keeps nothing twice', () => {
    const path = join(box.root, 'session.jsonl');
    const [first = '', ...rest] = lesson();
    writeFileSync(path, `${first}\n${rest[0]}\n${rest[1]?.slice(0, 40)}`);
    expect(jsonLines(box.tool(['forge', path, '--json']).stdout)).toHaveLength(0);
    appendFileSync(path, `${rest[1]?.slice(40)}\n${rest.slice(2).join('\n')}\n`);
    expect(jsonLines<{ new: boolean }>(box.tool(['forge', path, '--json']).stdout).map((item) => item.new)).toEqual([
      true,
    ]);
    const kept = snapshot(join(box.repo, '.git/twelvefold/state/learnings'));
    expect(jsonLines<{ new: boolean }>(box.tool(['forge', path, '--json']).stdout).map((item) => item.new)).toEqual([
      false,
    ]);
    expect(snapshot(join(box.repo, '.git/twelvefold/state/learnings'))).toEqual(kept);
  });

  it('forges a transcript of 1 GB in flat memory', () => {
    const path = join(box.root, 'large.jsonl');
    const fd = openSync(path, 'w');
    const filler = Buffer.from(
      `${Array.from({ length: 40 }, (_, i) => [call(`f${i}`, `cat file-${i}.txt`), result(`f${i}`, 'word '.repeat(40_000))].join('\n')).join('\n')}\n`,
    );
    writeSync(fd, `${lesson().join('\n')}\n`);
    while (statSync(path).size < 1_000_000_000) writeSync(fd, filler);
    closeSync(fd);
    const script = `process.on('exit',()=>require('node:fs').writeFileSync(${JSON.stringify(join(box.root, 'peak'))},String(process.resourceUsage().maxRSS)))`;
    writeFileSync(join(box.root, 'watch.cjs'), script);
    const done = spawnSync(
      process.execPath,
      ['--require', join(box.root, 'watch.cjs'), 'bin/twelvefold.mjs', 'forge', path, '--dry-run', '--json'],
      { env: { ...box.env }, encoding: 'utf8' },
    );
    expect(done.status).toBe(0);
    expect(jsonLines(done.stdout)).toHaveLength(1);
    expect(Number(readFileSync(join(box.root, 'peak'), 'utf8')) / 1024).toBeLessThan(200);
  });
});

describe('knowledge files that are damaged', () => {
  const good = `---\nschema: 1\nid: tf-good1\nkind: command\ntitle: Regenerate before the tests\nscope:\n  - make test\n---\nRun \`make regen\` before \`make test\`, or the parser tests fail with a missing grammar table.\n`;
  const ask = () => {
    const done = box.tool(['recall', 'make test fails: missing grammar table', '--kind', 'error', '--json']);
    expect(done.status).toBe(0);
    return (JSON.parse(done.stdout).results as { id: string }[]).map(({ id }) => id);
  };

  it.each([
    ['broken front matter', '---\nid: [unclosed\nkind: gotcha\n---\nText\n', /bad\.md/],
    [
      'a merge conflict',
      `---\nschema: 1\nid: tf-bad01\nkind: gotcha\n<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> other\n---\nText\n`,
      /conflict/,
    ],
    ['an unknown kind', '---\nschema: 1\nid: tf-bad02\nkind: wisdom\ntitle: A\n---\nText of it\n', /kind/],
    ['a duplicate id', good.replace('Regenerate before', 'Another title before'), /tf-good1/],
    ['a newer schema', good.replace('schema: 1', 'schema: 99').replaceAll('tf-good1', 'tf-newer'), /newer|schema/],
  ])('%s is named by status and does not disturb the rest', (_, content, named) => {
    box.write('.agents/learnings/good-tf-good1.md', good);
    const bad = box.write('.agents/learnings/bad.md', content);
    expect(ask()).toContain('tf-good1');
    const status = box.tool(['status']);
    expect(status.status).toBe(0);
    expect(status.stdout + status.stderr).toMatch(named);
    expect(readFileSync(bad, 'utf8')).toBe(content);
  });

  it('an index that is corrupt or cut is made again from the files', () => {
    box.write('.agents/learnings/good-tf-good1.md', good);
    expect(ask()).toEqual(['tf-good1']);
    const index = join(box.repo, '.git/twelvefold/cache/index.db');
    for (const content of [
      Buffer.from('this is no database'),
      readFileSync(index).subarray(0, 5000),
      Buffer.alloc(0),
    ]) {
      for (const name of readdirSync(dirname(index))) rmSync(join(dirname(index), name));
      writeFileSync(index, content);
      expect(ask()).toEqual(['tf-good1']);
    }
  });

  it('a locked index does not stop an answer', () => {
    box.write('.agents/learnings/good-tf-good1.md', good);
    expect(ask()).toEqual(['tf-good1']);
    box.write(
      '.agents/learnings/more-tf-more1.md',
      good.replaceAll('tf-good1', 'tf-more1').replace('make regen', 'make tables'),
    );
    const db = new DatabaseSync(join(box.repo, '.git/twelvefold/cache/index.db'));
    db.exec('BEGIN EXCLUSIVE');
    try {
      expect(ask()).toContain('tf-good1');
    } finally {
      db.exec('ROLLBACK');
      db.close();
    }
  });
});

describe('configuration', () => {
  it.each([
    ['recal:\n  limit: 3\n', /recal/],
    ['gate:\n  publish: 7\n', /publish/],
    ['gate: [\n', /twelvefold\.yaml/],
  ])('names the place of what is wrong in %j', (content, named) => {
    const path = box.write('.agents/twelvefold.yaml', content);
    writeFileSync(join(box.root, 's.jsonl'), `${lesson().join('\n')}\n`);
    const done = box.tool(['forge', join(box.root, 's.jsonl')]);
    isCleanRefusal(done, 2, named);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });
});

describe('places', () => {
  const everyday = [
    ['look'],
    ['status'],
    ['sessions'],
    ['recall', 'anything at all'],
    ['inject', '--point', 'start'],
    ['flywheel'],
    ['decay'],
    ['pool', 'list'],
    ['config'],
  ];

  it('every everyday command works in a plain folder, in an empty repository, in a bare one and without git', () => {
    const plain = join(box.root, 'plain');
    const empty = join(box.root, 'empty');
    const bare = join(box.root, 'bare.git');
    mkdirSync(plain);
    spawnSync('git', ['init', '-q', empty]);
    spawnSync('git', ['init', '-q', '--bare', bare]);
    for (const cwd of [plain, empty, bare])
      for (const args of everyday) expect([args, cwd, box.tool(args, { cwd }).status]).toEqual([args, cwd, 0]);
    const nothing = join(box.root, 'no-programs');
    mkdirSync(nothing);
    for (const args of everyday)
      expect([args, box.tool(args, { cwd: plain, env: { PATH: nothing } }).status]).toEqual([args, 0]);
  });

  it('reading commands leave no trace in a repository that was never initialised', () => {
    const before = [snapshot(box.repo), snapshot(box.home)];
    for (const args of everyday) box.tool(args);
    expect([snapshot(box.repo), snapshot(box.home)]).toEqual(before);
  });

  it.skipIf(process.getuid?.() === 0 && !canDropRoot())(
    'a read-only folder gives a clear error and keeps what was there',
    () => {
      writeFileSync(join(box.root, 's.jsonl'), `${lesson().join('\n')}\n`);
      for (const path of [box.root, box.repo, box.home]) chmodSync(path, 0o755);
      chmodSync(join(box.repo, '.git'), 0o555);
      const done = asNobody(['forge', join(box.root, 's.jsonl')]);
      isCleanRefusal(done, 3, /could not be written/);
    },
  );

  it.skipIf(!canMount())('a read-only file system is named as the reason by whatever would write', () => {
    writeFileSync(join(box.root, 's.jsonl'), `${lesson().join('\n')}\n`);
    expect(spawnSync('mount', ['--bind', box.repo, box.repo]).status).toBe(0);
    try {
      expect(spawnSync('mount', ['-o', 'remount,ro,bind', box.repo]).status).toBe(0);
      const writing = [
        ['forge', join(box.root, 's.jsonl')],
        ['forge', '--pending'],
        ['tier', 'workflow', 'on'],
        ['sync'],
      ];
      for (const args of writing) isCleanRefusal(box.tool(args), 3, /could not be written: EROFS/);
      expect(box.tool(['look', join(box.root, 's.jsonl')]).status).toBe(0);
    } finally {
      spawnSync('umount', ['-l', box.repo]);
    }
  });

  it.skipIf(!canMount())('a full disk gives a clear error, leaves whole files, and the next run completes', () => {
    const disk = join(box.root, 'disk');
    mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk]).status).toBe(0);
    try {
      writeFileSync(join(box.root, 's.jsonl'), `${lesson().join('\n')}\n`);
      writeFileSync(join(disk, 'filler'), Buffer.alloc(290_000));
      const full = box.tool(['forge', join(box.root, 's.jsonl')], {
        cwd: disk,
        env: { XDG_DATA_HOME: join(disk, 'data') },
      });
      isCleanRefusal(full, 3, /could not be written|ENOSPC/);
      rmSync(join(disk, 'filler'));
      const done = box.tool(['forge', join(box.root, 's.jsonl'), '--json'], {
        cwd: disk,
        env: { XDG_DATA_HOME: join(disk, 'data') },
      });
      expect(done.status).toBe(0);
      expect(
        box.tool(['pool', 'list', '--json'], { cwd: disk, env: { XDG_DATA_HOME: join(disk, 'data') } }).stdout,
      ).toContain('cargo test');
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });

  function asNobody(args: readonly string[]): Ran {
    if (process.getuid?.() !== 0) return box.tool(args);
    const done = spawnSync(
      'setpriv',
      [
        '--reuid',
        '65534',
        '--regid',
        '65534',
        '--clear-groups',
        process.execPath,
        join(process.cwd(), 'bin/twelvefold.mjs'),
        ...args,
      ],
      {
        cwd: box.repo,
        env: { ...box.env, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' },
        encoding: 'utf8',
      },
    );
    return { status: done.status, stdout: done.stdout, stderr: done.stderr };
  }
});

it('P9 a program that is asked to end does so at once and leaves whole files', async () => {
  const path = join(box.root, 's.jsonl');
  writeFileSync(path, `${lesson().join('\n')}\n`);
  const child = spawn(process.execPath, ['bin/twelvefold.mjs', 'forge', path], { env: { ...box.env } });
  const began = Date.now();
  const ended = new Promise((done) => child.on('close', done));
  child.kill('SIGTERM');
  await ended;
  expect(Date.now() - began).toBeLessThan(10_000);
  expect(box.tool(['forge', path]).status).toBe(0);
});

it('P9 a server that an agent has connected to ends when it is asked to', async () => {
  const child = spawn(process.execPath, ['bin/twelvefold.mjs', 'mcp'], { env: { ...box.env } });
  const ended = new Promise((done) => child.on('close', done));
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`);
  const [answer] = await once(child.stdout, 'data');
  expect(String(answer)).toContain('serverInfo');
  const began = Date.now();
  child.kill('SIGTERM');
  await ended;
  expect(Date.now() - began).toBeLessThan(10_000);
});

it('P9 a hook is over in less than 300 ms', () => {
  const input = JSON.stringify({ session_id: 's', transcript_path: null, cwd: box.repo, prompt: 'mend the parser' });
  const empty = join(box.root, 'empty.cjs');
  writeFileSync(empty, '');
  const timed = (args: readonly string[]) => {
    const began = performance.now();
    expect(spawnSync(process.execPath, args, { cwd: box.repo, env: box.env, input }).status).toBe(0);
    return performance.now() - began;
  };
  const hook = [resolve('dist/hook.cjs'), 'claude-code', 'UserPromptSubmit'];
  const pairs = Array.from({ length: 10 }, () => [timed(hook), timed([empty])] as const);
  const [quickest, floor] = [0, 1].map((at) => Math.min(...pairs.map((pair) => pair[at] ?? 0))) as [number, number];
  // Where others are at work, an empty script takes long, too.
  expect(quickest).toBeLessThan(Math.max(300, 4 * floor));
});

function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;
}

function canDropRoot(): boolean {
  return (
    spawnSync('setpriv', ['--reuid', '65534', '--regid', '65534', '--clear-groups', 'test', '-x', process.execPath])
      .status === 0 &&
    spawnSync('setpriv', [
      '--reuid',
      '65534',
      '--regid',
      '65534',
      '--clear-groups',
      'test',
      '-r',
      join(process.cwd(), 'bin/twelvefold.mjs'),
    ]).status === 0
  );
}
