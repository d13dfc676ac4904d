import { isoTime } from '../base/clock.ts';
import { ToolError } from '../base/errors.ts';
import { type AnchorReport, checkAnchors } from '../knowledge/anchors/check.ts';
import { openTree } from '../knowledge/anchors/file-tree.ts';
import { fadedConfidence } from '../knowledge/decay/fade.ts';
import type { Entry } from '../knowledge/entry.ts';
import { readStart, spoolFiles } from '../knowledge/harvest/spool.ts';
import { withheldBecause } from '../knowledge/inject/permit.ts';
import { sourceOf } from '../knowledge/inject/render.ts';
import { readJournal } from '../knowledge/journal/read.ts';
import type { SaidItem } from '../knowledge/journal/record-injection.ts';
import type { InjectionLine } from '../schema/journal.ts';
import { occasionOfStart } from './adopt-starts.ts';
import { knownEntries } from './known-entries.ts';
import { findInPools, openPools } from './pool.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

/** Why one learning was said, and how it stands now. */
export interface ExplainedItem {
  readonly id: string;
  /** Null for a learning that is not here any more. */
  readonly statement: string | null;
  readonly why: readonly string[];
  /** Null where it was not kept. */
  readonly score: number | null;
  readonly tokens: number | null;
  readonly confidence: number | null;
  readonly lastValidated: string | null;
  readonly source: string | null;
  readonly sessions: readonly string[];
  readonly anchors: AnchorReport | null;
  /** Why it would not be said today; null where it would. */
  readonly withheld: string | null;
}

/** One time that a session was told something. */
export interface Explanation {
  readonly at: string;
  readonly session: string;
  readonly agent: string;
  readonly point: InjectionLine['point'];
  readonly tokens: number;
  readonly items: readonly ExplainedItem[];
}

/** Milliseconds that looking for renamed files may take. */
const anchorBudgetMs = 300;

/**
 * Why a session was told what it was told: the last time, or the last time that a learning was among it. Writes nothing.
 * @returns null where nothing was ever said
 * @param asked an id or a beginning of it that fits only one
 * @throws ToolError E_NOT_TOLD for a learning that was never said, E_UNKNOWN_ID for an id that is not here either
 */
export function explainInjection(edge: Edge, asked: string | null): Explanation | null {
  const workspace = openWorkspace(edge);
  const all = injections(workspace);
  const id = asked === null ? null : wholeId(workspace, all, asked);
  const last = all.findLast(({ ids }) => id === null || ids.includes(id));
  if (last === undefined) return null;
  const entries = new Map(knownEntries(workspace).entries.map((entry) => [entry.learning.id, entry]));
  const wanted = id === null ? last.ids : [id];
  const tree = openTree(workspace.root, {
    git: workspace.repository !== null,
    gitBudgetMs: anchorBudgetMs,
    now: edge.now,
    expected: wanted.flatMap((one) => entries.get(one)?.learning.anchors ?? []),
  });
  const reasons = new Map(itemsIn(last).map((item) => [item.id, item]));
  return {
    at: last.at,
    session: last.session,
    agent: last.agent,
    point: last.point,
    tokens: last.tokens,
    items: wanted.map((one) => {
      const entry = entries.get(one);
      const anchors = entry?.learning.anchors ?? [];
      return explained(
        one,
        entry,
        reasons.get(one),
        anchors.length === 0 ? null : checkAnchors(anchors, tree),
        edge.now(),
      );
    }),
  };
}

/** The id that was said and begins so; what is not here any more counts as well. */
function wholeId(workspace: Workspace, said: readonly InjectionLine[], asked: string): string {
  const told = new Set(said.flatMap(({ ids }) => ids));
  if (told.has(asked)) return asked;
  const found = findInPools(openPools(workspace), asked);
  if (!('learning' in found)) throw new ToolError('E_NOT_TOLD', { id: found.id, reason: ': it was turned away' });
  const { id } = found.learning;
  if (told.has(id)) return id;
  const withheld = withheldBecause(found);
  throw new ToolError('E_NOT_TOLD', { id, reason: withheld === null ? ' so far' : `: ${withheld}` });
}

/** The last session that was told a learning; null where none was. */
export function lastTold(workspace: Workspace, id: string): Pick<InjectionLine, 'session' | 'agent'> | null {
  return injections(workspace).findLast(({ ids }) => ids.includes(id)) ?? null;
}

/** Everything that was said, oldest first: what is in the journal, and starts that the sweep has not put there yet. */
function injections({ stateDir }: Workspace): InjectionLine[] {
  const lines = readJournal(stateDir).lines.flatMap((line) => (line.type === 'injection' ? [line] : []));
  const known = new Set(lines.filter(({ point }) => point === 'start').map(({ session }) => session));
  const noted = spoolFiles(stateDir).flatMap(({ path, kind, written }): InjectionLine[] => {
    const note = kind === 'start' ? readStart(path) : null;
    const session = note && occasionOfStart(note)?.session;
    if (!note?.given || !session || known.has(session)) return [];
    const { ids, ...rest } = note.given;
    const about = { schema: 1, type: 'injection', point: 'start', session, agent: note.agent } as const;
    return [{ ...about, at: isoTime(written), ids: [...ids], ...rest }];
  });
  return [...lines, ...noted].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function itemsIn(line: InjectionLine): SaidItem[] {
  const items = line['items'];
  return Array.isArray(items) ? (items as SaidItem[]).filter((item) => typeof item?.id === 'string') : [];
}

function explained(
  id: string,
  entry: Entry | undefined,
  said: SaidItem | undefined,
  anchors: AnchorReport | null,
  now: number,
): ExplainedItem {
  const gone = anchors?.state === 'gone' ? `anchors gone: ${anchors.notes.join(', ')}` : null;
  return {
    id,
    statement: entry?.learning.statement ?? null,
    why: said?.why ?? [],
    score: said?.score ?? null,
    tokens: said?.tokens ?? null,
    confidence: entry ? fadedConfidence(entry.state, now) : null,
    lastValidated: entry?.state.lastValidated?.slice(0, 10) ?? null,
    source: entry ? sourceOf(entry) : null,
    sessions: entry?.state.sessions ?? [],
    anchors,
    withheld: entry ? (withheldBecause(entry) ?? gone) : 'it is not here any more',
  };
}
