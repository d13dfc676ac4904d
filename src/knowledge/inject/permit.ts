import type { Entry } from '../entry.ts';

/**
 * Why a learning must not be put into a session, or null when it may. Recall may still show it to a person who asks.
 * What a file, the web or a tool's output said is nobody's word until a person stands for it: text of these tiers is
 * how an attacker would write into the memory.
 */
export function withheldBecause({ state }: Entry): string | null {
  if (state.supersededBy !== null) return `superseded by ${state.supersededBy}`;
  if (state.muted) return 'muted';
  if (state.rejected !== null) return `rejected: ${state.rejected}`;
  if (state.retired !== null) return `retired: ${state.retired}`;
  if (state.maturity === 'candidate') return 'waits for review';
  if (!state.active && state.refuted === null) return 'not active';
  const external = state.tier === 'file' || state.tier === 'web';
  if (external && !approvedByPerson(state)) {
    return `comes from ${state.tier === 'web' ? 'the web or a tool' : 'a file'} and no person has promoted it`;
  }
  return null;
}

function approvedByPerson(state: Entry['state']): boolean {
  return state.records.some(
    ({ by, type }) => by === 'person' && (type === 'promoted' || type === 'validated' || type === 'pinned'),
  );
}
