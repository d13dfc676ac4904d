import { type Guard, guardLevel } from '../../context/guard.ts';
import { readTailUsage } from '../../context/tail-usage.ts';
import { claim } from '../../knowledge/journal/given.ts';
import { knowledgeTag } from '../../sessions/fence.ts';
import type { HookContext } from './hook-call.ts';

/** A part of its own: see `HookParts`. */
export interface ContextGuard {
  readonly tellFill: typeof tellFill;
  readonly noticeFill: typeof noticeFill;
}

/** What a full context asks for, once per level and session; empty below the first level. */
export function tellFill(context: HookContext): string {
  const guard = guardOf(context);
  if (guard?.sentence == null || !isNews(context, guard.level)) return '';
  return `<${knowledgeTag} point="context">\n${guard.sentence}\n</${knowledgeTag}>`;
}

/** The same for the person, where it is time to hand over. */
export function noticeFill(context: HookContext): string | null {
  const guard = guardOf(context);
  if (guard === null || (guard.level !== 'handoff' && guard.level !== 'stop')) return null;
  if (!isNews(context, `${guard.level}-notice`)) return null;
  const share = guard.utilisation === null ? 'much' : `${Math.floor(guard.utilisation * 100)} %`;
  return `twelvefold: ${share} of the context is used; a handoff and a fresh session work better from here (twelvefold context)`;
}

function guardOf({ call, occasion }: HookContext): Guard | null {
  const { transcript, subagent } = occasion;
  if (transcript === null || subagent !== null) return null;
  const usage = readTailUsage(transcript, call.agent);
  return usage === null ? null : guardLevel({ ...usage, exchanges: null });
}

function isNews({ call, occasion, places }: HookContext, level: string): boolean {
  const hearer = { session: occasion.session, agent: call.agent, subagent: null, parent: null };
  return claim(places.cacheDir, hearer, `context-${level}`);
}
