import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { claudeCodeHooks } from '../src/runtimes/claude-code/hooks.ts';
import { hookFlags } from '../src/runtimes/hook-command.ts';
import { presenceFile } from '../src/sessions/presence.ts';
import type { BenchRow } from './row.ts';
import { syntheticKnowledge } from './synthetic-knowledge.ts';
import { toldRows } from './told.ts';

const sizes = [0, 1000, 10_000] as const;
const rounds = 40;
/** So many learnings are met by the session that is asked what it was told. */
const turns = 20;

/** CPU and wall milliseconds of one process. */
interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

/** One hook event as an agent calls it; `{n}` stands for the number of the round, so that each is another session. */
interface HookCase {
  readonly name: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Through the shell script. */
  readonly sh?: boolean;
}

/**
 * The process of each hook event, its payload in a pipe, against an empty script, interleaved in one run, medians of 40. The sweep that a start or an end
 * sets off is its own process and not measured here: in its place stands a program that does nothing.
 */
export async function benchHooks(): Promise<BenchRow[]> {
  return sizes.flatMap((size) => {
    const base = realpathSync(mkdtempSync(join(tmpdir(), 'twelvefold-bench-')));
    try {
      return benchAt(size, base);
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  });
}

function benchAt(size: number, base: string): BenchRow[] {
  const repo = join(base, 'repo');
  const env = { PATH: process.env['PATH'] ?? '', HOME: base, LC_ALL: 'C', NODE_EXTRA_CA_CERTS: '' };
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: repo, env, stdio: 'pipe' });
  const git = (...args: string[]) => run('git', '-c', 'user.name=b', '-c', 'user.email=b@example.org', ...args);
  mkdirSync(join(repo, 'src'), { recursive: true });
  git('init', '-q', '-b', 'main');
  writeFileSync(join(repo, 'README'), 'bench\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  const entries = syntheticKnowledge(size);
  if (size > 0) {
    const lines = entries.map(({ learning: { id, kind, statement, scope, symptoms } }) =>
      JSON.stringify({ id, kind, statement, scope, symptoms }),
    );
    writeFileSync(join(base, 'all.jsonl'), lines.join('\n'));
    run(process.execPath, resolve('bin/twelvefold.mjs'), 'learn', 'import', join(base, 'all.jsonl'), '--trust');
  }
  run(process.execPath, resolve('bin/twelvefold.mjs'), 'index', 'refresh');
  copyHook(base);
  const known = entries[Math.floor(size / 2)]?.learning;
  const cases = casesOf(repo, known?.statement ?? 'add a column to the orders table', known?.scope[0] ?? 'src/a.ts');
  const empty = join(base, 'empty.cjs');
  writeFileSync(empty, '');
  writeFileSync(join(base, 'none'), '');
  const costs = new Map<string, Cost[]>([['', []], ...cases.map(({ name }) => [name, []] as [string, Cost[]])]);
  for (let round = 0; round <= rounds; round++) {
    // Interleaved, so that a busy machine slows all alike.
    costs.get('')?.push(costOf([process.execPath, empty], join(base, 'none'), repo, env));
    for (const { name, event, payload, sh } of cases) {
      const input = join(base, 'payload');
      writeFileSync(input, `${JSON.stringify(payload).replaceAll('{n}', `${name.replace(/\W/g, '')}-${round}`)}\n`);
      const hook = sh
        ? ['/bin/sh', join(base, 'dist', 'hook.sh'), process.execPath, 'claude-code', event]
        : [process.execPath, ...flagsOf(event), join(base, 'dist', 'hook.cjs'), 'claude-code', event];
      const cost = costOf(hook, input, repo, env);
      // The first call of a kind makes what the others find compiled.
      if (round > 0) costs.get(name)?.push(cost);
      // The script starts the sweep where something waits; it is to be the first of its day each time.
      leaveAlone(repo);
    }
  }
  const floor = median(costs.get('') ?? []);
  const rows = cases.map(({ name, sh }): BenchRow => {
    const { cpu, wall } = median(costs.get(name) ?? []);
    const note = `CPU ${cpu.toFixed(1)} ms, wall ${wall.toFixed(1)} ms; empty ${floor.cpu.toFixed(1)} and ${floor.wall.toFixed(1)} ms`;
    const about = `hook ${name}, ${size} learnings`;
    if (sh) return { name: about, value: wall, unit: 'ms wall', bound: 5, sense: '<=', note };
    return { name: about, value: cpu / floor.cpu, unit: '× empty script', bound: 1.5, sense: '<=', note };
  });
  if (size === 0) return rows;
  const step = Math.max(1, Math.floor(size / turns));
  const met = entries.filter((_, i) => i % step === 0).slice(0, turns);
  const told = toldRows(
    base,
    env,
    size,
    met.map(({ learning: { statement, scope } }) => casesOf(repo, statement, scope[0] ?? 'src/a.ts')),
  );
  return [...rows, ...told];
}

