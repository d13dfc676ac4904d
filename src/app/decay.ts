import { checkAnchors } from '../knowledge/anchors/check.ts';
import { openTree } from '../knowledge/anchors/file-tree.ts';
import { decayRecord } from '../knowledge/decay/decay-record.ts';
import { type DecayDecision, decayRules, decideDecay } from '../knowledge/decay/decide.ts';
import { usageOf } from '../knowledge/decay/usage.ts';
import type { Entry } from '../knowledge/entry.ts';
import { readJournal } from '../knowledge/journal/read.ts';
import { followedCredit } from '../knowledge/utility/followed-credit.ts';
import { priorOf, utilities } from '../knowledge/utility/utility.ts';
import { writeRecord } from '../knowledge/write-store.ts';
import type { Config } from '../schema/config.ts';
import type { JournalLine } from '../schema/journal.ts';
import { loadConfig } from './config.ts';
import { knownEntries } from './known-entries.ts';
import { usedElsewhere } from './sync-usage.ts';
import { timeOfAct } from './time-of-act.ts';
import { type Edge, knowledgeRoots, openWorkspace, type Workspace } from './workspace.ts';

export interface DecayReport {
  /** Learnings that are offered today. */
  readonly checked: number;
  /** What should happen and why, by action; remarks included. */
  readonly decisions: readonly DecayDecision[];
  /** Ids whose decision was carried out; empty for a dry run. */
  readonly applied: readonly string[];
}

/** Milliseconds that looking for renamed files and moved symbols may take in all. */
const anchorBudgetMs = 5000;

/**
 * Looks for learnings that have gone stale. Nothing is written unless `apply` is set, and then only records, beside
 * each learning: `pool restore` undoes any of them.
 */
export function decay(edge: Edge, { apply }: { apply: boolean }): DecayReport {
  const workspace = openWorkspace(edge);
  const config = loadConfig(workspace, edge);
  const { entries } = knownEntries(workspace);
  const { lines } = readJournal(workspace.stateDir);
  const decisions = decayDecisions(workspace, edge, { config, entries, lines, gitBudgetMs: anchorBudgetMs });
  const applied = apply ? decisions.filter((decision) => carryOut(workspace, entries, decision, edge.now())) : [];
  return {
    checked: entries.filter(({ state }) => state.active).length,
    decisions,
    applied: applied.map(({ id }) => id),
  };
}

interface DecayInput {
  readonly config: Config;
  readonly entries: readonly Entry[];
  readonly lines: readonly JournalLine[];
  readonly gitBudgetMs: number;
}

/** The decisions alone, in the order of their weight; `flywheel` and `status` count them. */
export function decayDecisions(workspace: Workspace, edge: Edge, input: DecayInput): DecayDecision[] {
  const { config, entries, lines, gitBudgetMs } = input;
  const tree = openTree(workspace.root, {
    git: workspace.repository !== null,
    gitBudgetMs,
    now: edge.now,
    expected: entries.flatMap(({ learning, state }) => (state.active ? learning.anchors : [])),
  });
  const usage = usageOf(entries, lines, usedElsewhere(workspace));
  const prior = priorOf(lines.filter((line) => line.type === 'outcome'));
  const utility = utilities(lines, prior, followedCredit(lines).share ?? 0);
  const rules = { ...decayRules, chances: config['decay.sessions'], staleDays: config['decay.staleDays'] };
  const decisions = entries.flatMap((entry) => {
    const { id, anchors } = entry.learning;
    const checked = anchors.length === 0 || !entry.state.active ? null : checkAnchors(anchors, tree);
    const facts = { usage: usage.get(id), utility: utility.get(id), prior, anchors: checked, now: edge.now() };
    return decideDecay(entry, facts, rules) ?? [];
  });
  return decisions.toSorted((a, b) => order.indexOf(a.action) - order.indexOf(b.action) || (a.id < b.id ? -1 : 1));
}

const order = ['review', 'retire', 'leave-start', 'stale'];

/** Writes the decision's record where the learning lies. A remark has none. */
function carryOut(workspace: Workspace, entries: readonly Entry[], decision: DecayDecision, now: number): boolean {
  const entry = entries.find(({ learning }) => learning.id === decision.id);
  const record = entry ? decayRecord(decision, timeOfAct(entry, now)) : null;
  if (record === null || entry === undefined) return false;
  const roots = knowledgeRoots(workspace);
  // A hand-written note is never rewritten; what happened to it is local.
  writeRecord(entry.root === 'notes' ? roots.local : roots[entry.root], record);
  return true;
}
