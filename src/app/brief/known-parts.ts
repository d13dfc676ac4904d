import { join } from 'node:path';
import { type BriefUnit, briefLine } from '../../context/brief/compose.ts';
import { decisionConcerns } from '../../context/brief/match-decisions.ts';
import { checkAnchors } from '../../knowledge/anchors/check.ts';
import { openTree } from '../../knowledge/anchors/file-tree.ts';
import { cleanText } from '../../knowledge/clean-text.ts';
import { suspicionOf } from '../../knowledge/gate/injection.ts';
import { indexStore } from '../../knowledge/index/index-store.ts';
import { composeInjection } from '../../knowledge/inject/compose.ts';
import type { Offer } from '../../knowledge/inject/offer.ts';
import { recalledOffers } from '../../knowledge/inject/recalled.ts';
import { errorSignatures } from '../../knowledge/recall/error-signatures.ts';
import { pathMatch } from '../../knowledge/recall/path-match.ts';
import type { QueryKind } from '../../knowledge/recall/query.ts';
import type { FailedAttempt } from '../../schema/failed-attempt.ts';
import { failuresOf, readFailedAttempts } from '../../validation/failed-attempts.ts';
import { readVerdicts } from '../../validation/verdict-file.ts';
import type { WorkState } from '../../work/state.ts';
import { readDecisions } from '../decide.ts';
import { withIndex } from '../knowledge-index.ts';
import type { Board } from '../work/board.ts';
import type { Edge } from '../workspace.ts';
import type { Gathered, LeftOut } from './gathered.ts';

const [mostFailures, mostDecisions, mostFiles, mostLearnings] = [5, 5, 5, 8];
const longest = 500;
const telling = 0.6;
const anchorBudgetMs = 2000;

/** What was tried on the item, or on its files in work that is open, and did not pass; what passed since is settled. */
export function failuresPart(board: Board, state: WorkState): Gathered {
  const { open, settled } = knownFailures(board, state);
  const found = open.map(({ attempt, count, why }) => ({
    name: attempt.id,
    why,
    text: `- ${attempt.timestamp.slice(0, 10)} tried: ${attempt.approach || attempt.task}. It failed: ${attempt.failure_mode}${count > 1 ? ` (${count} times)` : ''}${attempt.next_approach ? `. Next: ${attempt.next_approach}` : ''}`,
  }));
  const { units, leftOut } = guardedUnits(found.slice(0, mostFailures));
  const old = settled.map(({ id }) => ({ name: id, reason: 'settled: what it failed on has passed since' }));
  return {
    part: { heading: 'Tried and failed', why: 'failed attempts', units, share: 0.2, file: null },
    leftOut: [...leftOut, ...old],
  };
}

function knownFailures({ workspace, states }: Board, { item }: WorkState) {
  const all = readFailedAttempts(join(workspace.sharedDir, 'failures'));
  const passed = readVerdicts(join(workspace.sharedDir, 'verdicts'))
    .verdicts.map(({ verdict }) => verdict)
    .filter(({ kind, result }) => kind === 'gates' && result === 'passing');
  const isSettled = (attempt: FailedAttempt) =>
    passed.some((verdict) => verdict.item === attempt.item && verdict.at > attempt.timestamp);
  const own = failuresOf(all, item.id).map((known) => ({ ...known, why: 'tried on this item' }));
  const near = all.toReversed().flatMap((attempt) => {
    const file = attempt.context.find((path) => item.scope.some((scope) => pathMatch(scope, path) >= telling));
    const ended = attempt.item === null || attempt.item === item.id || states.get(attempt.item)?.closed != null;
    return file === undefined || ended ? [] : [{ attempt, count: 1, why: `tried on ${file}, in ${attempt.item}` }];
  });
  const known = [...own, ...near];
  return {
    open: known.filter(({ attempt }) => !isSettled(attempt)),
    settled: known.filter(({ attempt }) => isSettled(attempt)).map(({ attempt }) => attempt),
  };
}

