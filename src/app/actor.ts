import { hostname, userInfo } from 'node:os';
import { containedMark } from '../process/contained-mark.ts';
import type { Edge } from './workspace.ts';

/** Who acts: what records say of them, and the name under which they hold work. */
export interface Actor {
  /** `person` or `agent:<name>`. */
  readonly by: string;
  /** Tells one worker from another: a session, a worker of a run, or a person at a machine. */
  readonly worker: string;
  /** The agent's session, whatever name it works under; null for a person, and where the environment does not tell. */
  readonly session: string | null;
}

/** What agents set in the environment of the commands they run, and where their session's id stands. */
const marks: readonly { readonly agent: string; readonly variable: string; readonly session?: string }[] = [
  { agent: 'claude-code', variable: 'CLAUDECODE', session: 'CLAUDE_CODE_SESSION_ID' },
  { agent: 'codex', variable: 'CODEX_SANDBOX' },
  { agent: 'codex', variable: 'CODEX_THREAD_ID', session: 'CODEX_THREAD_ID' },
  { agent: 'gemini', variable: 'GEMINI_CLI', session: 'GEMINI_SESSION_ID' },
  { agent: 'copilot', variable: 'COPILOT_CLI' },
  { agent: 'cursor', variable: 'CURSOR_AGENT' },
  { agent: 'qwen', variable: 'QWEN_CODE' },
  { agent: 'opencode', variable: 'OPENCODE' },
];

/**
 * Who runs this command, as far as the environment tells. An agent's command is the agent's act, whoever started it.
 * @param as the worker's name, where one was given
 */
export function actorOf({ env }: Edge, as: string | null): Actor {
  const found = agentAround({ env });
  // A check runs what was written to be checked; it speaks for nobody.
  const by = found !== null ? `agent:${found.agent}` : env[containedMark] ? 'agent:check' : 'person';
  const worker = as ?? env['TWELVEFOLD_WORKER'] ?? (found?.session ? `${found.agent}/${found.session}` : undefined);
  return { by, worker: worker || `${userName()}@${hostname()}`, session: found?.session ?? null };
}

/** The agent that runs this command, and its session where the environment names it; null for a person. */
export function agentAround({ env }: Pick<Edge, 'env'>): { agent: string; session: string | null } | null {
  const found = marks.find(({ variable }) => env[variable]);
  if (found === undefined) return null;
  return { agent: found.agent, session: (found.session && env[found.session]) || null };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'somebody';
  }
}
