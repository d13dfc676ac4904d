import { z } from 'zod';
import { ToolError } from '../../base/errors.ts';
import { checkAnchors } from '../../knowledge/anchors/check.ts';
import { openTree } from '../../knowledge/anchors/file-tree.ts';
import { indexStore } from '../../knowledge/index/index-store.ts';
import { composeInjection } from '../../knowledge/inject/compose.ts';
import { recalledOffers } from '../../knowledge/inject/recalled.ts';
import { recordInjection, saidIn } from '../../knowledge/journal/record-injection.ts';
import { errorSignatures } from '../../knowledge/recall/error-signatures.ts';
import { queryKinds } from '../../knowledge/recall/query.ts';
import { sessionOutcomes } from '../../schema/journal.ts';
import { learningKinds } from '../../schema/learning.ts';
import { type ContextReport, contextNow, contextOf } from '../context.ts';
import { fileAtHand } from '../file-at-hand.ts';
import { withIndex } from '../knowledge-index.ts';
import { resumeFrom } from '../resume.ts';
import { tellingText } from '../telling-text.ts';
import { tierIsOn } from '../tiers.ts';
import { type Edge, openWorkspace } from '../workspace.ts';
import { type Acted, type ActingAgent, act } from './act.ts';

/** Who calls: an agent over a connection that lasts as long as its session. */
export interface Caller extends ActingAgent {
  /** Stands for the session where nobody can name it. */
  readonly connection: string;
}

/** A tool that a running agent may call, over whichever surface. */
export interface AgentTool {
  readonly name: string;
  /** What it is for and when to use it, for the agent: it pays for every word. */
  readonly description: string;
  readonly input: z.ZodObject;
  /** Whether it only looks. */
  readonly readOnly: boolean;
  /** Whether it belongs to knowledge, which may be switched off. */
  readonly knowledge: boolean;
  /** @throws ToolError, whose message and hint are for the agent */
  run(edge: Edge, who: Caller, input: unknown): string;
}

/** The tools for an agent here, and what it is told of them once: nothing of knowledge where that is switched off. */
export function toolsFor(edge: Edge): { readonly tools: readonly AgentTool[]; readonly instructions: string } {
  const knows = tierIsOn(edge, 'knowledge');
  return {
    tools: agentTools.filter(({ knowledge }) => knows || !knowledge),
    instructions: `${knows ? aboutKnowledge : ''}handoff before the context is full.`,
  };
}

const aboutKnowledge =
  'Knowledge from past sessions of this repository. recall before unfamiliar work and when a command fails; learn what cost time and will be needed again; cite ids that helped; ';

/** Tokens that an answer may cost. */
const answerTokens = 900;
const anchorBudgetMs = 100;

const recallInput = z.object({
  text: z.string().describe('question, prompt, or failed command with its output'),
  kind: z.enum(queryKinds).optional(),
  file: z.string().optional().describe('path at hand, from the repository root'),
});
const learnInput = z.object({
  statement: z.string().describe('1-2 sentences that stand alone: name the file, command or error, say what to do'),
  kind: z.enum(learningKinds).optional(),
  scope: z.array(z.string()).optional().describe('paths, globs or commands it is about'),
  symptoms: z.array(z.string()).optional().describe('error texts it answers'),
  evidence: z.array(z.string()).optional().describe('path:line or commit; must exist'),
});
const citeInput = z.object({
  id: z.string(),
  outcome: z.enum(sessionOutcomes).optional().describe('did it help?'),
  note: z.string().optional(),
});
const handoffInput = z.object({
  text: z.string().optional().describe('3-20 lines under ## Goal, ## Done, ## Decisions, ## Next'),
});
const contextInput = z.object({});

/** The tools of `twelvefold mcp`; all their schemas together stay under 3 kB. */
export const agentTools: readonly AgentTool[] = [
  tool(
    'recall',
    'What past sessions learned about this. No answer means nothing is known.',
    true,
    recallInput,
    recallFor,
  ),
  tool(
    'learn',
    'Keep what the next session could not know and will need: a fix after failures, a trap, a decision with its reason. No secrets, no task notes. It waits for review.',
    false,
    learnInput,
    (edge, who, { statement, kind = 'gotcha', scope = [], symptoms = [], evidence = [] }) =>
      actedText(
        act(edge, named(who), {
          type: 'learn',
          kind,
          statement: statement.trim(),
          scope,
          symptoms,
          tags: [],
          sections: {},
          evidence,
          confidence: 0.8,
        }),
      ),
  ),
  tool('cite', 'Say that a learning was used, by its id.', false, citeInput, (edge, who, { id, outcome, note }) =>
    actedText(act(edge, named(who), { type: 'cite', id, outcome: outcome ?? null, note: note ?? null })),
  ),
  tool(
    'handoff',
    'With text: hand this session over to a fresh one. Without: read the newest handoff and how things stand.',
    false,
    handoffInput,
    (edge, who, { text }) =>
      text === undefined ? resumeFrom(edge, null).text : actedText(act(edge, who, { type: 'handoff', text })),
  ),
  tool(
    'context',
    'How full your context is, what went stale in it, and what that asks for.',
    true,
    contextInput,
    contextFor,
  ),
];

