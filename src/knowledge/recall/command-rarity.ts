import type { CommandRarity } from './features.ts';
import type { RecallStore } from './recall-store.ts';
import { commandTerm } from './search-terms.ts';

/** As many unseen learnings about other commands are assumed: a command that one of three is about tells less than one of fifty. */
const unseen = 5;
const most = 4;

/** Makes the look-up of how rare a command in scope is in this store, as a share of the most that rarity can tell. */
export function commandRarity(store: RecallStore): CommandRarity {
  const known = new Map<string, number>();
  return (command) => {
    const term = commandTerm(command);
    let documents = known.get(term);
    if (documents === undefined) known.set(term, (documents = store.documents(term)));
    return Math.min(1, -Math.log((documents + 1) / (store.size + unseen)) / most);
  };
}
