import { hostname, userInfo } from 'node:os';
import { ToolError } from '../base/errors.ts';
import { containedMark } from '../process/contained-mark.ts';
import type { Edge } from './workspace.ts';

/** Who acts: what records say of them, and the name under which they hold work. */
export interface Actor {
  /** `person`, `agent:<name>`, or `unknown` where neither shows. */
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

/** The variables by which an agent is known to be around; whoever starts another one leaves them out. */
export const agentMarks: readonly string[] = marks.flatMap(({ variable, session }) => [
  variable,
  ...(session ? [session] : []),
]);

/**
 * Who runs this command. An agent's command is the agent's act, whoever started it; it is known by its marks in the
 * environment, of this process and of those above. A person is who has a terminal and no agent above: in doubt nobody is.
 * @param as the worker's name, where one was given
 */
export function actorOf({ env, around }: Edge, as: string | null): Actor {
  const found = agentAround({ env });
  const by = found === null ? whoElse(env, around) : `agent:${found.agent}`;
  const worker = as ?? env['TWELVEFOLD_WORKER'] ?? (found?.session ? `${found.agent}/${found.session}` : undefined);
  return { by, worker: worker || `${userName()}@${hostname()}`, session: found?.session ?? null };
}

/**
 * Lets only a person do it.
 * @param act what it is, as `… cannot be …`
 * @param fix what an agent does instead
 * @throws ToolError E_WORK_BLOCKED
 */
export function refuseUnlessPerson(
  by: string,
  { id, act, reason, fix }: { id: string; act: string; reason: string; fix: string },
): void {
  if (by === 'person') return;
  const unseen = by === 'unknown';
  throw new ToolError('E_WORK_BLOCKED', {
    id,
    act: `${act} ${unseen ? 'where no person shows' : 'by an agent'}`,
    reason,
    fix: unseen ? 'A person types it at a terminal that no agent has opened.' : fix,
  });
}

function whoElse(env: Edge['env'], around: Edge['around']): string {
  // A check runs what was written to be checked; it speaks for nobody.
  if (env[containedMark]) return 'agent:check';
  const seen = around?.();
  if (seen?.agent) return `agent:${seen.agent}`;
  return seen?.attended ? 'person' : 'unknown';
}

/** The agent whose command this is, by its marks or, since some leave none, because it started it; null for anybody else's. */
export function agentHere({ env, around }: Pick<Edge, 'env' | 'around'>): ReturnType<typeof agentAround> {
  const marked = agentAround({ env });
  if (marked !== null) return marked;
  const agent = around?.().starter ?? null;
  return agent === null ? null : { agent, session: null };
}

/** The agent that the environment tells of, and its session where that is named; null where it tells of none. */
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
