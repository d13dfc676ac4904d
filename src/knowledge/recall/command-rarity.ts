import type { CommandRarity } from './features.ts';
import type { Candidate, RecallStore } from './recall-store.ts';
import { commandTerm } from './search-terms.ts';

/** As many unseen learnings about other commands are assumed: a command that one of three is about tells less than one of fifty. */
const unseen = 5;
const most = 4;

/** How rare each command in scope is in this store, as a share of the most that rarity can tell. */
export function commandRarity(candidates: readonly Candidate[], store: RecallStore): CommandRarity {
  const terms = new Set(candidates.flatMap(({ document }) => document.commands.map(commandTerm)));
  const facts = store.facts([...terms]);
  return (command) => {
    const documents = facts.get(commandTerm(command))?.documents ?? 0;
    return Math.min(1, -Math.log((documents + 1) / (store.size + unseen)) / most);
  };
}
