import { claimsDone } from '../../sessions/claim.ts';
import { createCorrections } from '../../sessions/corrections.ts';
import { openingOf } from '../../sessions/digest.ts';
import type { SessionEvent, SessionInfo, ToolCall, ToolResult, UserTurn } from '../../sessions/event.ts';
import { failureOf } from '../../sessions/failure.ts';
import { absolutePath, nameInside } from '../../sessions/named-path.ts';
import { createCheckStates } from '../../sessions/outcome.ts';
import { createPairs } from '../../sessions/pairs.ts';
import { createAttempts } from '../attempts.ts';
import { handoffTokens } from './lint.ts';
import { handoffSections } from './sections.ts';
import { type Todo, todosOf } from './todos.ts';

/** What a session hands over, before it is cut to size. The most telling first in every list. */
export interface DraftParts {
  readonly session: string | null;
  readonly agent: string | null;
  readonly branch: string | null;
  /** What the user asked for; null where nobody asked anything. */
  readonly goal: string | null;
  readonly done: readonly string[];
  readonly decisions: readonly string[];
  readonly next: readonly string[];
  /** Files it changed, from the top of the checkout. */
  readonly files: readonly string[];
}

const [goalLength, itemLength] = [240, 220];
const mostFiles = 200;
/** Words of a prompt that sets a job, not only the next step. */
const jobWords = 4;

/**
 * Draws a handoff up from a session's events: the job from what the user asked, what was done from commits, edits and
 * checks that passed, what is next from the agent's own list, checks that fail and the last request.
 * @param root top of the checkout, from which files are named
 */
export function createDraft(root: string) {
  const pairs = createPairs();
  const checks = createCheckStates();
  const attempts = createAttempts();
  const commits: string[] = [];
  const files = new Map<string, number>();
  let info: SessionInfo | null = null;
  let branch: string | null = null;
  const jobs: UserTurn[] = [];
  const corrections = createCorrections();
  let last: UserTurn | null = null;
  let todos: readonly Todo[] = [];
  let claimed = false;
  let lastCommit = 0;

  const called = (call: ToolCall, result: ToolResult) => {
    const failure = failureOf(call, result);
    checks.ended(call, result, failure !== null);
    attempts.called(call, failure, result.line);
    if (failure !== null) return;
    todos = todosOf(call) ?? todos;
    if (call.command !== null) {
      for (const commit of commitsIn(call.command, result.text)) {
        commits.push(commit);
        lastCommit = result.line;
      }
    }
    if (call.action !== 'edit' && call.action !== 'write') return;
    claimed = false;
    for (const path of call.paths) {
      const name = nameInside(absolutePath(path, info?.cwd ?? null), root, info?.cwd ?? null);
      if (files.size < mostFiles || files.has(name)) files.set(name, result.line);
    }
  };

  return {
    take(event: SessionEvent): void {
      if (event.type === 'session') {
        info ??= event;
        branch = event.branch ?? branch;
      }
      if (event.sidechain && info?.sidechain !== true) return;
      const call = pairs.take(event);
      checks.take(event);
      corrections.take(event);
      if (call && event.type === 'tool_result') called(call, event);
      if (event.type === 'assistant' && event.text.trim() !== '') claimed = claimsDone(event.text) !== null;
      if (event.type !== 'user' || (event.channel !== 'prompt' && event.channel !== 'queued')) return;
      const isJob = (event.text || event.pasted).split(/\s+/).length >= jobWords;
      if (isJob && (jobs.length === 0 || claimed)) jobs.push(event);
      last = event;
      claimed = false;
    },
    /** @param decisions statements of what was settled, the most telling first */
    done(decisions: readonly string[]): DraftParts {
      // Who sets the agent right still wants what was asked before.
      const setRight = new Set(corrections.done());
      const goal = jobs.findLast((turn, at) => at === 0 || !setRight.has(turn)) ?? null;
      const job = goal ?? last;
      const states = checks.done().checks;
      const open = todos.filter((todo) => !todo.done);
      const failing = states.filter((run) => !run.passed).map((run) => `\`${run.family}\` fails: mend it.`);
      const stuck = attempts
        .open()
        .filter(({ what, line }) => line > (last?.line ?? 0) && !states.some(({ family }) => what.includes(family)))
        .slice(-2)
        .map(({ what, text }) => `\`${oneLine(what, 70)}\` failed last: ${oneLine(text, 90)}`);
      const uncommitted = [...files].filter(([, line]) => line > lastCommit).map(([name]) => name);
      const green = states.filter((run) => run.passed).map((run) => `\`${run.family}\``);
      const request =
        last !== null && !claimed && last !== goal ? [`Asked last: ${oneLine(openingOf(last), 140)}`] : [];
      const next = [...open.map(({ text }) => oneLine(text, itemLength)), ...failing, ...stuck, ...request];
      return {
        session: info?.id ?? null,
        agent: info?.agent ?? null,
        branch,
        goal: job === null ? null : oneLine(openingOf(job), goalLength),
        done: [
          ...commits.slice(-4).toReversed(),
          ...(commits.length > 4 ? [`${commits.length - 4} commits before those`] : []),
          ...(green.length > 0 ? [`Passing after the last edit: ${green.slice(0, 4).join(', ')}`] : []),
          ...(uncommitted.length > 0 ? [`Changed, not committed: ${named(uncommitted)}`] : []),
          ...todos.filter((todo) => todo.done).map(({ text }) => oneLine(text, 120)),
        ],
        decisions: decisions.map((text) => oneLine(text, itemLength)),
        next: next.length > 0 ? next : claimed ? ['Nothing is open that the session shows.'] : ['Go on with the goal.'],
        files: [...files.keys()],
      };
    },
  };
}

