import { chmodSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../src/schema/ledger.ts';
import { createSandbox, jsonLines, type Sandbox } from '../setup/sandbox.ts';

const agent = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 's1' };

describe('ratchet', () => {
  let place: Sandbox;
  beforeEach(() => {
    place = createSandbox();
    place.write('a.ts', '// TODO one\n// TODO two\n');
    commit('Code');
  });
  afterEach(() => place.remove());
  function commit(message: string): void {
    place.git('add', '.');
    place.git('commit', '-qm', message);
  }
  const ratchet = (...args: string[]) => place.tool(['ratchet', ...args]);
  const ledger = () => jsonLines<LedgerEntry>(place.tool(['ledger', 'list', '--json']).stdout);

  it('VI.15 worse fails, better tightens, and what was won is held', () => {
    expect(ratchet('add', 'todo').stdout).toContain('held at 2');
    expect(ratchet('check').status).toBe(0);
    place.write('a.ts', '// TODO one\n');
    commit('Do two');
    expect(ratchet('tighten').stdout).toContain('Tightened: todo');
    place.write('a.ts', '// TODO one\n// TODO two\n');
    commit('Undo');
    const worse = ratchet('check');
    expect(worse.status).toBe(1);
    expect(worse.stdout).toContain('TODO two');
    expect(ratchet('tighten').status).toBe(1);
    expect(ledger()).toMatchObject([{ action: 'tighten', agent: 'unknown', reason: 'todo from 2 to 1' }]);
  });

  it('VI.15 what no commit has is not locked in, and the way out is told', () => {
    ratchet('add', 'todo');
    place.write('a.ts', '// TODO one\n');
    const dirty = ratchet('tighten');
    expect(dirty.status).toBe(1);
    expect(dirty.stderr).toMatch(/Nothing was tightened[\s\S]*a\.ts[\s\S]*Commit/);
    expect(ratchet('list').stdout).toMatch(/todo {2}2/);
    expect(ledger()).toEqual([]);
    place.git('commit', '-qam', 'Do two');
    // What is held was never committed itself, and need not be.
    expect(ratchet('tighten').stdout).toContain('Tightened: todo');
  });

  it('VI.15 while one is worse, none is tightened', () => {
    const value = (name: string) =>
      JSON.parse(readFileSync(join(place.repo, `.agents/ratchets/${name}.json`), 'utf8')).value;
    place.write('n.txt', '9\n');
    ratchet('add', 'todo');
    ratchet('add', 'n', '--run', 'cat n.txt');
    place.write('n.txt', '8\n');
    place.write('a.ts', '// TODO one\n// TODO two\n// TODO three\n');
    commit('Better and worse');
    const done = ratchet('tighten', '--json');
    expect(done.status).toBe(1);
    expect(JSON.parse(done.stdout)).toMatchObject({ ok: false, tightened: [] });
    expect([value('n'), value('todo'), ledger()]).toEqual([9, 2, []]);
  });

  it('VI.16 a swap of equal counts is caught', () => {
    ratchet('add', 'todo');
    place.write('a.ts', '// TODO one\n// TODO three\n');
    commit('Fix one, add one');
    const check = ratchet('check', '--json');
    expect(check.status).toBe(1);
    expect(JSON.parse(check.stdout)).toMatchObject({
      ok: false,
      results: [{ verdict: 'worse', before: 2, now: 2, added: ['a.ts:// TODO three'] }],
    });
  });

  it('VI.2 VI.18 only a person lets one get worse, with a reason that stays', () => {
    ratchet('add', 'todo');
    place.write('a.ts', '// TODO one\n// TODO two\n// TODO three\n');
    commit('More to do');
    const refused = place.tool(['ratchet', 'accept', 'todo', '--reason', 'later'], { env: agent });
    expect(refused.status).toBe(3);
    expect(ratchet('accept', 'todo').status).toBe(2);
    expect(ratchet('check').status).toBe(1);
    expect(place.person(['ratchet', 'accept', 'todo', '--reason', 'the port brings them']).status).toBe(0);
    expect(ratchet('check').status).toBe(0);
    expect(ledger()).toMatchObject([
      { action: 'override', agent: 'person', reason: expect.stringContaining('the port brings them') },
    ]);
    expect(ratchet('check', '--force').status).toBe(2);
  });

  it('VI.15 two branches that tighten different ratchets merge', () => {
    ratchet('add', 'todo');
    place.write('size.txt', '10\n');
    expect(ratchet('add', 'size-of', '--run', 'cat size.txt').status).toBe(0);
    commit('Hold');
    place.git('checkout', '-qb', 'side');
    place.write('size.txt', '5\n');
    commit('Smaller');
    ratchet('tighten');
    commit('Hold it');
    place.git('checkout', '-q', 'main');
    place.write('a.ts', '');
    commit('Nothing to do');
    ratchet('tighten');
    commit('Hold that');
    place.git('merge', '-q', '--no-edit', 'side');
    expect(ratchet('check').status).toBe(0);
    expect(ratchet('list').stdout).toMatch(/size-of {2}5.*\n.*todo {2}0/);
    expect(ledger()).toHaveLength(2);
    expect(place.tool(['ledger', 'verify']).status).toBe(0);
  });

  it('VI.15 a file that the measuring program did not write says how things were, and is no measurement', () => {
    place.write('.gitignore', 'coverage\ndist\n');
    place.write('total.txt', '91\n');
    const covers = 'mkdir -p coverage; echo "{\\"total\\":{\\"lines\\":{\\"pct\\":$(cat total.txt)}}}"';
    const builds = 'mkdir -p dist; cp total.txt dist/out.js';
    const scripts = { coverage: `${covers} > coverage/coverage-summary.json`, build: builds };
    place.write('package.json', JSON.stringify({ scripts }));
    commit('Measure');
    expect(ratchet('add', 'coverage').stdout).toContain('held at 91');
    expect(ratchet('add', 'size').stdout).toContain('held at 3');
    expect(ratchet('check').status).toBe(0);
    // The files are left where they were, and ever so old.
    place.write('package.json', JSON.stringify({ scripts: { coverage: 'node -e 0', build: 'node -e 0' } }));
    const old = new Date(Date.now() - 60_000);
    for (const path of ['coverage/coverage-summary.json', 'dist/out.js']) utimesSync(join(place.repo, path), old, old);
    const check = ratchet('check');
    expect(check.status).toBe(1);
    expect(check.stdout.match(/left from before/g)).toHaveLength(2);
    expect(ratchet('tighten').status).toBe(1);
    // What is committed is as it is, whoever wrote it.
    rmSync(join(place.repo, '.agents', 'ratchets'), { recursive: true });
    place.write('logo.svg', '<svg/>\n');
    commit('Draw');
    utimesSync(join(place.repo, 'logo.svg'), old, old);
    const path = join(place.repo, '.agents', 'ratchets', 'art.json');
    const art = { schema: 1, name: 'art', better: 'fewer', value: 9, command: ['true'] };
    place.write('.agents/ratchets/art.json', JSON.stringify({ ...art, read: { as: 'bytes', files: ['*.svg'] } }));
    expect(readFileSync(path, 'utf8')).toContain('bytes');
    expect(ratchet('check').stdout).toContain('better');
  });

  it('VI.15 VI.16 reads the findings of ESLint by identity, in the JSON that every version prints', () => {
    place.write('.gitignore', 'node_modules\n');
    const linter = (messages: readonly [path: string, rule: string | null, message: string][]) => {
      const files = messages.map(([path, ruleId, message], index) => ({
        filePath: join(place.repo, path),
        messages: [{ ruleId, severity: 2, message, line: index + 1, column: 1 }],
      }));
      const script = `#!/bin/sh\n[ "$3" = json ] || exit 2\ncat <<'END'\n${JSON.stringify(files)}\nEND\nexit ${messages.length > 0 ? 1 : 0}\n`;
      chmodSync(place.write('node_modules/.bin/eslint', script), 0o755);
    };
    linter([
      ['src/a.js', 'no-unused-vars', "'x' is defined but never used."],
      ['src/b.js', null, 'Parsing error: Unexpected token'],
    ]);
    expect(ratchet('add', 'lint').stdout).toContain('held at 2');
    expect(JSON.parse(ratchet('list', '--json').stdout)).toMatchObject({
      ratchets: [
        {
          items: [
            "src/a.js: 'x' is defined but never used. (no-unused-vars)",
            'src/b.js: Parsing error: Unexpected token',
          ],
        },
      ],
    });
    linter([
      ['src/b.js', null, 'Parsing error: Unexpected token'],
      ['src/a.js', 'no-unused-vars', "'y' is defined but never used."],
    ]);
    expect(ratchet('check').stdout).toContain("'y' is defined but never used");
    linter([]);
    expect(ratchet('check').stdout).toContain('better');
    chmodSync(place.write('node_modules/.bin/eslint', '#!/bin/sh\necho "Invalid option"\nexit 1\n'), 0o755);
    expect(ratchet('check').stdout).toContain('failed');
  });

  it('V.22 holds what is over the limits of size, and lets it shrink step by step', () => {
    place.write('.gitignore', 'node_modules\n');
    // As ESLint 9 and 10 tell it.
    const lines = (path: string, count: number) =>
      [path, 'max-lines', `File has too many lines (${count}). Maximum allowed is 499.`] as const;
    const long = (path: string, name: string, count: number) =>
      [
        path,
        'max-lines-per-function',
        `Function '${name}' has too many lines (${count}). Maximum allowed is 49.`,
      ] as const;
    const wide = [
      'src/a.js',
      'max-params',
      "Function 'run2' has too many parameters (7). Maximum allowed is 5.",
    ] as const;
    const deep = ['src/a.js', 'complexity', "Function 'run2' has a complexity of 12. Maximum allowed is 9."] as const;
    const other = ['src/a.js', 'no-unused-vars', "'x' is defined but never used."] as const;
    const linter = (...messages: readonly (readonly [path: string, rule: string, message: string])[]) => {
      const files = messages.map(([path, ruleId, message], index) => ({
        filePath: join(place.repo, path),
        messages: [{ ruleId, severity: 2, message, line: index + 1, column: 1 }],
      }));
      const script = `#!/bin/sh
[ "$4" = --rule ] || exit 2
echo "$5" | grep -q '"max-lines":\\["error",499\\]' || exit 2
cat <<'END'
${JSON.stringify(files)}
END
exit ${messages.length > 0 ? 1 : 0}
`;
      chmodSync(place.write('node_modules/.bin/eslint', script), 0o755);
    };
    linter(lines('src/a.js', 612), long('src/a.js', 'run2', 80), wide, deep, other);
    expect(ratchet('add', 'limits').stdout).toContain('held at 4');
    // Shorter and still too long is no new finding, and what other rules say is none of its business.
    linter(lines('src/a.js', 560), long('src/a.js', 'run2', 51), wide, deep, other, other);
    expect(ratchet('check').status).toBe(0);
    linter(lines('src/a.js', 560), long('src/a.js', 'run3', 51), wide, deep);
    const worse = ratchet('check');
    expect(worse.status).toBe(1);
    expect(worse.stdout).toContain("src/a.js: Function 'run3' has too many lines");
    linter(lines('src/a.js', 560), wide, deep);
    expect(ratchet('check').stdout).toContain('better');
    commit('Shorten');
    expect(ratchet('tighten').status).toBe(0);
    linter(lines('src/a.js', 560), long('src/a.js', 'run2', 80), wide, deep);
    expect(ratchet('check').status).toBe(1);
  });

  it('what cannot be measured has failed', () => {
    expect(ratchet('add', 'x', '--run', 'no-such-program').stderr).toContain('not installed');
    expect(ratchet('add', 'x', '--run', 'echo done').stderr).toContain('no such figure');
    expect(ratchet('add', 'todos').stderr).toContain('did you mean todo');
    place.write('n.txt', '3\n');
    ratchet('add', 'n', '--run', 'cat n.txt');
    rmSync(join(place.repo, 'n.txt'));
    const check = ratchet('check');
    expect(check.status).toBe(1);
    expect(check.stdout).toContain('failed');
    place.write(
      '.agents/ratchets/n.json',
      JSON.stringify({
        schema: 1,
        name: 'n',
        command: ['sh', '-c', 'echo no linter here; exit 1'],
        read: { as: 'items', pattern: '^(.+:[0-9]+: .*)$' },
        exits: [1],
        better: 'fewer',
        value: 1,
        items: ['a.ts: x'],
      }),
    );
    expect(ratchet('check').stdout).toContain('no linter here');
    place.write('.agents/ratchets/broken.json', '<<<<<<< HEAD\n');
    expect(ratchet('check').stderr).toContain('unfinished merge');
  });
});

