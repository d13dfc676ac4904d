import { join } from 'node:path';
import { knowledgeTag } from '../../sessions/fence.ts';
import { addPresence, othersAt, readPresence, toldKey } from '../../sessions/presence.ts';
import { filesOf } from './at-work.ts';
import type { HookContext } from './hook-call.ts';

/** Where more are at work, the nearest few tell enough. */
const mostNamed = 3;

/**
 * Notes the files that this session is about to edit, and says which other live session is at one of them. The other hears of it at
 * its own next hook.
 */
export function tellNeighbours(context: HookContext): string {
  const { call, occasion, places } = context;
  const { session, tool } = occasion;
  const who = { at: call.now(), session, agent: call.agent };
  const files = tool?.action === 'edit' ? filesOf(context).map((file) => join(places.root, file)) : [];
  // Written first, read then: of two that come at the same moment, one sees the other.
  for (const about of files) addPresence(places.stateDir, { ...who, what: 'edit', about });
  const others = othersAt(readPresence(places.stateDir), session, files, who.at);
  if (others.length === 0) return '';
  for (const { file, other } of others) {
    addPresence(places.stateDir, { ...who, what: 'told', about: toldKey(file, other.session) });
  }
  const age = ({ other }: (typeof others)[number]) => Math.abs(who.at - other.at);
  const named = others.toSorted((a, b) => age(a) - age(b)).slice(0, mostNamed);
  const lines = named.map(({ file, other }) => {
    const minutes = Math.round(Math.abs(who.at - other.at) / 60_000);
    const when = minutes < 1 ? 'just now' : `${minutes} min ago`;
    return `- ${file.slice(places.root.length + 1)}: another live session here (${other.agent} ${other.session.slice(0, 8)}) was editing it ${when}. Its changes may not be in what this session has read.`;
  });
  if (others.length > named.length) lines.push(`- ${others.length - named.length} more were at these files.`);
  return [`<${knowledgeTag} point="neighbours">`, ...lines, `</${knowledgeTag}>`].join('\n');
}
