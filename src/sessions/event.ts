/**
 * The normalised session: what every agent's transcript is turned into before anything else looks at it.
 * Text that a person did not write or a tool did not print (injected context, skill bodies, reminders) is already gone.
 */
export type SessionEvent =
  | SessionInfo
  | UserTurn
  | AssistantText
  | Thought
  | ToolCall
  | ToolResult
  | Usage
  | Compaction
  | Interrupt;

interface EventBase {
  /** 1-based line of the transcript file, or number of the record where records are not lines. */
  readonly line: number;
  /** Milliseconds since the epoch, or null where the agent does not record times. */
  readonly at: number | null;
  /** True for the work of a sub-agent, inside its parent's file or in a file of its own. */
  readonly sidechain: boolean;
  /**
   * The agent's own id of the record, where it keeps one. Events of one record share it, and the copies that a forked
   * session takes along keep it: an id met in an earlier file marks a copy (see `copies.ts`).
   */
  readonly id?: string;
}

/** Who and where: given once at the start, and again when a later record knows more or the folder changed. */
export interface SessionInfo extends EventBase {
  readonly type: 'session';
  readonly id: string;
  readonly agent: string;
  readonly version: string | null;
  readonly cwd: string | null;
  readonly branch: string | null;
  readonly commit: string | null;
  /** The session this one was spawned by, resumed from or forked from. */
  readonly parent: string | null;
}

/** How the user's words reached the agent. */
export type UserChannel = 'prompt' | 'queued' | 'answer' | 'rejection';

export interface UserTurn extends EventBase {
  readonly type: 'user';
  readonly channel: UserChannel;
  /** The user's own words. */
  readonly text: string;
  /** What the user pasted or attached (logs, plans, code), apart from their words; clipped. */
  readonly pasted: string;
  /** For an answer: what the agent had asked. */
  readonly question: string | null;
  /** For a rejection: the tool call that was refused. */
  readonly callId: string | null;
}

export interface AssistantText extends EventBase {
  readonly type: 'assistant';
  readonly text: string;
}

/** What the agent noted for itself and did not tell the user; only some agents record it. Clipped. */
export interface Thought extends EventBase {
  readonly type: 'thought';
  readonly text: string;
}

export type ToolAction = 'shell' | 'read' | 'edit' | 'write' | 'search' | 'fetch' | 'agent' | 'ask' | 'other';

export interface ToolCall extends EventBase {
  readonly type: 'tool_call';
  readonly callId: string;
  /** The agent's own name of the tool. */
  readonly tool: string;
  readonly action: ToolAction;
  /** The command line of a shell call. */
  readonly command: string | null;
  /** Files the call names, as the agent wrote them. */
  readonly paths: readonly string[];
  /** What else tells the call apart: the new text of an edit, a search pattern, a question; clipped. */
  readonly detail: string | null;
}

/**
 * A command that goes on in the background first gives a result without an exit code, later further ones under the same
 * call; the last one says how it ended.
 */
export interface ToolResult extends EventBase {
  readonly type: 'tool_result';
  readonly callId: string;
  /** What the tool printed; the middle of a long output is cut out. */
  readonly text: string;
  /** The agent's own error flag; null where it keeps none. */
  readonly failed: boolean | null;
  readonly exitCode: number | null;
  /** Where the agent says that the command still runs: this is what it had printed by then. */
  readonly running?: true;
}

/** Tokens of one message of the model, counted once however often the transcript repeats it. */
export interface Usage extends EventBase {
  readonly type: 'usage';
  readonly model: string | null;
  /** Fresh input tokens, without those read from or written to the cache. */
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  /** Tokens in the model's window with this message, as the agent itself counts them. */
  readonly context: number;
  /** Size of the window where the transcript says it. */
  readonly window: number | null;
  /** True where the transcript holds only a placeholder and the output was estimated from its text. */
  readonly estimated: boolean;
}

export interface Compaction extends EventBase {
  readonly type: 'compaction';
  readonly trigger: string | null;
  readonly tokensBefore: number | null;
}

export interface Interrupt extends EventBase {
  readonly type: 'interrupt';
}
