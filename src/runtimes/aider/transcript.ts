import { basename, dirname, join } from 'node:path';
import { textLines } from '../../base/text-lines.ts';
import type { SessionEvent } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import type { ReadingReport, TranscriptReader } from '../../sessions/reader.ts';
import { splitSessionPath } from '../../sessions/shared-file.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { userWords } from '../../sessions/user-words.ts';
import { readWhole } from '../../sessions/whole-reading.ts';
import { noticeIn } from './notices.ts';
import { pathsIn, type Section, sectionAt, stateOf } from './sections.ts';

const agent = 'aider';
const history = '.aider.chat.history.md';

/** Reads the histories that Aider keeps in a repository; a session is `.aider.chat.history.md#aider-<when it began>`. */
export const aiderReader: TranscriptReader = {
  agent,
  title: 'Aider',
  folders: ({ roots = [] }) => [...roots],
  *find(place) {
    for (const root of aiderReader.folders(place))
      for (const path of pathsIn(join(root, history))) yield { path, agent, cwd: root };
  },
  recognises: (path, head) => isHistory(head) || basename(splitSessionPath(path).file) === history,
  glance(path) {
    const section = sectionIn(path);
    const cwd = dirname(splitSessionPath(path).file);
    return {
      id: section?.id ?? null,
      cwd,
      start: section?.start ?? null,
      subagentOf: null,
      remote: null,
      commit: null,
    };
  },
  read: (path, from) =>
    readWhole(path, from, ['times', 'tool results', 'exit codes'], function* (report) {
      const section = sectionAt(path);
      if (section) yield* eventsOf(splitSessionPath(path).file, section, report);
    }),
  shared: { list: (file, head) => (isHistory(head) ? pathsIn(file) : []), state: stateOf },
};

function isHistory(head: string): boolean {
  return /^\s*# aider chat started at \d/.test(head);
}

function sectionIn(path: string): Section | null {
  try {
    return sectionAt(path);
  } catch {
    return null;
  }
}

/**
 * The history is prose: `#### ` before what the user typed, `> ` before what Aider says, and two blanks behind both; all
 * else the model wrote.
 */
function* eventsOf(file: string, section: Section, report: ReadingReport): Generator<SessionEvent, void, void> {
  const { id, start, first, behind } = section;
  const place = (line: number) => ({ line, at: null, sidechain: false, id: `${id}/${line - first}` });
  const nothing = { branch: null, commit: null, parent: null } as const;
  const session = { type: 'session', agent, cwd: dirname(file), ...nothing } as const;
  yield { ...session, ...place(first), at: start, id, version: null };
  let model: string | null = null;
  let working = false;
  let said: string[] = [];
  let typed: string[] = [];
  let begun = first;
  let size = 0;
  /** Whether Aider spoke last; what it says on several lines has the sign on the first and the blanks on the last. */
  let own = false;
  let open = false;

  function* close(): Generator<SessionEvent> {
    const where = place(begun);
    if (typed.length > 0) {
      working = true;
      yield* userEvents(typed, where);
    }
    const text = stripInjected(withoutEdits(said.join('\n'))).trim();
    if (text) yield { type: 'assistant', ...where, text: clipText(text, textLimits.assistant) };
    typed = [];
    said = [];
    size = 0;
  }

  for (const { line, text } of textLines(file)) {
    if (line <= first) continue;
    if (line >= behind) break;
    report.lines = line;
    report.bytes = section.bytes;
    if (text.startsWith('#### ')) {
      own = open = false;
      if (typed.length === 0) {
        yield* close();
        begun = line;
      }
      size += text.length;
      if (size < longestBlock) typed.push(text.slice(5).trimEnd());
      continue;
    }
    if (open || (own && /^> .*(?<! {2})$/.test(text))) {
      open = !text.endsWith('  ');
      continue;
    }
    const notice = /^> ?(.*?) {2}$/.exec(text)?.[1];
    own = notice !== undefined || (own && text.trim() === '');
    if (notice === undefined && (said.length > 0 || text.trim() !== '')) {
      if (typed.length > 0 || said.length === 0) {
        yield* close();
        begun = line;
      }
      size += text.length;
      if (size < longestBlock) said.push(text);
      continue;
    }
    if (notice === undefined) continue;
    yield* close();
    const where = place(line);
    const told = noticeIn(notice.trim());
    const call = { tool: 'edit', command: null, paths: [], detail: null } as const;
    const callId = `line-${line}`;
    if (told?.kind === 'edited') {
      yield { type: 'tool_call', ...where, callId, ...call, action: 'edit', paths: [told.path] };
      yield { type: 'tool_result', ...where, callId, text: notice.trim(), failed: false, exitCode: null };
    } else if (told?.kind === 'ran') {
      const command = clipText(stripInjected(told.command), textLimits.command);
      yield { type: 'tool_call', ...where, callId, ...call, tool: 'run', action: 'shell', command };
    } else if (told?.kind === 'stopped') {
      // At the prompt it only ends the program.
      if (working) yield { type: 'interrupt', ...where };
      working = false;
    } else if (told?.kind === 'model') model = told.name;
    else if (told?.kind === 'version') yield { ...session, ...where, id, version: told.version };
    else if (told?.kind === 'tokens') {
      working = false;
      const { sent, written, hit, received } = told;
      const counts = {
        input: Math.max(0, sent - written - hit),
        cacheRead: hit,
        cacheWrite: written,
        output: received,
      };
      yield { type: 'usage', ...where, model, ...counts, context: sent + received, window: null, estimated: true };
    }
  }
  yield* close();
}

/** The changes that the model proposes, in blocks of old and new lines: Aider tells apart which of them it made. */
function withoutEdits(text: string): string {
  if (!text.includes('<<<<<<< SEARCH')) return text;
  return text.replace(
    /(?:^[^\n`]{1,300}\n)?^(`{3,})[^\n]*\n(?:[^\n`]{1,300}\n)?<<<<<<< SEARCH[\s\S]*?^\1[ \t]*$/gm,
    '',
  );
}

/** What Aider itself asks for when it finds a comment that is meant for it. */
const ownPrompt = /^Find the "AI" comments below \(marked with /;

/** Characters of one message that are looked at. */
const longestBlock = 1 << 20;

type Place = Pick<SessionEvent, 'line' | 'at' | 'sidechain' | 'id'>;

/** What the user typed: words, a command of Aider's, a command for the shell, or the answer to one of Aider's questions. */
function* userEvents(typed: readonly string[], where: Place): Generator<SessionEvent> {
  const raw = typed.filter((line) => !/\(Y\)es\/\(N\)o.*\]: /.test(line)).join('\n');
  if (ownPrompt.test(raw)) return;
  const shell = /^(?:!|\/(?:run|test|git)\s)\s*(\S[\s\S]*)$/.exec(raw.trim());
  if (shell) {
    const git = raw.trim().startsWith('/git') ? 'git ' : '';
    const command = clipText(stripInjected(`${git}${shell[1] ?? ''}`), textLimits.command);
    const call = { callId: `line-${where.line}`, tool: '!', action: 'shell', paths: [], detail: null } as const;
    yield { type: 'tool_call', ...where, ...call, command };
    return;
  }
  const asked = /^\/(?:ask|code|architect|context)\s+([\s\S]+)$/.exec(raw.trim());
  if (!asked && /^\/[a-z][\w-]*(?:\s|$)/.test(raw.trim())) return;
  const words = userWords(asked?.[1] ?? raw);
  if (words.text || words.pasted)
    yield { type: 'user', ...where, channel: 'prompt', ...words, question: null, callId: null };
}