/** Whoever cannot be named is one session as long as the connection lasts: nobody becomes their own second session. */
function named({ agent, session, connection }: Caller): ActingAgent {
  return { agent, session: session ?? connection };
}

function tool<T extends z.ZodObject>(
  name: string,
  description: string,
  readOnly: boolean,
  input: T,
  run: (edge: Edge, who: Caller, input: z.infer<T>) => string,
): AgentTool {
  const knowledge = name === 'recall' || name === 'learn' || name === 'cite';
  return {
    name,
    description,
    readOnly,
    knowledge,
    input,
    run: (edge, who, given) => run(edge, who, input.parse(given)),
  };
}

/** Answers a question within the budget; what was said is journaled, so that its use can be found. */
function recallFor(edge: Edge, who: ActingAgent, { text, kind = 'question', file = null }: RecallInput): string {
  const workspace = openWorkspace(edge);
  const { root, stateDir, repository } = workspace;
  const now = edge.now();
  const path = file === null ? null : fileAtHand(root, edge.cwd, file);
  const telling = tellingText(text.slice(0, 16_000), kind);
  const signatures = kind === 'error' ? errorSignatures(telling) : [];
  const offers =
    withIndex(workspace, ({ db }) =>
      recalledOffers({ db, store: indexStore(db, root) }, root, { kind, text: telling, file: path, signatures }, now),
    ) ?? [];
  const tree = openTree(root, { git: repository !== null, gitBudgetMs: anchorBudgetMs, now: edge.now });
  const injection = composeInjection(offers, {
    point: kind === 'error' || kind === 'file' ? kind : 'prompt',
    budgetTokens: answerTokens,
    alreadyGiven: new Set(),
    now,
    anchorsOf: ({ anchors }) => (anchors.length === 0 ? null : checkAnchors(anchors, tree)),
  });
  if (injection.items.length === 0) return 'Nothing is known about that here.';
  try {
    const { session, agent } = who;
    const hearer = { session: session ?? '', agent, subagent: null, point: 'prompt' as const, at: now };
    if (session !== null) recordInjection(stateDir, hearer, saidIn(injection));
  } catch {
    // A sandbox may forbid it: the answer counts.
  }
  return injection.text;
}

type RecallInput = { text: string; kind?: (typeof queryKinds)[number] | undefined; file?: string | null | undefined };

function contextFor(edge: Edge, { session }: ActingAgent): string {
  const report = session === null ? contextNow(edge).sessions.find(({ running }) => running) : contextOf(edge, session);
  if (!report) throw new ToolError('E_NOT_AT_WORK');
  return contextText(report);
}

function contextText({
  level,
  utilisation,
  sentence,
  compactions,
  symptoms,
  stale,
  reasons,
  exchanges,
}: ContextReport): string {
  const share =
    utilisation === null ? `unknown share, ${exchanges} exchanges` : `${Math.floor(utilisation * 100)} % used`;
  return [
    `Context: ${share} (${level}).`,
    ...(sentence === null ? [] : [sentence]),
    ...(compactions > 0 ? [`Compacted ${compactions} times: what was known before is a summary.`] : []),
    ...stale
      .slice(0, 5)
      .map(
        ({ path, changedAt }) =>
          `Read again before you rely on it: ${path} (${changedAt === null ? 'gone' : 'changed'} since you read it)`,
      ),
    ...symptoms.slice(0, 3).map(({ kind, what, times }) => `${kind}, ${times} times: ${what}`),
    ...(reasons.length > 0 ? [`The next job belongs in a fresh session: ${reasons.join(', ')}.`] : []),
  ].join('\n');
}

function actedText(done: Acted): string {
  if (done.what === 'dropped') return 'Noted outside the sandbox; it is taken in at the next session start.';
  if (done.what === 'handed-over')
    return `Handed over (${done.handoff.tokens} tokens). A fresh session on this branch begins with it.`;
  if (done.what === 'cited') return done.cited.recorded ? 'Recorded.' : 'Recorded before.';
  const { id, pool, duplicateOf, isNew } = done.kept;
  if (!isNew) return `Known as ${id}${pool === 'review' ? '; it waits for a review or a second session' : ''}.`;
  if (duplicateOf !== null) return `Known as ${id}; kept as further evidence.`;
  return pool === 'observation' ? `Kept as ${id}.` : `Kept as ${id}; it waits for a review or a second session.`;
}
