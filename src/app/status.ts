import { day } from '../base/clock.ts';
import { ToolError } from '../base/errors.ts';
import type { DecayDecision } from '../knowledge/decay/decide.ts';
import type { Entry, Maturity } from '../knowledge/entry.ts';
import { readJournal } from '../knowledge/journal/read.ts';
import type { KnowledgeProblem } from '../knowledge/problem.ts';
import type { Config } from '../schema/config.ts';
import type { JournalLine } from '../schema/journal.ts';
import { loadConfig } from './config.ts';
import { decayDecisions } from './decay.ts';
import { findSessions } from './find-sessions.ts';
import { forgedBefore } from './forge-cursor.ts';
import { gitNeeds } from './git-needs.ts';
import { type HookHealth, hookHealth } from './hook-health.ts';
import { agentsInstalled } from './install/record.ts';
import { knownEntries } from './known-entries.ts';
import { poolOfEntry } from './pool.ts';
import { tierIsOn } from './tiers.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

/** What is here, what needs a person, and what to type next. */
export interface Status {
  readonly root: string;
  /** Where knowledge of this repository that is not published lies. */
  readonly state: string;
  readonly git: boolean;
  readonly branch: string | null;
  /** Whether sessions teach here; where they do not, nothing is said of it. */
  readonly knowledge: boolean;
  /** Learnings that are offered, by maturity. */
  readonly learnings: Readonly<Record<Exclude<Maturity, 'candidate'>, number>>;
  readonly offered: number;
  readonly sessions: {
    readonly found: number;
    /** Found and not forged since they last changed. */
    readonly unforged: number;
    /** Agents whose sessions are there and not read yet. */
    readonly unread: readonly string[];
  };
  /** ISO times of the latest of each; null for never. */
  readonly last: {
    readonly learned: string | null;
    readonly injected: string | null;
    readonly harvested: string | null;
  };
  readonly hooks: HookHealth;
  /** Sessions of the last 30 days that were given something, and tokens it cost them. */
  readonly month: { readonly sessions: number; readonly tokens: number };
  /** Agents whose settings have our hooks; null where the record of that cannot be read, which doctor explains. */
  readonly agents: readonly string[] | null;
  readonly needs: readonly Need[];
  readonly next: NextStep;
}

/** Something that waits for a person. */
export interface Need {
  readonly what: 'git' | 'review' | 'anchors-gone' | 'problem' | 'harmful' | 'unused' | 'stale' | 'configuration';
  readonly count: number;
  readonly text: string;
  /** The first few, by id or file. */
  readonly examples: readonly string[];
  readonly command: string;
}

export interface NextStep {
  readonly command: string;
  readonly why: string;
}

const checkAgain = 'twelvefold index rebuild';
/** Milliseconds that looking for renamed files may take: status is a glance. */
const anchorBudgetMs = 300;
const shown = 3;
/** What a person should look at first. */
const urgency: readonly Need['what'][] = [
  'git',
  'problem',
  'configuration',
  'anchors-gone',
  'harmful',
  'review',
  'unused',
  'stale',
];

/** Looks around, quickly, and writes nothing. Works in a repository that was never set up and in a plain folder. */
export function status(edge: Edge): Status {
  const workspace = openWorkspace(edge);
  const knowledge = knownEntries(workspace);
  const journal = readJournal(workspace.stateDir);
  const found = findSessions(workspace, edge);
  const own = found.sessions.filter(({ subagentOf }) => subagentOf === null);
  const unforged = own.filter(({ path }) => !forgedBefore(workspace.stateDir, path)).length;
  const active = knowledge.entries.filter(({ state }) => state.active);
  const problems = [
    ...knowledge.problems.map(
      ({ path, line, problem }) => `${path}${line === undefined ? '' : `:${line}`}: ${problem}`,
    ),
    ...journal.problems.map(({ file, line, problem }) => `${file}:${line}: ${problem}`),
  ];
  const config = configOrNeed(workspace, edge);
  const broken = 'what' in config ? config : null;
  const knows = broken !== null || tierIsOn(edge, 'knowledge');
  const ofKnowledge = () => [
    ...problemNeed(problems, journal.problems.length > 0 ? checkAgain : mendOf(knowledge.problems)),
    ...('what' in config ? [] : decayNeeds(workspace, edge, config, knowledge.entries, journal.lines)),
    ...reviewNeed(knowledge.entries),
  ];
  const needs = [
    ...gitNeeds(workspace, edge),
    ...(broken === null ? [] : [broken]),
    ...(knows ? ofKnowledge() : []),
  ].toSorted((a, b) => urgency.indexOf(a.what) - urgency.indexOf(b.what));
  const counts = { found: own.length, unforged, unread: found.unread.map(({ title }) => title) };
  const agents = agentsOrNull(workspace);
  const injected = journal.lines.filter((line) => line.type === 'injection');
  const recent = injected.filter(({ at }) => edge.now() - Date.parse(at) <= 30 * day);
  return {
    root: workspace.root,
    state: workspace.stateDir,
    git: workspace.repository !== null,
    branch: workspace.repository?.branch ?? null,
    knowledge: knows,
    learnings: byMaturity(active),
    offered: active.length,
    sessions: counts,
    last: {
      learned: latest(
        knowledge.entries.flatMap(({ state }) => state.records.filter(({ by }) => by === 'forge').map(({ at }) => at)),
      ),
      injected: latest(injected.map(({ at }) => at)),
      harvested: latest(journal.lines.flatMap((line) => (line.type === 'outcome' ? [line.harvested ?? line.at] : []))),
    },
    hooks: hookHealth(
      workspace,
      // Of an agent that has no hooks of ours none is missed.
      own.filter(({ agent }) => agents?.includes(agent) ?? true).map(({ start }) => start),
    ),
    month: {
      sessions: new Set(recent.map(({ session }) => session)).size,
      tokens: recent.reduce((sum, { tokens }) => sum + tokens, 0),
    },
    agents,
    needs,
    next: nextStep(needs, counts, active.length, agents, knows),
  };
}

