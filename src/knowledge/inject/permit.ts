import type { Entry } from '../entry.ts';
import { suspicionOf } from '../gate/injection.ts';

/**
 * Why a learning must not be put into a session, or null when it may. Recall may still show it to a person who asks.
 * What a file, the web or a tool's output said is nobody's word until a person stands for it: text of these tiers is
 * how an attacker would write into the memory.
 */
export function withheldBecause({ learning, state }: Entry): string | null {
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
  const { id, title, statement } = learning;
  // Everything that is told with it: records reach a repository as learnings do.
  const told = [id, title, statement, state.refuted ?? ''].join('\n');
  const suspicion = suspicionOf(told, state.tier);
  if (suspicion?.certain === true) return `looks like an instruction smuggled in: ${suspicion.reason}`;
  return null;
}

function approvedByPerson({ records }: Entry['state']): boolean {
  return records.some(
    ({ by, type }) => by === 'person' && (type === 'promoted' || type === 'validated' || type === 'pinned'),
  );
}
