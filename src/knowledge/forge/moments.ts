import {
  type CheckKind,
  checkOf,
  commandFamilies,
  familyOf,
  mainCommand,
  onlyLooks,
} from '../../sessions/command-family.ts';
import { normaliseError } from '../../sessions/error-signature.ts';
import type { SessionEvent, ToolAction, ToolCall, ToolResult, UserChannel } from '../../sessions/event.ts';
import { type Failure, failureOf, isRefused, showsPass } from '../../sessions/failure.ts';
import { redactSecrets } from '../redact/redact.ts';

/** What the rules look at: a session's events with calls joined to their results and texts cut to what a rule can use. */
export type Moment = Said | UserSaid | Act | Stop;

/** Words of the agent. */
export interface Said {
  readonly kind: 'said';
  readonly line: number;
  readonly text: string;
  /** `told` the user, `thought` for itself, `report` of a sub-agent. */
  readonly to: 'told' | 'thought' | 'report';
}

export interface UserSaid {
  readonly kind: 'user';
  readonly line: number;
  readonly channel: UserChannel;
  readonly text: string;
  readonly pasted: string;
  readonly question: string | null;
  readonly at: number | null;
}

export interface Stop {
  readonly kind: 'stop';
  readonly line: number;
}

/** A tool call and what came of it. */
export interface Act {
  readonly kind: 'act';
  readonly line: number;
  readonly tool: string;
  readonly action: ToolAction;
  readonly command: string | null;
  /** Family of the command the line is about; the tool's name for other tools. */
  readonly family: string;
  readonly families: readonly string[];
  readonly check: CheckKind | null;
  /** Whether the call only reads or searches. */
  readonly looks: boolean;
  readonly paths: readonly string[];
  readonly detail: string;
  /** Line of the result, or null while there is none and where the call was refused: it never ran. */
  resultLine: number | null;
  failure: Failure | null;
  /** Whether the output shows a check that passed. */
  passed: boolean;
  /** Beginning and end of what it printed. */
  printed: string;
  /** What a project script really runs, as its runner echoes it (`$ biome check`). */
  script: string | null;
  /** What the run claims of itself at its end although it failed: `0 issues.` */
  claim: string | null;
  /** The git hook that refused it. */
  hook: string | null;
  at: number | null;
}

/** npm, pnpm, yarn and bun print the line of a script before they run it. */
const echoed = /(?:^|\n)(?:\$|>) ([a-z][\w./:@-]* [^\n]{2,100}|[a-z][\w-]{2,40})(?=\n|$)/g;
const claimed =
  /(?:^|\n)[^\S\n]*((?:✔|✓)?[^\S\n]*(?:0 (?:issues|errors|problems|warnings|failures)|No (?:issues|errors|problems)|All (?:checks|files|tests)[^\n]{0,30}pass|Success|Done)[^\n]{0,60})\s*$/i;
const hooked =
  /\b((?:pre|post|prepare|commit)-(?:commit|push|msg|merge-commit|rebase|commit-msg|receive))\b(?=.{0,60}(?:failed|hook|exited|script|rejected))/i;

const limits = {
  said: 6000,
  thought: 4000,
  user: 4000,
  pasted: 5000,
  detail: 1500,
  printed: 700,
  running: 8000,
} as const;

/** Joins calls to their results as events come. */
export interface MomentJoiner {
  /** The moment an event begins, or null for one that belongs to an earlier moment or says nothing. */
  add(event: SessionEvent): Moment | null;
}

/** Calls whose results are still awaited, or may not have been the last; older ones are given up. */
const mostOpen = 200;

interface Open {
  readonly act: Act;
  readonly call: ToolCall;
  /** What it had printed while it ran on. */
  printed: string;
}

