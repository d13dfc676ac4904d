import { execFileSync, spawn } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readHeads, readWork } from '../src/work/store.ts';
import type { BenchRow } from './row.ts';

const items = 10_000;
const contenders = 20;
const metrics = 10;
/** Of CPU, in the tests of a project; below that the program's own start weighs more than a tenth. */
const suiteSeconds = 10;
const program = resolve('bin/twelvefold.mjs');

/** What the workflow costs beside what it has done. CPU time, and ratios within this run: the clock is another's. */
export async function benchWorkflow(): Promise<BenchRow[]> {
  const place = makePlace();
  try {
    return [...benchReady(place), ...(await benchClaims(place)), ...benchValidate(place), ...benchRatchets(place)];
  } finally {
    rmSync(place.base, { recursive: true, force: true });
  }
}

interface Place {
  readonly base: string;
  readonly repo: string;
  readonly env: Record<string, string>;
  git(...args: string[]): void;
}

function makePlace(): Place {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'twelvefold-bench-')));
  const repo = join(base, 'repo');
  mkdirSync(repo);
  const env = { PATH: process.env['PATH'] ?? '', HOME: base, LC_ALL: 'C', NODE_EXTRA_CA_CERTS: '' };
  const own = ['-c', 'user.name=b', '-c', 'user.email=b@example.org'];
  const git = (...args: string[]) => void execFileSync('git', [...own, ...args], { cwd: repo, env, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  writeFileSync(join(repo, 'README'), 'bench\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  return { base, repo, env, git };
}

/** Half of ten thousand items are closed, each tenth waits for another. */
function benchReady({ base, repo, env }: Place): BenchRow[] {
  const folder = join(repo, '.agents', 'work');
  mkdirSync(join(folder, 'events'), { recursive: true });
  const idOf = (n: number) => `w-${String(n).padStart(8, '0')}`;
  for (let n = 0; n < items; n++) {
    const id = idOf(n);
    const depends = n % 10 === 0 && n > 0 ? `depends:\n  - ${idOf(n - 1)}\n` : '';
    const text = `---\nschema: 1\nid: ${id}\npriority: ${n % 5}\nrisk: medium\nlabels:\n  - api\nscope:\n  - src/part-${n % 97}.ts\n${depends}created: 2026-01-01T00:00:00.000Z\n---\n\n# Item ${n} wants something of the parser\n\nA few sentences that say what is wanted and why, at the length that people write when they have thought about it.\n\n## Acceptance criteria\n\n- npm test passes\n- the page loads in a second\n`;
    writeFileSync(join(folder, `item-${n}-${id}.md`), text);
    if (n % 2 === 0) continue;
    const event = {
      schema: 1,
      ulid: `01J${String(n).padStart(9, '0')}`,
      item: id,
      at: '2026-01-02T00:00:00.000Z',
      by: 'person',
    };
    const closed = { ...event, type: 'closed', commits: [], verdict: null, reason: 'done' };
    writeFileSync(join(folder, 'events', `${id}-${event.ulid}.json`), `${JSON.stringify(closed, null, 2)}\n`);
  }
  const cache = join(base, 'cache');
  readWork(folder, cache);
  const look = () => {
    for (const name of readdirSync(folder)) lstatSync(`${folder}/${name}`);
    readdirSync(`${folder}/events`);
  };
  const rounds = Array.from({ length: 15 }, () => [cpuOf(look), cpuOf(() => readHeads(folder, cache))] as const);
  const floor = Math.min(...rounds.map(([bare]) => bare));
  const heads = Math.min(...rounds.map(([, own]) => own));
  const ready = [process.execPath, program, 'work', 'ready'];
  // The first look fills the snapshot.
  cpuMs(ready, repo, env, 1);
  const whole = cpuMs(ready, repo, env, 5);
  const empty = cpuMs([process.execPath, '-e', '0'], repo, env, 5);
  return [
    {
      ...{ name: `work ready, ${items} items, in process`, value: heads / floor, unit: '× list and stat', bound: 1.5 },
      ...{ sense: '<=', note: `${heads.toFixed(1)} ms CPU; to list and stat the files ${floor.toFixed(1)}` },
    },
    {
      ...{ name: 'work ready, whole command', value: whole, unit: 'ms CPU', bound: null, sense: '<=' },
      note: `node -e 0 ${empty.toFixed(1)} ms`,
    },
  ];
}

async function benchClaims({ repo, env }: Place): Promise<BenchRow[]> {
  rmSync(join(repo, '.agents', 'work'), { recursive: true });
  const add = (title: string) => {
    const out = execFileSync(process.execPath, [program, 'work', 'add', title, '--json'], { cwd: repo, env });
    return (JSON.parse(out.toString()) as { item: { id: string } }).item.id;
  };
  const claim = (id: string, as: string) =>
    new Promise<boolean>((done) => {
      const child = spawn(process.execPath, [program, 'work', 'claim', id, '--as', as], {
        cwd: repo,
        env,
        stdio: 'ignore',
      });
      child.on('close', (status) => done(status === 0));
    });
  const crowd = async (ids: readonly string[], name: string) => {
    const time = performance.now();
    const won = await Promise.all(
      Array.from({ length: contenders }, (_, n) => claim(ids[n % ids.length] ?? '', `${name}-${n}`)),
    );
    return { won: won.filter(Boolean).length, wall: performance.now() - time };
  };
  const apart = await crowd(
    Array.from({ length: contenders }, (_, n) => add(`Item ${n}`)),
    'apart',
  );
  const one = await crowd([add('Wanted by all')], 'crowd');
  return [
    {
      ...{
        name: `claim, ${contenders} contenders for one item`,
        value: one.won,
        unit: 'winners',
        bound: 1,
        sense: '<=',
      },
      note: `${one.wall.toFixed(0)} ms wall for all; ${apart.wall.toFixed(0)} for as many items, ${apart.won} winners`,
    },
  ];
}

function benchValidate({ repo, env, git }: Place): BenchRow[] {
  rmSync(join(repo, '.agents'), { recursive: true, force: true });
  const used = 'process.cpuUsage().user + process.cpuUsage().system';
  const until = `while (${used} < ${suiteSeconds}e6) for (let n = 0; n < 1e7; n++);`;
  writeFileSync(join(repo, 'suite.mjs'), `${until} console.log('12 passed, 0 failed');\n`);
  mkdirSync(join(repo, '.agents'));
  const gates = 'validate.gates: [{ name: suite, kind: tests, run: node suite.mjs }]\n';
  writeFileSync(join(repo, '.agents', 'twelvefold.yaml'), gates);
  git('add', '.');
  git('commit', '-qm', 'suite');
  git('commit', '-qm', 'go on', '--allow-empty');
  const bare = cpuMs(['node', 'suite.mjs'], repo, env, 1);
  const tree = join(repo, '..', 'tree');
  const script = `git worktree add -q --detach ${tree} && git worktree remove --force ${tree}`;
  const worktree = cpuMs(['sh', '-c', script], repo, env, 3);
  const whole = cpuMs([process.execPath, program, 'validate'], repo, env, 1);
  return [
    {
      ...{ name: `validate, a suite of ${suiteSeconds} s`, value: (whole - worktree) / bare, unit: '× bare suite' },
      ...{ bound: 1.1, sense: '<=' },
      note: `${whole.toFixed(0)} ms CPU, ${worktree.toFixed(0)} of it the worktree; the suite alone ${bare.toFixed(0)}`,
    },
  ];
}

function benchRatchets({ repo, env, git }: Place): BenchRow[] {
  writeFileSync(join(repo, 'count.mjs'), 'console.log(3);\n');
  for (let n = 0; n < metrics; n++)
    execFileSync(process.execPath, [program, 'ratchet', 'add', `m${n}`, '--run', 'node count.mjs'], { cwd: repo, env });
  git('add', '.');
  git('commit', '-qm', 'hold');
  const bare = cpuMs(['sh', '-c', `for i in $(seq ${metrics}); do node count.mjs; done`], repo, env, 3);
  const start = cpuMs([process.execPath, program, 'ratchet', 'list'], repo, env, 3);
  const whole = cpuMs([process.execPath, program, 'ratchet', 'check'], repo, env, 3);
  return [
    {
      ...{ name: `ratchet check, ${metrics} metrics`, value: (whole - start) / bare, unit: '× bare commands' },
      ...{ bound: 1.5, sense: '<=' },
      note: `${whole.toFixed(0)} ms CPU, ${start.toFixed(0)} of it to start; the commands alone ${bare.toFixed(0)}`,
    },
  ];
}

function cpuOf(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Mean CPU milliseconds of a command and what it waited for, from the shell's own account. */
function cpuMs(command: readonly string[], cwd: string, env: Record<string, string>, rounds: number): number {
  const script = `TIMEFORMAT='%U %S'; time (for ((i = 0; i < ${rounds}; i++)); do "$@" >/dev/null 2>&1; done)`;
  const answer = execFileSync('bash', ['-c', `{ ${script}; } 2>&1`, 'bench', ...command], {
    cwd,
    env,
    encoding: 'utf8',
  });
  const [user = 0, system = 0] = answer.trim().split(' ').map(Number);
  return ((user + system) * 1000) / rounds;
}