function byMaturity(entries: readonly Entry[]): Status['learnings'] {
  const count = (maturity: Maturity) => entries.filter(({ state }) => state.maturity === maturity).length;
  return {
    observation: count('observation'),
    learning: count('learning'),
    pattern: count('pattern'),
    guidance: count('guidance'),
  };
}

/** The one command that mends the problems, where none needs an editor first. */
function mendOf(problems: readonly KnowledgeProblem[]): string {
  const first = problems[0]?.mend;
  return problems.every(({ mend }) => mend !== undefined) && first !== undefined ? first : checkAgain;
}

function problemNeed(problems: readonly string[], mend: string): Need[] {
  if (problems.length === 0) return [];
  const text = problems.length === 1 ? 'file has a problem' : 'files have problems';
  return [
    {
      what: 'problem',
      count: problems.length,
      text,
      examples: problems.slice(0, shown),
      command: mend,
    },
  ];
}

const decayTexts = {
  'anchors-gone': 'about things that are gone; withheld until somebody looks',
  harmful: 'used by sessions that then fared worse',
  unused: 'given often and never used',
  old: 'not validated or used for a long time',
} as const;

function decayNeeds(
  workspace: Workspace,
  edge: Edge,
  config: Config,
  entries: readonly Entry[],
  lines: readonly JournalLine[],
): Need[] {
  const input = { config, entries, lines, gitBudgetMs: anchorBudgetMs };
  const due = decayDecisions(workspace, edge, input).filter(({ action }) => action !== 'leave-start');
  const need = (cause: keyof typeof decayTexts, what: Need['what']): Need[] => {
    const of: DecayDecision[] = due.filter((decision) => decision.cause === cause);
    const examples = of.slice(0, shown).map(({ id, title }) => `${id}  ${title}`);
    const command = cause === 'old' ? `twelvefold pool show ${of[0]?.id ?? ''}` : 'twelvefold decay';
    return of.length === 0 ? [] : [{ what, count: of.length, text: decayTexts[cause], examples, command }];
  };
  return [
    ...need('anchors-gone', 'anchors-gone'),
    ...need('harmful', 'harmful'),
    ...need('unused', 'unused'),
    ...need('old', 'stale'),
  ];
}

/** A configuration with an error is itself something for a person; it does not hide the rest. */
function configOrNeed(workspace: Workspace, edge: Edge): Config | Need {
  try {
    return loadConfig(workspace, edge);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return {
      what: 'configuration',
      count: 1,
      text: 'error in the configuration',
      examples: [error.message],
      command: 'twelvefold config',
    };
  }
}

function reviewNeed(entries: readonly Entry[]): Need[] {
  const waiting = entries.filter((entry) => poolOfEntry(entry) === 'review');
  const examples = waiting.slice(0, shown).map(({ learning }) => `${learning.id}  ${learning.statement}`);
  const text = waiting.length === 1 ? 'waits for review' : 'wait for review';
  return waiting.length === 0
    ? []
    : [{ what: 'review', count: waiting.length, text, examples, command: 'twelvefold pool review' }];
}

function agentsOrNull(workspace: Workspace): string[] | null {
  try {
    return agentsInstalled(workspace);
  } catch (error) {
    if (error instanceof ToolError) return null;
    throw error;
  }
}

function nextStep(
  needs: readonly Need[],
  sessions: Status['sessions'],
  offered: number,
  agents: Status['agents'],
  knows: boolean,
): NextStep {
  const broken = needs.find(({ what }) => what === 'problem' || what === 'configuration');
  if (broken?.what === 'problem' && broken.command !== checkAgain)
    return { command: broken.command, why: 'take in what is there already' };
  if (broken !== undefined) return { command: broken.command, why: 'after mending what is named above' };
  if (!knows) return nextWithout(needs, agents);
  if (offered === 0 && sessions.unforged > 0) {
    return {
      command: 'twelvefold look',
      why: `see what ${sessions.unforged === 1 ? 'the past session' : `${sessions.unforged} past sessions`} here would teach; writes nothing`,
    };
  }
  if (sessions.unforged > 0) {
    return {
      command: 'twelvefold forge --all',
      why:
        sessions.unforged === 1
          ? 'learn from the session that is new or has grown'
          : `learn from ${sessions.unforged} sessions that are new or have grown`,
    };
  }
  const [need] = needs;
  if (need !== undefined) return { command: need.command, why: `${need.count} ${need.text}` };
  if (agents === null) return { command: 'twelvefold doctor', why: 'see what became of the hooks' };
  if (agents.length === 0)
    return { command: 'twelvefold init', why: 'have agents told, and learned from, without anybody thinking of it' };
  if (offered === 0) return { command: 'twelvefold learn', why: 'write down the first thing worth knowing here' };
  return { command: 'twelvefold flywheel', why: 'see whether it pays' };
}

/** The next step where nobody wants to hear of knowledge. */
function nextWithout([need]: readonly Need[], agents: Status['agents']): NextStep {
  if (need !== undefined) return { command: need.command, why: `${need.count} ${need.text}` };
  if (agents === null) return { command: 'twelvefold doctor', why: 'see what became of the hooks' };
  if (agents.length === 0) return { command: 'twelvefold init', why: 'have agents told when their context fills up' };
  return { command: 'twelvefold work ready', why: 'see what can be taken up' };
}

function latest(times: readonly string[]): string | null {
  return times.reduce<string | null>((last, time) => (last === null || time > last ? time : last), null);
}