/** Joins calls and results as they come; holds only calls still open. */
export function joinMoments(): MomentJoiner {
  const open = new Map<string, Open>();
  return {
    add(event) {
      // A sub-agent's own steps are its own session; its report reaches this one as a result.
      if (event.sidechain) return null;
      switch (event.type) {
        case 'assistant':
          return said(event.line, event.text, 'told');
        case 'thought':
          return said(event.line, event.text, 'thought');
        case 'user':
          return {
            kind: 'user',
            line: event.line,
            channel: event.channel,
            text: clip(event.text, limits.user),
            pasted: clip(event.pasted, limits.pasted),
            question: event.question,
            at: event.at,
          };
        case 'interrupt':
          return { kind: 'stop', line: event.line };
        case 'tool_call': {
          const act = begun(event);
          if (open.size >= mostOpen) open.delete(open.keys().next().value ?? '');
          open.set(event.callId, { act, call: event, printed: '' });
          return act;
        }
        case 'tool_result': {
          const entry = open.get(event.callId);
          // What runs on gives further results; the last one says how it ended.
          if (event.failed !== null || event.exitCode !== null) open.delete(event.callId);
          return entry === undefined ? null : ended(entry, event);
        }
        default:
          return null;
      }
    },
  };
}

function said(line: number, text: string, to: Said['to']): Said | null {
  return text.trim() === ''
    ? null
    : { kind: 'said', line, text: clip(text, to === 'thought' ? limits.thought : limits.said), to };
}

/** Writes down what came of a call; a sub-agent's report is a moment of its own. */
function ended(open: Open, last: ToolResult): Said | null {
  const { act, call } = open;
  if (isRefused(last)) return null;
  const result = open.printed === '' ? last : { ...last, text: `${open.printed}${last.text}` };
  if (last.failed === null && last.exitCode === null) open.printed = clip(result.text, limits.running);
  act.printed = clip(result.text, limits.printed);
  // Until it is known how it ended, it is as if it had not: neither a failure nor a success.
  if (last.running) return null;
  act.resultLine = result.line;
  act.at = result.at ?? act.at;
  act.failure = withoutSecrets(failureOf(call, result));
  act.passed = act.failure === null && act.check !== null && showsPass(result.text);
  if (act.action === 'shell' && act.failure !== null) {
    act.script = scriptBefore(result.text, act.failure.line);
    if (act.failure.hidden) act.claim = claimed.exec(result.text.slice(-600))?.[1]?.trim() ?? null;
    act.hook = hooked.exec(result.text.slice(-1500))?.[1]?.toLowerCase() ?? null;
  }
  return call.action === 'agent' && act.failure === null && result.text.length > 200
    ? said(result.line, result.text, 'report')
    : null;
}

/** A signature is in lower case and without its numbers: what it says of a key looks like none any more. */
function withoutSecrets(failure: Failure | null): Failure | null {
  if (failure === null) return null;
  const line = redactSecrets(failure.line);
  return line === failure.line ? failure : { ...failure, line, signature: normaliseError(line) };
}

/** The project script's line that ran when the error came: the last one echoed before it. */
function scriptBefore(text: string, error: string): string | null {
  const at = text.indexOf(error.slice(0, 60));
  const before = text.slice(0, at < 0 ? 600 : Math.min(at, 20_000));
  return [...before.matchAll(echoed)].at(-1)?.[1]?.trim() ?? null;
}

function begun(call: ToolCall): Act {
  const shell = call.action === 'shell' && call.command !== null;
  const main = shell ? mainCommand(call.command ?? '') : null;
  return {
    kind: 'act',
    line: call.line,
    tool: call.tool,
    action: call.action,
    command: call.command,
    family: main === null ? call.tool : familyOf(main),
    families: shell ? commandFamilies(call.command ?? '') : [],
    check: main === null ? null : checkOf(main),
    looks:
      call.action === 'read' ||
      call.action === 'search' ||
      call.action === 'fetch' ||
      (shell && onlyLooks(call.command ?? '')),
    paths: call.paths,
    detail: clip(call.detail ?? '', limits.detail),
    resultLine: null,
    failure: null,
    passed: false,
    printed: '',
    script: null,
    claim: null,
    hook: null,
    at: call.at,
  };
}

/** Cuts out the middle, at ends of sentences where there are some: half a sentence would be taken for a whole one. */
function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  const head = text.slice(0, half);
  const tail = text.slice(-half);
  const stop = Math.max(head.lastIndexOf('. '), head.lastIndexOf('\n'));
  const go = tail.search(/[.!?]\s|\n/);
  const short = `${stop > half / 2 ? head.slice(0, stop + 1) : head}\n\n[…]\n\n${go >= 0 && go < half / 2 ? tail.slice(go + 1) : tail}`;
  // A slice keeps its whole source alive; asked for lone surrogates it becomes a string of its own.
  return short.isWellFormed() ? short : short.toWellFormed();
}
