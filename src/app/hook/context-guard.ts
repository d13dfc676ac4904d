import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { idInNames } from '../../knowledge/file-names.ts';
import { claim } from '../../knowledge/journal/given.ts';
import { knowledgeTag } from '../../sessions/fence.ts';
import { contextLimitsOf } from '../context-limits.ts';
import type { HookContext } from './hook-call.ts';
import { readLimits } from './limits.ts';

/** What a full context asks for, once per level and session; empty below the first level. */
export function tellFill(context: HookContext): string {
  const { call, occasion, places } = context;
  const { transcript, subagent } = occasion;
  if (subagent !== null) return '';
  const { readTailUsage, guardLevel } = call.parts.recall();
  const usage = transcript === null ? null : readTailUsage(transcript, call.agent);
  const unknown = usage === null || usage.window === null;
  const fill = { tokens: null, window: null, ...usage, exchanges: unknown ? countExchange(context) : null };
  const { level, sentence } = guardLevel(fill, contextLimitsOf(readLimits(places.cacheDir, call.env)));
  if (sentence === null || !claim(places.cacheDir, hearerOf(context), `context-${level}`)) return '';
  return `<${knowledgeTag} point="context">\n${sentence}\n</${knowledgeTag}>`;
}

const prefix = 'exchange-';

/**
 * How many prompts a session has had, this one included, as far as its tokens were unknown at them. A prompt is told by where
 * the transcript stood, so that two hooks which fire for it count it once.
 * @returns null where it cannot be noted
 */
function countExchange(context: HookContext): number | null {
  const { call, occasion, places } = context;
  const { transcript, prompt, session } = occasion;
  const size = transcript === null ? undefined : statSync(transcript, { throwIfNoEntry: false })?.size;
  const place = size ?? Math.floor(call.now() / 2000);
  try {
    claim(places.cacheDir, hearerOf(context), `${prefix}${place}-${prompt.length}`);
    const names = readdirSync(join(places.cacheDir, 'given', idInNames(session)));
    return names.filter((name) => name.startsWith(prefix)).length;
  } catch {
    // What cannot be counted must not cost the session what it is to be told.
    return null;
  }
}

function hearerOf({ call, occasion: { session } }: HookContext) {
  return { session, agent: call.agent, subagent: null, parent: null };
}