/** As the agent's settings have them. */
function flagsOf(name: string): readonly string[] {
  const event = claudeCodeHooks.events.find((event) => event.name === name);
  return event === undefined ? [] : hookFlags(event.point);
}

/** Takes away what the session before left: its jobs, and that it is at work on a file. */
function leaveAlone(repo: string): void {
  const state = join(repo, '.git', 'twelvefold', 'state');
  const spool = join(state, 'spool');
  for (const name of readdirSync(spool)) if (name.endsWith('.json')) rmSync(join(spool, name));
  rmSync(presenceFile(state), { force: true });
}

/** The built hook, with nothing to start where it starts the program. */
function copyHook(base: string): void {
  for (const name of ['hook.cjs', 'hook.sh']) {
    mkdirSync(join(base, 'dist'), { recursive: true });
    copyFileSync(join('dist', name), join(base, 'dist', name));
  }
  cpSync(join('dist', 'hooks'), join(base, 'dist', 'hooks'), { recursive: true });
  mkdirSync(join(base, 'bin'));
  writeFileSync(join(base, 'bin', 'twelvefold.mjs'), '');
}

function casesOf(cwd: string, statement: string, path: string): HookCase[] {
  const words = statement.split(' ').filter((_, i) => i % 3 !== 0);
  const file = join(cwd, path.replace(/\*.*/, 'index.ts'));
  const about = { session_id: '{n}', transcript_path: join(cwd, '..', 'none'), cwd };
  const one = (name: string, event: string, more: Record<string, unknown>): HookCase => ({
    name,
    event,
    payload: { ...about, hook_event_name: event, ...more },
  });
  const start = one('start', 'SessionStart', { source: 'startup' });
  return [
    { ...start, name: 'start by sh', sh: true },
    start,
    one('prompt', 'UserPromptSubmit', { prompt: `please ${words.slice(0, 20).join(' ')}` }),
    one('file', 'PreToolUse', { tool_name: 'Edit', tool_input: { file_path: file } }),
    one('error', 'PostToolUseFailure', {
      tool_name: 'Bash',
      tool_input: { command: 'npm test' },
      error: `Exit code 1\nError: ${words.slice(0, 12).join(' ')}\n    at ${path}:12:3`,
    }),
    one('sub-agent', 'SubagentStart', { agent_id: 'a{n}', agent_type: 'Explore' }),
    one('compaction', 'PreCompact', { trigger: 'auto' }),
    one('stop', 'Stop', { stop_hook_active: false }),
    one('end', 'SessionEnd', { reason: 'other' }),
  ];
}

/** From the shell's own account: Node does not tell what a child has used. */
function costOf(command: readonly string[], input: string, cwd: string, env: Readonly<Record<string, string>>): Cost {
  const script = `TIMEFORMAT='%U %S'; in=$1; shift; from=$EPOCHREALTIME
    { time "$@" < <(cat "$in") >/dev/null 2>&1; } 2>&1; to=$EPOCHREALTIME; echo "$from $to"`;
  const answer = execFileSync('bash', ['-c', script, 'bench', input, ...command], {
    cwd,
    env: { ...env, PWD: cwd },
    encoding: 'utf8',
  });
  const [user = 0, system = 0, from = 0, to = 0] = answer.trim().split(/\s+/).map(Number);
  return { cpu: (user + system) * 1000, wall: (to - from) * 1000 };
}

function median(costs: readonly Cost[]): Cost {
  const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return { cpu: middle(costs.map(({ cpu }) => cpu)), wall: middle(costs.map(({ wall }) => wall)) };
}
