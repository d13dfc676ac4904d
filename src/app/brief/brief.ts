import { ToolError } from '../../base/errors.ts';
import { composeBrief, type SaidPart } from '../../context/brief/compose.ts';
import { openingOf, type Phase } from '../../context/brief/phase.ts';
import type { UsedPrompt } from '../../schema/prompt.ts';
import type { WorkState } from '../../work/state.ts';
import { loadConfig } from '../config.ts';
import { isComplete, viewOf } from '../phases/documents.ts';
import { wantsResearch } from '../phases/wants-research.ts';
import { promptNamed, usedPrompt } from '../prompts.ts';
import { tierIsOn } from '../tiers.ts';
import { subjectOf } from '../validation/subject.ts';
import { type Board, itemOf, openBoard, readiness } from '../work/board.ts';
import type { Edge } from '../workspace.ts';
import { documentPart, implementedPart } from './earlier-phase.ts';
import type { Gathered, LeftOut } from './gathered.ts';
import { itemParts } from './item-parts.ts';
import { decisionsPart, failuresPart, learningsPart } from './known-parts.ts';

export interface BriefRequest {
  readonly item: string;
  /** Null for the one that comes next. */
  readonly phase: Phase | null;
  /** Tokens; null for the usual. */
  readonly budget: number | null;
}

export interface Brief {
  readonly item: string;
  readonly phase: Phase;
  /** What it begins with. */
  readonly prompt: UsedPrompt;
  readonly text: string;
  readonly tokens: number;
  readonly budget: number;
  readonly parts: readonly SaidPart[];
  /** What was known and not said, with the reason. */
  readonly leftOut: readonly LeftOut[];
}

/** 3 % of a window of 200,000 tokens: research in full, and what goes with it. */
const usualBudget = 6000;
/** Below this not even a title has room. */
const leastBudget = 400;

/**
 * The start of a fresh session that takes up a piece of work: the item, what the phase before left behind, decisions,
 * failures and learnings that match, nothing else. Writes nothing; the same state gives the same text.
 * @throws ToolError E_UNKNOWN_ITEM, E_WORK_BLOCKED where it is closed, E_USAGE for a budget that holds nothing, E_CONFIG_INVALID for a prompt of the repository that is none
 */
export function brief(edge: Edge, request: BriefRequest): Brief {
  const budget = request.budget ?? usualBudget;
  if (budget < leastBudget)
    throw new ToolError('E_USAGE', { problem: `A brief takes at least ${leastBudget} tokens.`, command: 'brief' });
  const board = openBoard(edge);
  const state = itemOf(board, request.item);
  const { id } = state.item;
  if (state.closed)
    throw new ToolError('E_WORK_BLOCKED', {
      id,
      act: 'taken up',
      reason: `it was closed ${state.closed.at.slice(0, 10)}, and closed work stays closed`,
      fix: `\`twelvefold work reopen ${id} --reason "…"\` makes a child to go on with.`,
    });
  if (state.item.batch !== undefined)
    throw new ToolError('E_WORK_BLOCKED', {
      id,
      act: 'taken up',
      reason: `it ${readiness(board, state).reason}`,
      fix: '`twelvefold work ready` shows which of its items can be taken up now.',
    });
  const strict = tierIsOn(edge, 'workflow');
  const phase = request.phase ?? nextPhase(edge, board, state, strict);
  const gathered = [
    ...itemParts(board, state),
    earlierPhase(edge, board, state, phase),
    failuresPart(board, state),
    decisionsPart(board, state),
    learningsPart(edge, board, state),
  ];
  const parts = gathered.flatMap(({ part }) => part ?? []);
  const prompt = promptNamed(board.workspace, `brief-${phase}`, phase === 'validate' ? beforeChange(edge, id) : null);
  const composed = composeBrief(openingOf(prompt.text, id, strict), parts, budget);
  if (composed.tokens > budget)
    throw new ToolError('E_USAGE', {
      problem: `What it begins with (${prompt.from}) takes ${composed.tokens} tokens of the ${budget}.`,
      command: 'brief',
    });
  const cut = composed.parts.flatMap((part) =>
    part.file === null ? part.cut.map(({ name }) => ({ name, reason: `over the budget of ${budget} tokens` })) : [],
  );
  return {
    item: id,
    phase,
    prompt: usedPrompt(prompt),
    budget,
    ...composed,
    leftOut: [...gathered.flatMap(({ leftOut }) => leftOut), ...cut],
  };
}

/** No change says how it is to be looked at. */
function beforeChange(edge: Edge, id: string): string {
  const { base, commit } = subjectOf(edge, id);
  return base ?? commit;
}

/** The first document that was begun and is not complete; after research a plan; research where it is asked for; else building. */
function nextPhase(edge: Edge, { workspace }: Board, state: WorkState, strict: boolean): Phase {
  const plan = viewOf(workspace, 'plan', state);
  if (plan !== null) return isComplete(plan) ? 'implement' : 'plan';
  const research = viewOf(workspace, 'research', state);
  if (research !== null) return isComplete(research) ? 'plan' : 'research';
  const wanted = strict && wantsResearch(edge, state, loadConfig(workspace, edge)) !== null;
  return wanted ? 'research' : 'implement';
}

/** Only the phase right before: what came earlier went into its document. */
function earlierPhase(edge: Edge, { workspace }: Board, state: WorkState, phase: Phase): Gathered {
  if (phase === 'research') return { part: null, leftOut: [] };
  if (phase === 'validate') return implementedPart(edge, state);
  const plan = phase === 'implement' ? viewOf(workspace, 'plan', state) : null;
  if (plan !== null) return documentPart('Plan', plan);
  const research = viewOf(workspace, 'research', state);
  return research === null ? { part: null, leftOut: [] } : documentPart('Research', research);
}
