import type { ContextFacts, TokenFacts } from '../../context/meter.ts';

/** What the gaps need to know of one session: small enough that hundreds of them are held at once. */
export interface SessionFacts {
  readonly id: string;
  readonly agent: string;
  /** File name of the transcript, without its folder. */
  readonly transcript: string;
  /** The session that this one, through all its parents, goes back to; sessions of one lineage are one piece of work. */
  readonly lineage: string;
  /** True for a sub-agent's own transcript. */
  readonly subAgent: boolean;
  readonly cwd: string | null;
  /** Milliseconds since the epoch; null where the agent keeps no times. */
  readonly start: number | null;
  readonly end: number | null;
  readonly tokens: TokenFacts;
  readonly context: ContextFacts;
  readonly failures: readonly FailureFact[];
  readonly edits: readonly EditFact[];
  /** Command families that were run, with the line of the last time. */
  readonly families: ReadonlyMap<string, number>;
  /** Spans in which the session did something, in order; a pause of half an hour ends one. */
  readonly active: readonly Span[];
  readonly finish: Finish | null;
}

/** A command or tool call that failed, with the calls of its kind that followed until one went through. */
export interface FailureFact {
  /** What tells two occurrences to be the same failure. */
  readonly key: string;
  readonly signature: string;
  /** The telling line of the output, as printed. */
  readonly text: string;
  readonly family: string;
  /** Whether a command line failed, not a tool of the agent's own. */
  readonly shell: boolean;
  /** The command line, or the tool with its file. */
  readonly what: string;
  readonly line: number;
  readonly at: number | null;
  /** Failing calls of this key until one of the same family went through, this one included. */
  readonly attempts: number;
  /** Milliseconds of work until then; null where it never did or times are missing. */
  readonly lost: number | null;
}

export interface EditFact {
  /** Absolute where the session's folder is known. */
  readonly path: string;
  /** From the top of the checkout where it lies inside. */
  readonly name: string;
  readonly at: number | null;
  readonly line: number;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How a session that changed code ended. */
export interface Finish {
  /** Line of the last change of a file that is not prose. */
  readonly lastEditLine: number;
  readonly lastEditPath: string;
  /** The last state of the checks that ran after that change. */
  readonly checks: 'passed' | 'failed' | 'none';
  /** What the agent said last after the change, when it says that the work is done; else null. */
  readonly claim: string | null;
  readonly claimLine: number | null;
  readonly at: number | null;
}
