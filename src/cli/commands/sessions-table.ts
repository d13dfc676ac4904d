import fastStringWidth from 'fast-string-width';
import type { ListedSession, SessionList } from '../../app/sessions.ts';
import type { Output } from '../output.ts';
import { clip, count, homePath, large, oneLine, problemLine } from '../terminal-text.ts';

interface Screen {
  readonly columns: number;
  readonly colors: Output['colors'];
  readonly home: string;
}

interface Column {
  readonly title: string;
  readonly width: number;
  readonly right?: boolean;
  /** Which goes first where the terminal is narrow: the highest; none is never left out. */
  readonly spare?: number;
  readonly text: (session: ListedSession) => string;
}

const leastPrompt = 12;

const columns: readonly Column[] = [
  { title: 'when', width: 10, text: ({ start }) => (start === null ? '' : localDay(start)) },
  { title: 'agent', width: 11, spare: 2, text: ({ agent }) => agent },
  { title: 'branch', width: 10, spare: 3, text: ({ branch }) => oneLine(branch ?? '') },
  {
    title: 'for',
    width: 6,
    right: true,
    spare: 4,
    text: ({ start, end }) => (start === null || end === null ? '' : duration(end - start)),
  },
  {
    title: 'tokens',
    width: 6,
    right: true,
    text: ({ tokens, lacks }) =>
      lacks.includes('tokens') ? '' : large(tokens.input + tokens.cacheRead + tokens.cacheWrite + tokens.output),
  },
  {
    title: 'peak',
    width: 5,
    right: true,
    spare: 1,
    text: ({ peakUtilisation }) => (peakUtilisation === null ? '' : `${Math.round(peakUtilisation * 100)} %`),
  },
  {
    title: 'fail',
    width: 4,
    right: true,
    text: ({ failures, lacks }) => (lacks.includes('tool results') ? '' : some(failures)),
  },
  { title: 'corr', width: 4, right: true, text: ({ corrections }) => some(corrections) },
  { title: 'comp', width: 4, right: true, text: ({ compactions }) => some(compactions) },
];

/** The list as lines of a table, with what was found besides below it. */
export function* sessionLines(list: SessionList, { columns: width, colors, home }: Screen): Generator<string> {
  if (list.sessions.length === 0) {
    yield list.everywhere ? 'No sessions are on this machine.' : 'No sessions of this repository are on this machine.';
    yield `Looked in ${list.searched.map((folder) => homePath(folder, home)).join(', ')}.`;
    if (list.elsewhere > 0) yield `${count(list.elsewhere, 'session')} of other folders; --all shows them.`;
  } else {
    const { shown, rest } = fitting(list.sessions, width);
    yield colors.dim(row(shown.map((column) => cell(column.title, column)).concat('said first')));
    for (const session of list.sessions) {
      const cells = shown.map((column) => cell(column.text(session), column));
      yield row(cells.concat(oneLine(session.prompt ?? '', rest)));
    }
    yield '';
    yield summary(list);
  }
  for (const remark of list.remarks) yield colors.dim(`${remark}.`);
  for (const store of list.unread) yield colors.dim(unreadLine(store, home));
  if (list.byName > 0)
    yield colors.dim(`${list.byName} of a folder that is gone had the same name; --by-name shows them.`);
  for (const { path, problem } of list.problems) yield colors.yellow(problemLine(path, problem, home));
}

/** The columns that fit, and what is left for the prompt. */
function fitting(sessions: readonly ListedSession[], width: number): { shown: readonly Column[]; rest: number } {
  const agents = new Set(sessions.map(({ agent }) => agent));
  // A column in which every row says the same is left out.
  let shown: readonly Column[] = [idColumn(sessions), ...columns].filter(
    ({ title }) => title !== 'agent' || agents.size > 1,
  );
  shown = [...shown.filter(({ title }) => title === 'when'), ...shown.filter(({ title }) => title !== 'when')];
  const rest = () => width - shown.reduce((sum, column) => sum + column.width + 2, 0);
  while (rest() < leastPrompt) {
    const most = Math.max(...shown.map(({ spare = 0 }) => spare));
    if (most === 0) break;
    shown = shown.filter(({ spare = 0 }) => spare !== most);
  }
  return { shown, rest: Math.max(leastPrompt, rest()) };
}

/** As much of each id as tells the sessions apart: what `--session` takes. */
function idColumn(sessions: readonly ListedSession[]): Column {
  const ids = [...new Set(sessions.map(({ id }) => id))];
  const short = new Map(
    ids.map((id) => {
      let length = 8;
      while (length < id.length && ids.some((other) => other !== id && other.startsWith(id.slice(0, length)))) length++;
      return [id, id.slice(0, length)] as const;
    }),
  );
  const width = Math.max(...[...short.values()].map((id) => id.length));
  return { title: 'id', width, text: ({ id }) => short.get(id) ?? id };
}

/** The list as `--json` prints it: times in ISO 8601. */
export function sessionObject(list: SessionList): unknown {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    ...list,
    sessions: list.sessions.map((session) => ({ ...session, start: iso(session.start), end: iso(session.end) })),
  };
}

function summary({ sessions, total }: SessionList): string {
  const sum = (of: (session: ListedSession) => number) => sessions.reduce((all, session) => all + of(session), 0);
  const failures = sum((session) => session.failures);
  const corrections = sum((session) => session.corrections);
  const compactions = sum((session) => session.compactions);
  const shown =
    sessions.length < total ? `the newest ${sessions.length} of ${total} sessions` : count(total, 'session');
  return `${shown}: ${count(failures, 'failure')}, ${count(corrections, 'correction')}, ${count(compactions, 'compaction')}`;
}

function unreadLine({ title, folder, here, all }: SessionList['unread'][number], home: string): string {
  const sessions =
    here !== null ? `${count(here, 'session')} of this repository` : all === null ? 'sessions' : count(all, 'session');
  return `${title}: ${sessions} found, not yet read (${homePath(folder, home)})`;
}

function row(cells: readonly string[]): string {
  return cells.join('  ').trimEnd();
}

function cell(text: string, { width, right = false }: Column): string {
  const clipped = clip(text, width);
  const blanks = ' '.repeat(Math.max(0, width - fastStringWidth(clipped)));
  return right ? blanks + clipped : clipped + blanks;
}

function localDay(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} m`;
  return minutes < 48 * 60 ? `${(minutes / 60).toFixed(1)} h` : `${Math.round(minutes / 1440)} d`;
}

function some(count: number): string {
  return count === 0 ? '·' : String(count);
}
