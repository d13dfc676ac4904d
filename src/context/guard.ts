import { type ContextLimits, contextLimits } from '../schema/context-limits.ts';

/**
 * What a full context asks for. `warn`: mind what is read. `handoff`: write a handoff and end at the next good moment.
 * `stop`: take no new work.
 */
export type GuardLevel = 'none' | 'warn' | 'handoff' | 'stop';

/** How full a session is, as far as anybody knows. */
export interface Fill {
  /** Tokens in the model's window. */
  readonly tokens: number | null;
  /** Size of the window. */
  readonly window: number | null;
  /** Prompts of the user so far. They count only where tokens or window are unknown. */
  readonly exchanges: number | null;
}

export interface Guard {
  readonly level: GuardLevel;
  /** Share of the window that is used; null where it is unknown. */
  readonly utilisation: number | null;
  readonly basis: 'tokens' | 'exchanges' | 'unknown';
  /** What the agent is told; null where nothing is. To be said once per level and session. */
  readonly sentence: string | null;
}

/** How far a session is, and the one sentence that its agent should hear of it. */
export function guardLevel({ tokens, window, exchanges }: Fill, limits: ContextLimits = contextLimits): Guard {
  if (tokens !== null && window !== null && window > 0) {
    const utilisation = tokens / window;
    const level = levelAt(utilisation, limits);
    const told = `${Math.floor(utilisation * 100)} % of the context window is used (${short(tokens)} of ${short(window)} tokens)`;
    return { level, utilisation, basis: 'tokens', sentence: sentenceOf(level, told, limits) };
  }
  if (exchanges === null) return { level: 'none', utilisation: null, basis: 'unknown', sentence: null };
  const level = exchanges >= limits.exchangesHard ? 'stop' : exchanges >= limits.exchangesSoft ? 'warn' : 'none';
  const told = `This session has had ${exchanges} exchanges, and how full its context is, is not recorded`;
  return { level, utilisation: null, basis: 'exchanges', sentence: sentenceOf(level, told, limits) };
}

function levelAt(share: number, { warn, handoff, stop }: ContextLimits): GuardLevel {
  if (share >= stop) return 'stop';
  if (share >= handoff) return 'handoff';
  return share >= warn ? 'warn' : 'none';
}

function sentenceOf(level: GuardLevel, told: string, { handoff, stop }: ContextLimits): string | null {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  if (level === 'warn') return `${told}: finish the task at hand and load only what it needs.`;
  if (level === 'handoff')
    return `${told}; from ${percent(handoff)} on work gets worse. Write a handoff of 3 to 20 lines (Goal, Done, Decisions, Next) with \`twelvefold handoff write --from -\` or the handoff tool, so that a fresh session can go on.`;
  if (level === 'stop')
    return `${told}: over the limit of ${percent(stop)} no new work should begin here. Write the handoff (\`twelvefold handoff write --from -\` or the handoff tool) and tell the user to go on in a fresh session.`;
  return null;
}

function short(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  return tokens < 1_000_000 ? `${Math.round(tokens / 1000)}k` : `${Math.round(tokens / 100_000) / 10}M`;
}
