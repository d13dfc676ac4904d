/** Where in a session a hook speaks, or only takes note. */
export type HookPoint = 'start' | 'prompt' | 'file' | 'error' | 'subagent' | 'compact' | 'stop' | 'end';

/** One event of an agent that twelvefold registers for. */
export interface HookEvent {
  /** The agent's own name of it, exactly. */
  readonly name: string;
  /** What it is for; a tool that ended may turn out to be a failure, a file at hand, or neither. */
  readonly point: HookPoint;
  /** The agent's own time-out to set, in seconds: what the agent waits at most if everything goes wrong. */
  readonly timeoutSeconds: number;
  /** Tools it is for, in the agent's own notation; absent for all. */
  readonly matcher?: string;
}

export type StartSource = 'startup' | 'resume' | 'clear' | 'compact' | 'fork';

/** A tool call at hand: what it is about to do or, with an output, has done. */
export interface HookTool {
  /** The agent's own name of the tool. */
  readonly name: string;
  readonly action: 'shell' | 'read' | 'edit' | 'other';
  readonly command: string | null;
  /** Files it names, as the agent wrote them. */
  readonly paths: readonly string[];
  /** What it printed; null before it ran. */
  readonly output: string | null;
  /** The agent's own error flag; null where it keeps none. */
  readonly failed: boolean | null;
  readonly exitCode: number | null;
}

/** What an agent's payload says, in words that are the same for all agents. */
export interface HookOccasion {
  readonly point: HookPoint;
  readonly session: string;
  /** The folder the session works in. */
  readonly cwd: string;
  readonly transcript: string | null;
  /** How a session came to start; null elsewhere. At a tool: the agent takes nothing at a start, so this is where it is told. */
  readonly source: StartSource | null;
  /** The user's words at a prompt; empty elsewhere. */
  readonly prompt: string;
  readonly tool: HookTool | null;
  /** The sub-agent this happens in: its context is its own. */
  readonly subagent: string | null;
}

/** What is to be said. */
export interface HookReply {
  /** For the model; empty for nothing. */
  readonly context: string;
  /** One quiet line for the person; null for none, and dropped where the agent has no place for it. */
  readonly notice: string | null;
  /** Why the tool at hand may not run; only at a point before one. Absent where it may. */
  readonly refusal?: string;
}

/** How an agent's hooks are read and answered: the port that every agent with hooks implements in `hooks.ts`. */
export interface HookDialect {
  /** Name of the agent, as the transcript readers use it. */
  readonly agent: string;
  readonly events: readonly HookEvent[];
  /**
   * @param payload the parsed JSON of standard input
   * @returns null for a payload that names no session or no folder
   */
  read(event: string, payload: unknown, env: HookEnvironment): HookOccasion | null;
  /** Whether another agent runs these hooks, beside its own: then they stay silent. Absent where none does. */
  isForeign?(env: HookEnvironment): boolean;
  /** The agent's own JSON, or an empty text where there is nothing to say or no place to say it. */
  write(event: string, reply: HookReply): string;
}

export type HookEnvironment = Readonly<Record<string, string | undefined>>;
