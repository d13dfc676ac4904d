import { claim } from '../../knowledge/journal/given.ts';
import { knowledgeTag } from '../../sessions/fence.ts';
import type { HookContext } from './hook-call.ts';

/** What a full context asks for, once per level and session; empty below the first level. */
export function tellFill({ call, occasion, places }: HookContext): string {
  const { transcript, subagent, session } = occasion;
  if (transcript === null || subagent !== null) return '';
  const { readTailUsage, guardLevel } = call.parts.recall();
  const usage = readTailUsage(transcript, call.agent);
  const guard = usage && guardLevel({ ...usage, exchanges: null });
  if (guard?.sentence == null) return '';
  const hearer = { session, agent: call.agent, subagent: null, parent: null };
  if (!claim(places.cacheDir, hearer, `context-${guard.level}`)) return '';
  return `<${knowledgeTag} point="context">\n${guard.sentence}\n</${knowledgeTag}>`;
}