/** Decisions that hold and concern the item. */
export function decisionsPart({ workspace }: Board, { item }: WorkState): Gathered {
  const work = {
    items: [item.id, ...item.depends, ...(item.parent === null ? [] : [item.parent])],
    scope: item.scope,
    text: topicOf(item),
  };
  const found = readDecisions(workspace).flatMap(({ path, decision: { fields, title, status, sections } }) => {
    const { Context, Decision, Consequences } = sections;
    const topic = { item: fields?.item ?? null, scope: fields?.scope ?? [], title, text: `${Context} ${Decision}` };
    const match = status === 'accepted' || status === 'proposed' ? decisionConcerns(topic, work) : null;
    const text = `- ${title} (${status}; ${path}): ${Decision} Consequences: ${Consequences}`;
    return match === null ? [] : [{ name: path, why: match.why, weight: match.weight, text }];
  });
  const { units, leftOut } = guardedUnits(found.toSorted((a, b) => b.weight - a.weight).slice(0, mostDecisions));
  return { part: { heading: 'Decided', why: 'decisions that match', units, share: 0.2, file: null }, leftOut };
}

/** Learnings that recall finds for the item's words, its files and the failure it met last. */
export function learningsPart(edge: Edge, board: Board, state: WorkState): Gathered {
  const { workspace, now } = board;
  const { item } = state;
  const last = knownFailures(board, state).open[0]?.attempt;
  const asked: { kind: QueryKind; text: string; file: string | null }[] = [
    { kind: 'prompt', text: topicOf(item), file: null },
    ...item.scope
      .filter((path) => !/[*?{]/.test(path))
      .slice(0, mostFiles)
      .map((file) => ({ kind: 'file' as const, text: '', file })),
    ...(last ? [{ kind: 'error' as const, text: [last.failure_mode, ...last.signatures].join('\n'), file: null }] : []),
  ];
  const offers = withIndex(workspace, ({ db }) =>
    asked.flatMap(({ kind, text, file }): Offer[] => {
      const signatures = kind === 'error' ? errorSignatures(text) : [];
      const store = indexStore(db, workspace.root);
      return recalledOffers({ db, store }, workspace.root, { kind, text, file, signatures }, now);
    }),
  );
  const best = new Map<string, Offer>();
  for (const offer of (offers ?? []).toSorted((a, b) => b.score - a.score))
    if (!best.has(offer.telling.id)) best.set(offer.telling.id, offer);
  const tree = openTree(workspace.root, {
    git: workspace.repository !== null,
    gitBudgetMs: anchorBudgetMs,
    now: edge.now,
  });
  const { items, withheld } = composeInjection([...best.values()].slice(0, mostLearnings), {
    point: 'start',
    budgetTokens: Number.POSITIVE_INFINITY,
    alreadyGiven: new Set(),
    now,
    anchorsOf: ({ anchors }) => (anchors.length === 0 ? null : checkAnchors(anchors, tree)),
  });
  const units = items.map(({ id, text, why }) => ({ name: id, text, why: why.join('; ') }));
  return {
    part: { heading: 'Known here', why: 'learnings that match', units, share: 0.3, file: null },
    leftOut: withheld.map(({ id, reason }) => ({ name: id, reason })),
  };
}

/** What an item is about, in its own words. */
function topicOf({ title, body, criteria }: WorkState['item']): string {
  return [title, body, ...criteria].filter(Boolean).join('\n');
}

function guardedUnits(found: readonly BriefUnit[]): { units: BriefUnit[]; leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const units = found.flatMap(({ name, why, text }): BriefUnit[] => {
    const suspicion = suspicionOf(text, 'agent');
    if (suspicion?.certain) leftOut.push({ name, reason: suspicion.reason });
    const line = briefLine(cleanText(text).replace(/\s+/g, ' '));
    return suspicion?.certain ? [] : [{ name, why, text: line.length > longest ? `${line.slice(0, longest)}…` : line }];
  });
  return { units, leftOut };
}
