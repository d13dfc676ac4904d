import type { SessionOutcome } from '../schema/journal.ts';
import { createCorrections } from './corrections.ts';
import type { SessionEvent, SessionInfo, ToolCall, Usage, UserTurn } from './event.ts';
import { failureOf } from './failure.ts';
import { createCheckStates } from './outcome.ts';
import { createPairs } from './pairs.ts';
import { windowOf } from './window.ts';

export interface TokenCounts {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  /** True where some of the output was estimated from its text. */
  readonly estimated: boolean;
}

/** One session in numbers. Times in milliseconds since the epoch, null where the agent keeps none. */
export interface SessionDigest {
  readonly id: string;
  readonly agent: string;
  readonly version: string | null;
  readonly cwd: string | null;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly parent: string | null;
  readonly start: number | null;
  readonly end: number | null;
  readonly models: readonly string[];
  readonly tokens: TokenCounts;
  /** Most tokens in the window at once, sub-agents' windows apart. */
  readonly peakContext: number;
  readonly window: number | null;
  /** `peakContext` as a share of `window`. */
  readonly peakUtilisation: number | null;
  readonly turns: number;
  readonly toolCalls: number;
  readonly failures: number;
  readonly corrections: number;
  readonly compactions: number;
  readonly interrupts: number;
  readonly outcome: SessionOutcome;
  readonly filesTouched: readonly string[];
  readonly filesEdited: readonly string[];
  /** The first thing the user said. */
  readonly prompt: string | null;
}

/** Files named beyond this many are not kept. */
const mostFiles = 2000;
const promptLength = 300;

/** What the user said first; where that only leads to a paste, the paste's first line too. */
export function openingOf({ text, pasted }: UserTurn): string {
  const leads = text === '' || text.endsWith(':');
  const first = pasted.split('\n').find((line) => line.trim() !== '') ?? '';
  return `${text} ${leads ? first : ''}`.trim().slice(0, promptLength);
}

/** Goes once over a session's events and counts; memory does not grow with their number. */
export function digestSession(events: Iterable<SessionEvent>): SessionDigest {
  const models = new Set<string>();
  const touched = new Set<string>();
  const edited = new Set<string>();
  const corrections = createCorrections();
  const states = createCheckStates();
  const pairs = createPairs();
  const tokens = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, estimated: false };
  const peak = { context: 0, model: null as string | null, window: null as number | null };
  const counts = { turns: 0, toolCalls: 0, failures: 0, compactions: 0, interrupts: 0 };
  let first: SessionInfo | null = null;
  let last: SessionInfo | null = null;
  let start: number | null = null;
  let end: number | null = null;
  let prompt: string | null = null;

  const usage = (event: Usage) => {
    tokens.input += event.input;
    tokens.cacheRead += event.cacheRead;
    tokens.cacheWrite += event.cacheWrite;
    tokens.output += event.output;
    tokens.estimated ||= event.estimated;
    if (event.model) models.add(event.model);
    // A sub-agent inside its parent's file has a window of its own.
    if (event.context <= peak.context || (event.sidechain && !last?.sidechain)) return;
    Object.assign(peak, { context: event.context, model: event.model, window: event.window });
  };

  const call = (event: ToolCall) => {
    counts.toolCalls++;
    for (const path of event.paths) {
      if (touched.size < mostFiles) touched.add(path);
      if ((event.action === 'edit' || event.action === 'write') && edited.size < mostFiles) edited.add(path);
    }
  };

  for (const event of events) {
    const made = pairs.take(event);
    if (event.at !== null) {
      start = start === null ? event.at : Math.min(start, event.at);
      end = end === null ? event.at : Math.max(end, event.at);
    }
    corrections.take(event);
    states.take(event);
    if (event.type === 'session') {
      first ??= event;
      // Files of sub-agents may follow the session's own.
      if (event.id === first.id) last = event;
    } else if (event.type === 'usage') usage(event);
    else if (event.type === 'tool_call') call(event);
    else if (event.type === 'tool_result') {
      if (!made) continue;
      const failed = failureOf(made, event) !== null;
      if (failed) counts.failures++;
      states.ended(made, event, failed);
    } else if (event.type === 'compaction') counts.compactions++;
    else if (event.type === 'interrupt') counts.interrupts++;
    else if (event.type === 'user') {
      if (event.channel === 'prompt' || event.channel === 'queued') counts.turns++;
      prompt ??= openingOf(event);
    }
  }
  const window = windowOf(peak.model, peak.window, peak.context);
  return {
    id: first?.id ?? '',
    agent: first?.agent ?? '',
    version: last?.version ?? null,
    cwd: first?.cwd ?? last?.cwd ?? null,
    branch: last?.branch ?? null,
    commit: first?.commit ?? null,
    parent: last?.parent ?? null,
    start,
    end,
    models: [...models],
    tokens,
    peakContext: peak.context,
    window,
    peakUtilisation: window && peak.context ? peak.context / window : null,
    ...counts,
    corrections: corrections.done().length,
    outcome: states.done().outcome,
    filesTouched: [...touched],
    filesEdited: [...edited],
    prompt,
  };
}