const [mostDone, mostDecisions, mostNext] = [5, 3, 4];
const mostTokens = 480;

/** The parts as text within the lines and tokens of a handoff; what does not fit is left out, the last of each list first. */
export function renderDraft({ goal, done, decisions, next }: DraftParts): string {
  let lists = [
    [goal ?? 'none said'],
    done.slice(0, mostDone),
    decisions.slice(0, mostDecisions),
    next.slice(0, mostNext),
  ];
  const text = () => handoffSections.map((name, at) => `## ${name}\n${listed(lists[at] ?? [])}`).join('\n');
  while (handoffTokens(text()) > mostTokens) {
    const longest = lists.filter((list) => list.length > 1).sort((a, b) => b.join('').length - a.join('').length)[0];
    if (longest) longest.pop();
    else lists = lists.map((list) => list.map((item) => oneLine(item, Math.floor(item.length * 0.7))));
  }
  return text();
}

/** As a list: what a session says must not be taken for a heading. */
function listed(items: readonly string[]): string {
  return (items.length === 0 ? ['none'] : items).map((item) => `- ${item}`).join('\n');
}

/** Commits that a command made, as git tells them; where it is told to be quiet, by the message given. */
function commitsIn(command: string, output: string): string[] {
  if (!/\bgit\b[^\n;&|]*\bcommit\b/.test(command)) return [];
  const told = [...output.matchAll(/^\[[^\]\n]*?\b([0-9a-f]{7,40})\] (.{1,200})$/gm)];
  if (told.length > 0)
    return told.map(([, hash = '', subject = '']) => `Commit ${hash.slice(0, 9)}: ${oneLine(subject, 120)}`);
  const message = /\s-[a-z]*m\s*(?:"([^"\n$`]{3,200})|'([^'\n]{3,200}))/.exec(command);
  const subject = message?.[1] ?? message?.[2];
  return subject ? [`Commit: ${oneLine(subject, 120)}`] : [];
}

function named(files: readonly string[]): string {
  const shown = files.slice(-5);
  return `${shown.join(', ')}${files.length > shown.length ? ` and ${files.length - shown.length} more` : ''}`;
}

function oneLine(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).trimEnd()}…`;
}
