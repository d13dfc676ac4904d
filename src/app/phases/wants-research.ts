import { globMatches } from '../../base/glob.ts';
import type { Config } from '../../schema/config.ts';
import { readRisk } from '../../validation/risk.ts';
import type { WorkState } from '../../work/state.ts';
import { ledger } from '../ledger.ts';
import { rulesOf } from '../validation/subject.ts';
import type { Edge } from '../workspace.ts';

/**
 * Whether research comes before an item is built, where the workflow is on: unless its risk is low, or somebody said why
 * it is skipped. What nothing says of counts as medium.
 * @returns the risk that asks for it; null where nothing does
 */
export function wantsResearch(edge: Edge, { item, ratedLow }: WorkState, config: Config): 'medium' | 'high' | null {
  const facts = {
    files: item.scope.map((path) => ({ path, lines: 0 })),
    labels: item.labels,
    declared: item.risk,
    ratedLow,
  };
  const { level } = readRisk(facts, rulesOf(config), (path, glob) => globMatches(glob, path));
  if (level === 'low') return null;
  const skipped = ledger(edge).entries.some(({ entry }) => entry.action === 'skip-research' && entry.issue === item.id);
  return skipped ? null : level;
}
