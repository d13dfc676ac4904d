import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { JournalLine } from '../../src/schema/journal.ts';
import { createSandbox, jsonLines, type Ran, type Sandbox } from './sandbox.ts';

/** A repository with knowledge, in which the built hooks run as an agent would run them. */
export interface HookPlace extends Sandbox {
  readonly state: string;
  readonly cache: string;
  /** Runs a hook; what it launches in the background is not waited for. */
  hook(agent: string, event: string, payload: object, env?: Readonly<Record<string, string>>): Ran;
  hookLater(agent: string, event: string, payload: object): Promise<Ran>;
  /** Runs the start of a session through the shell script. */
  startBySh(agent: string, payload: object, env?: Readonly<Record<string, string>>): Ran;
  /** A payload of Claude Code. */
  payload(session: string, event: string, more?: object): Record<string, unknown>;
  journal(): JournalLine[];
  spool(): string[];
  log(): string;
  /** A Claude Code transcript in which a command fails and is mended, at its usual place. */
  transcript(session: string, marker?: string, began?: string): string;
  /** Waits until the background has let go of the lock. */
  sweep(): Ran;
}

const dist = resolve('dist');
/** Nothing that a hook launches shall run on when the test is over, unless a test is about that. */
const quiet = { TWELVEFOLD_TRIAL: '1' };

export function createHookPlace(options: { git?: boolean } = {}): HookPlace {
  const box = createSandbox(options);
  const own = join(box.repo, '.git', 'twelvefold');
  const [state, cache] = [join(own, 'state'), join(own, 'cache')];
  const env = (more: Readonly<Record<string, string>> = {}) => ({
    ...box.env,
    ...quiet,
    NODE_EXTRA_CA_CERTS: '',
    ...more,
  });
  const ran = ({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }): Ran => ({
    status,
    stdout,
    stderr,
  });
  const place: HookPlace = {
    ...box,
    state,
    cache,
    hook: (agent, event, payload, more) =>
      ran(
        spawnSync(process.execPath, [join(dist, 'hook.cjs'), agent, event], {
          cwd: box.repo,
          env: env(more),
          input: typeof payload === 'string' ? payload : JSON.stringify(payload),
          encoding: 'utf8',
        }),
      ),
    hookLater: (agent, event, payload) =>
      new Promise((done) => {
        const child = spawn(process.execPath, [join(dist, 'hook.cjs'), agent, event], { cwd: box.repo, env: env() });
        let [stdout, stderr] = ['', ''];
        child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
        child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
        child.on('close', (status) => done({ status, stdout, stderr }));
        child.stdin.end(JSON.stringify(payload));
      }),
    startBySh: (agent, payload, more) =>
      ran(
        spawnSync('/bin/sh', [join(dist, 'hook.sh'), process.execPath, agent, 'SessionStart'], {
          cwd: box.repo,
          env: { ...env(more), PWD: box.repo },
          input: `${JSON.stringify(payload)}\n`,
          encoding: 'utf8',
        }),
      ),
    payload: (session, event, more = {}) => ({
      session_id: session,
      transcript_path: join(
        box.home,
        '.claude',
        'projects',
        box.repo.replace(/[^A-Za-z0-9]/g, '-'),
        `${session}.jsonl`,
      ),
      cwd: box.repo,
      hook_event_name: event,
      ...more,
    }),
    journal() {
      const folder = join(state, 'journal');
      if (!existsSync(folder)) return [];
      return readdirSync(folder)
        .sort()
        .flatMap((name) => jsonLines<JournalLine>(readFileSync(join(folder, name), 'utf8')));
    },
    spool: () =>
      existsSync(join(state, 'spool')) ? readdirSync(join(state, 'spool')).filter((n) => n.endsWith('.json')) : [],
    log: () => (existsSync(join(state, 'hook.log')) ? readFileSync(join(state, 'hook.log'), 'utf8') : ''),
    transcript(session, marker = 'codegen', began = '2026-11-20T10:00:00Z') {
      const path = String(place.payload(session, 'x')['transcript_path']);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(
        path,
        `${mendedSession(session, box.repo, marker, began)
          .map((line) => JSON.stringify(line))
          .join('\n')}\n`,
      );
      return path;
    },
    sweep: () => box.tool(['forge', '--pending']),
  };
  return place;
}

/** Two learnings: one about a file, one about a command. */
export function teach(place: HookPlace): { orders: string; generate: string } {
  place.write('src/db/orders.ts', 'export const withSerializableRetry = 1;\n');
  const learn = (...args: string[]) => /tf-\w+/.exec(place.tool(['learn', ...args]).stdout)?.[0] ?? '';
  const orders = learn(
    'Writes to the orders table in `src/db/orders.ts` must go through `withSerializableRetry`, or they fail under load.',
    '--kind',
    'pattern',
  );
  const generate = learn(
    'Run `make codegen` before `make check`, which fails with "generated client is missing" without it.',
    '--kind',
    'command',
  );
  place.tool(['index', 'refresh']);
  return { orders, generate };
}

/** What the agent reads of an answer in Claude Code's shape; empty for no answer. */
export function contextIn({ stdout }: Ran): string {
  if (stdout === '') return '';
  const answer = JSON.parse(stdout) as { hookSpecificOutput?: { additionalContext?: string } };
  return answer.hookSpecificOutput?.additionalContext ?? '';
}

function mendedSession(sessionId: string, cwd: string, marker: string, began: string): object[] {
  let serial = 0;
  const at = () => new Date(Date.parse(began) + serial * 1000).toISOString();
  const record = (type: string, message: object) => ({
    sessionId,
    cwd,
    version: '2.1.300',
    gitBranch: 'main',
    isSidechain: false,
    userType: 'external',
    type,
    uuid: `${sessionId}-${serial++}`,
    timestamp: at(),
    message,
  });
  const call = (id: string, command: string) =>
    record('assistant', {
      id: `m-${id}`,
      role: 'assistant',
      model: 'claude-opus-5-5',
      content: [{ type: 'tool_use', id, name: 'Bash', input: { command } }],
      usage: { input_tokens: 10, output_tokens: 5 },
    });
  const result = (id: string, content: string, failed: boolean) =>
    record('user', { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content, is_error: failed }] });
  return [
    record('user', { role: 'user', content: 'Run the checks of this project, please.' }),
    call('t1', 'make check'),
    result('t1', `Exit code 2\nerror: the ${marker} client is missing, run make ${marker} first`, true),
    call('t2', `make ${marker} && make check`),
    result('t2', 'ok: 12 passed, 0 failed', false),
    record('assistant', {
      id: 'm-end',
      role: 'assistant',
      model: 'claude-opus-5-5',
      content: [{ type: 'text', text: `The checks pass once make ${marker} has run.` }],
      usage: { input_tokens: 20, output_tokens: 9 },
    }),
  ];
}
