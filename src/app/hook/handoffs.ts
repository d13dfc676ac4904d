import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '../../base/clock.ts';
import { appendTo } from '../../base/plain-file.ts';
import { renderHandoff } from '../../context/handoff/render.ts';
import { claim } from '../../knowledge/journal/given.ts';
import type { HookContext } from './hook-call.ts';
import type { PreparedStart } from './start-text.ts';

/** Whether somebody wrote a handoff since the start was prepared. */
export function hasNewHandoff({ sharedDir }: HookContext['places'], folder: string): boolean {
  const handoffs = statSync(join(sharedDir, 'handoffs'), { throwIfNoEntry: false });
  const stamp = statSync(join(folder, 'stamp'), { throwIfNoEntry: false });
  return handoffs !== undefined && (stamp === undefined || handoffs.mtimeMs > stamp.mtimeMs);
}

/** The prepared handoff, if no session was given it before; it is noted that this one was. */
export function handoffFor({ call, occasion, places }: HookContext, prepared: PreparedStart | null): string {
  const handoff = prepared?.handoff;
  if (!handoff) return '';
  const file = join(places.stateDir, 'handoffs', 'given.jsonl');
  if (textOf(file).includes(`"key":"${handoff.key}"`)) return '';
  const line = { schema: 1, key: handoff.key, session: occasion.session, at: isoTime(call.now()) };
  appendTo(file, JSON.stringify(line));
  return handoff.text;
}

/** What was drafted before a compaction of this very session; each draft once. */
export function draftedHandoff({ call, occasion, places }: HookContext): string {
  const { session } = occasion;
  const file = join(places.stateDir, 'handoffs', `${session.replace(/[^\w.-]/g, '_').slice(0, 100)}.md`);
  const body = textOf(file)
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .trim();
  if (body === '') return '';
  const at = statSync(file).mtimeMs;
  const hearer = { session, agent: call.agent, subagent: null, parent: null };
  if (!claim(places.cacheDir, hearer, `draft-${Math.floor(at)}`)) return '';
  return renderHandoff({ body, fields: null, at });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
