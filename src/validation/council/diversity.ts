import { type Diversity, diversities, type Seat } from '../../schema/council.ts';
import { plainModel } from '../model-house.ts';

/** As many different ones as a council has to have, or all where fewer are left. */
const wanted = 3;

/**
 * How different those who answered are, as far as it was seen: a model that is not known differs from none.
 * @returns null where fewer than two answered
 */
export function diversityOf(seats: readonly Pick<Seat, 'absent' | 'model' | 'provider'>[]): Diversity | null {
  const present = seats.filter(({ absent }) => absent === null);
  if (present.length < 2) return null;
  const enough = Math.min(wanted, present.length);
  const different = (names: readonly (string | null)[]) =>
    new Set(names.filter((name) => name !== null)).size >= enough;
  if (different(present.map(({ provider }) => provider))) return 'provider-distinct';
  if (different(present.map(({ model }) => (model === null ? null : plainModel(model))))) return 'model-distinct';
  return 'session-distinct';
}

/** Whether one is at least as different as another. */
export const isAtLeast = (found: Diversity, minimum: Diversity): boolean =>
  diversities.indexOf(found) >= diversities.indexOf(minimum);
