import { usageOf } from '../knowledge/decay/usage.ts';
import type { GateSettings } from '../knowledge/gate/settings.ts';
import { readJournal } from '../knowledge/journal/read.ts';
import type { Workspace } from './workspace.ts';

/** In how many sessions a learning was used, by the journal; not looked up where the gate does not ask. */
export function citationsOf({ stateDir }: Workspace, id: string, gate: GateSettings): number {
  return gate.admit.includes('citations') ? (usageOf([], readJournal(stateDir).lines).get(id)?.used ?? 0) : 0;
}
