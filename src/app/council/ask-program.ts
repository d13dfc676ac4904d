import { runContained } from '../../process/contained.ts';
import type { ReviewPlace } from '../../validation/council/reviewer.ts';
import { agentMarks } from '../actor.ts';
import type { Edge } from '../workspace.ts';

/** Bytes that a program may print: the course of a session, tool results included, has room. */
const mostBytes = 16 << 20;

/**
 * Asks a program something on its standard input, and waits no longer than agreed. Whatever goes wrong is a reason.
 * @param own what its environment has besides the person's
 */
export async function askProgram(
  edge: Edge,
  command: readonly string[],
  prompt: string,
  { folder, temporary, timeoutMs }: ReviewPlace,
  own: Readonly<Record<string, string>> = {},
): Promise<{ readonly stdout: string; readonly output: string } | { readonly absent: string }> {
  // Some programs go by PWD, which is the author's checkout.
  const env = { ...environmentOf(edge), ...own, PWD: folder, TMPDIR: temporary, TWELVEFOLD_WORKER: 'council' };
  const run = await runContained(command, { cwd: folder, env, timeoutMs, input: prompt, keepBytes: mostBytes });
  const [program = ''] = command;
  if (run.failed === 'ENOENT') return { absent: `${program} is not installed` };
  if (run.failed !== null) return { absent: `${program} could not be started: ${run.failed}` };
  if (run.timedOut) return { absent: `it did not answer in time (${Math.round(run.milliseconds / 1000)} s)` };
  if (run.signal !== null) return { absent: `it was ended by ${run.signal}` };
  if (run.exit !== 0) return { absent: `exit ${run.exit}${lastLine(run.output)}` };
  if (run.bytes > mostBytes) return { absent: `it printed ${run.bytes} bytes, more than ${mostBytes}` };
  return { stdout: run.stdout, output: run.output };
}

/** The person's environment, keys and all; what says that an agent is around and where the author is at work, and git's pointers, stay out. */
function environmentOf({ env }: Edge): Record<string, string> {
  const nested = new Set([...agentMarks, ...authorsOwn]);
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || nested.has(name) || /^(?:GIT_(?!CONFIG|AUTHOR|COMMITTER)|TWELVEFOLD_)/.test(name)
        ? []
        : [[name, value]],
    ),
  );
}

/** What agents and package managers tell their commands besides. */
const authorsOwn = [
  ...['CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_SSE_PORT', 'CLAUDE_PROJECT_DIR', 'CLAUDE_ENV_FILE', 'GEMINI_PROJECT_DIR'],
  ...['CODEX_SANDBOX_NETWORK_DISABLED', 'AI_AGENT', 'OLDPWD', 'INIT_CWD', 'PROJECT_CWD'],
];

function lastLine(output: string): string {
  const line = output.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.slice(0, 200)}`;
}
