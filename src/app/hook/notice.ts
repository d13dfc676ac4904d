import type { Said } from '../../knowledge/journal/record-injection.ts';

/** The one line that a person sees when their agent was told something. */
export function noticeOf({ ids, tokens }: Pick<Said, 'ids' | 'tokens'>): string | null {
  if (ids.length === 0) return null;
  const things = ids.length === 1 ? '1 learning' : `${ids.length} learnings`;
  return `twelvefold told the agent ${things} (${tokens} tokens); why, mute or wrong: twelvefold explain`;
}
