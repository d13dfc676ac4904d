import { type Flywheel, flywheelOf } from '../fitness/flywheel/flywheel.ts';
import { readJournal } from '../knowledge/journal/read.ts';
import { loadConfig } from './config.ts';
import { decayDecisions } from './decay.ts';
import { knownEntries } from './known-entries.ts';
import { type Edge, openWorkspace } from './workspace.ts';

/** Milliseconds that looking for renamed files may take in all. */
const anchorBudgetMs = 2000;

/**
 * The numbers of the flywheel over the last harvested sessions. Writes nothing.
 * @param sessions size of the window
 */
export function flywheel(edge: Edge, sessions: number): Flywheel {
  const workspace = openWorkspace(edge);
  const config = loadConfig(workspace, edge);
  const { entries } = knownEntries(workspace);
  const { lines } = readJournal(workspace.stateDir);
  const decisions = decayDecisions(workspace, edge, { config, entries, lines, gitBudgetMs: anchorBudgetMs });
  const due = new Set(decisions.filter(({ action }) => action === 'review').map(({ id }) => id));
  return flywheelOf(lines, entries, due, sessions);
}