describe('ledger', () => {
  let place: Sandbox;
  const folder = () => join(place.repo, '.agents', 'ledger');
  const files = () =>
    readdirSync(folder(), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  const verify = () => {
    const done = place.tool(['ledger', 'verify', '--json']);
    return {
      status: done.status,
      ...(JSON.parse(done.stdout) as {
        ok: boolean;
        entries: number;
        problems: { path: string; problem: string }[];
        unseen: string[];
      }),
    };
  };
  function commit(message: string): void {
    place.git('add', '.');
    place.git('commit', '-qm', message);
  }
  beforeEach(() => {
    place = createSandbox();
    place.write('n.txt', '9\n');
    place.tool(['ratchet', 'add', 'n', '--run', 'cat n.txt']);
    for (const n of [8, 7, 6]) {
      place.write('n.txt', `${n}\n`);
      commit(`Now ${n}`);
      place.tool(['ratchet', 'tighten']);
    }
    commit('Three entries');
  });
  afterEach(() => place.remove());

  it('VI.4 holds entries with the fields of the doctrine, oldest first', () => {
    const entries = jsonLines<LedgerEntry>(place.tool(['ledger', 'list', '--json']).stdout);
    expect(entries.map(({ reason }) => reason)).toEqual(['n from 9 to 8', 'n from 8 to 7', 'n from 7 to 6']);
    for (const key of [
      'timestamp',
      'agent',
      'action',
      'pr',
      'issue',
      'tests_passed',
      'review_approved',
      'files_changed',
      'lines_added',
      'lines_removed',
    ])
      expect(entries[0]).toHaveProperty(key);
    expect(verify()).toMatchObject({ status: 0, ok: true, entries: 3, problems: [] });
  });

  it('VI.5 an edit shows, before and after it is committed', () => {
    const path = join(folder(), files()[1] ?? '');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"unknown"', '"person"'));
    expect(verify()).toMatchObject({
      status: 1,
      problems: [{ problem: 'it was changed after it was written' }],
    });
    commit('Tidy up');
    expect(
      verify()
        .problems.map(({ problem }) => problem)
        .join(),
    ).toMatch(/changed by [0-9a-f]{10}/);
  });

  it('VI.5 a removal shows, before and after it is committed', () => {
    rmSync(join(folder(), files()[0] ?? ''));
    expect(verify().problems).toEqual([
      {
        path: expect.stringContaining(files().length === 2 ? '.agents/ledger/' : ''),
        problem: 'it was committed and is not there',
      },
    ]);
    commit('Tidy up');
    expect(
      verify()
        .problems.map(({ problem }) => problem)
        .join(),
    ).toMatch(/removed by [0-9a-f]{10}/);
  });

  it('VI.5 what only a merge threw away shows', () => {
    place.git('checkout', '-qb', 'side');
    place.write('n.txt', '5\n');
    commit('Five');
    place.tool(['ratchet', 'tighten']);
    commit('Better');
    place.git('checkout', '-q', 'main');
    place.write('m.txt', '1\n');
    commit('Meanwhile');
    place.git('merge', '-q', '-s', 'ours', '--no-edit', 'side');
    expect(verify()).toMatchObject({ status: 1, entries: 3 });
  });

  it('VI.5 a forged entry under a name that is not its hash shows', () => {
    const name = files()[0] ?? '';
    writeFileSync(
      join(folder(), name.replace(/-[0-9a-f]+\.json$/, '-0123456789abcdef.json')),
      readFileSync(join(folder(), name)),
    );
    expect(verify().problems).toHaveLength(1);
  });

  it('says what it cannot see', () => {
    place.write('n.txt', '5\n');
    commit('Five');
    place.tool(['ratchet', 'tighten']);
    expect(verify()).toMatchObject({
      ok: true,
      unseen: [expect.stringContaining('1 entry is not committed yet'), expect.stringContaining('rewritten')],
    });
  });

  it('VI.6 many writers at once lose nothing', async () => {
    place.tool(['tier', 'workflow', 'on']);
    const ids = Array.from({ length: 12 }, (_, index) => {
      const added = place.tool(['work', 'add', `Item ${index}`, '--json']);
      return (JSON.parse(added.stdout) as { item: { id: string } }).item.id;
    });
    const before = files().length;
    const done = await Promise.all(
      ids.map((id, index) => place.start(['work', 'claim', id, '--as', `w${index}`, '--skip-research', 'one line'])),
    );
    expect(done.map(({ stderr }) => stderr).join('')).toBe('');
    expect(files()).toHaveLength(before + 12);
    expect(
      readdirSync(folder(), { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.tmp')),
    ).toEqual([]);
  });
});
