import { basename } from 'node:path';
import { isoTime } from '../base/clock.ts';
import { reasonOf, ToolError } from '../base/errors.ts';
import { nearestWord } from '../base/nearest-word.ts';
import { recentFiles } from '../git/recent-files.ts';
import { checkAnchors } from '../knowledge/anchors/check.ts';
import { openTree } from '../knowledge/anchors/file-tree.ts';
import { usageOf } from '../knowledge/decay/usage.ts';
import type { Entry } from '../knowledge/entry.ts';
import { indexedEntries } from '../knowledge/index/checkout.ts';
import { indexStore } from '../knowledge/index/index-store.ts';
import { tellingsOf } from '../knowledge/index/tellings.ts';
import { startOffers } from '../knowledge/inject/at-start.ts';
import { budgetFor } from '../knowledge/inject/budget.ts';
import { composeInjection } from '../knowledge/inject/compose.ts';
import { onlyCurrent } from '../knowledge/inject/current.ts';
import { eachOnce } from '../knowledge/inject/each-once.ts';
import { metInJournal } from '../knowledge/inject/met-in.ts';
import type { EntryOffer, Injection, Offer } from '../knowledge/inject/offer.ts';
import { recalledOffers } from '../knowledge/inject/recalled.ts';
import { withoutResolved } from '../knowledge/inject/resolved.ts';
import { pickedOffers } from '../knowledge/inject/select.ts';
import { tellingOf } from '../knowledge/inject/telling.ts';
import { givenBefore } from '../knowledge/journal/given.ts';
import { journalFile } from '../knowledge/journal/line-text.ts';
import { readJournal } from '../knowledge/journal/read.ts';
import { recordInjection, saidIn } from '../knowledge/journal/record-injection.ts';
import { errorSignatures } from '../knowledge/recall/error-signatures.ts';
import { redact } from '../knowledge/redact/redact.ts';
import { priorOf, utilities, utilityFactor } from '../knowledge/utility/utility.ts';
import type { InjectionPoint, JournalLine } from '../schema/journal.ts';
import { loadConfig } from './config.ts';
import { fileAtHand } from './file-at-hand.ts';
import { guidanceWritten } from './guidance.ts';
import { formerNames } from './hook/moved.ts';
import { type CurrentIndex, currentIndex } from './knowledge-index.ts';
import { movedFiles } from './moved-files.ts';
import { openTranscript } from './open-transcript.ts';
import { usedElsewhere } from './sync-usage.ts';
import { tellingText } from './telling-text.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

export interface InjectRequest {
  readonly point: InjectionPoint;
  /** The prompt, or the failed command with its output. */
  readonly text: string;
  /** The file at hand, however it is named. */
  readonly file: string | null;
  /** Tokens; null for those of the configuration. */
  readonly budget: number | null;
  /** Learnings asked for by id or tag. */
  readonly ids: readonly string[];
  readonly tags: readonly string[];
  /** The session it is for: what it was given before is not said again. */
  readonly session: string | null;
  readonly agent: string;
  /** The session's transcript so far: errors that it has got over are left out. */
  readonly transcript: string | null;
  /** Write it into the journal, because it really goes into the session. */
  readonly record: boolean;
}

/** Milliseconds that looking for renamed files may take. */
const anchorBudgetMs = 100;
const recentBudgetMs = 150;

/**
 * What a session would be told at a point, within its budget. Writes nothing but the index, which is a cache, unless
 * `record` is set and there is something to say.
 * @throws ToolError E_UNKNOWN_ID for a learning asked for by an id that is not there, E_WRITE_FAILED
 */
export function inject(edge: Edge, asked: InjectRequest): Injection {
  const workspace = openWorkspace(edge);
  const file = asked.file === null ? null : fileAtHand(workspace.root, edge.cwd, asked.file);
  const request = { ...asked, file };
  const config = loadConfig(workspace, edge);
  const now = edge.now();
  const { session, agent, point } = request;
  const hearer = session === null ? null : { session, agent, subagent: null };
  const before = hearer && givenBefore(workspace.stateDir, { ...hearer, parent: null }, now);
  const tree = openTree(workspace.root, {
    git: workspace.repository !== null,
    gitBudgetMs: anchorBudgetMs,
    now: edge.now,
  });
  const injection = composeInjection(offersFor(workspace, request, config['decay.sessions'], edge.now), {
    point,
    budgetTokens: budgetFor(point, config, request.budget, before?.tokens ?? 0),
    alreadyGiven: before?.ids ?? new Set(),
    writtenIn: guidanceWritten(workspace, edge),
    now,
    anchorsOf: ({ anchors }) => (anchors.length === 0 ? null : checkAnchors(anchors, tree)),
  });
  if (request.record && hearer !== null && injection.items.length > 0) {
    try {
      recordInjection(workspace.stateDir, { ...hearer, point, at: now }, saidIn(injection));
    } catch (cause) {
      const path = journalFile(workspace.stateDir, isoTime(now));
      throw new ToolError('E_WRITE_FAILED', { path, reason: reasonOf(cause) }, { cause });
    }
  }
  return injection;
}

function offersFor(workspace: Workspace, request: InjectRequest, chances: number, clock: () => number): Offer[] {
  const now = clock();
  const index = currentIndex(workspace);
  if (index === null) {
    for (const id of request.ids) refuseUnknown(id, []);
    return [];
  }
  try {
    const known = request.ids.length + request.tags.length === 0 ? [] : indexedEntries(index.db, workspace.root);
    for (const id of request.ids) refuseUnknown(id, known);
    const picked = pickedOffers(known, request.ids, request.tags);
    const chosen = [...picked, ...(isAutomatic(request) ? atStart(index, workspace, chances, now) : [])];
    const found =
      request.text === '' && request.file === null
        ? []
        : eachOnce(
            namesOf(request.file, index, workspace, clock).flatMap((file) =>
              recalled(index, workspace, { ...request, file }, now),
            ),
          );
    const told = chosen.map(({ entry, score, why }) => ({ telling: tellingOf(entry, redact), score, why }));
    const offers = onlyCurrent([...told, ...found], tellingsOf(index.db, workspace.root));
    return request.transcript === null
      ? offers
      : [...withoutResolved(openTranscript(request.transcript).reading.events, offers)];
  } finally {
    index.db.close();
  }
}

/** Who names a learning is told when there is none of that name: silence would say that it must not be told. */
function refuseUnknown(id: string, known: readonly Entry[]): void {
  const ids = known.map(({ learning }) => learning.id);
  if (ids.includes(id)) return;
  const near = nearestWord(id, ids);
  const suggestion = near ? `Did you mean ${near}?` : '`twelvefold pool list --all` shows the ids there are.';
  throw new ToolError('E_UNKNOWN_ID', { id, suggestion });
}

/** At a start, whoever asks for ids, tags or words gets those instead of what would be chosen. */
function isAutomatic({ point, ids, tags, text, file }: InjectRequest): boolean {
  return point === 'start' && ids.length + tags.length === 0 && text === '' && file === null;
}

/** The file at hand by the name it has, and by those it had when something was learned of it. */
function namesOf(
  file: string | null,
  { db }: CurrentIndex,
  { root, repository }: Workspace,
  now: () => number,
): (string | null)[] {
  if (file === null) return [null];
  const entries = indexedEntries(db, root);
  const expected = entries.flatMap(({ learning, state }) => (state.active ? learning.anchors : []));
  const limits = { git: repository !== null, gitBudgetMs: recentBudgetMs, now, expected };
  return [file, ...formerNames(movedFiles(entries, openTree(root, limits)), file)];
}

function recalled(
  { db }: CurrentIndex,
  { root }: Workspace,
  { text, file, point }: InjectRequest,
  now: number,
): Offer[] {
  const kind = point === 'start' ? 'prompt' : point;
  const telling = tellingText(text, kind);
  const signatures = kind === 'error' ? errorSignatures(telling) : [];
  return recalledOffers({ db, store: indexStore(db, root) }, root, { kind, text: telling, file, signatures }, now);
}

function atStart(
  index: CurrentIndex,
  { root, sharedDir, stateDir, repository }: Workspace,
  chances: number,
  now: number,
): EntryOffer[] {
  const entries: Entry[] = indexedEntries(index.db, root).filter(({ state }) => state.active);
  const lines: readonly JournalLine[] = readJournal(stateDir).lines;
  const usage = usageOf(entries, lines, usedElsewhere({ sharedDir, stateDir }));
  const prior = priorOf(lines.filter((line) => line.type === 'outcome'));
  const utility = utilities(lines, prior, 0);
  return startOffers(entries, {
    now,
    recentFiles: repository?.root == null ? [] : recentFiles(root, [basename(sharedDir)], recentBudgetMs),
    unused: new Set(
      entries.map(({ learning }) => learning.id).filter((id) => (usage.get(id)?.givenUnused ?? 0) >= chances),
    ),
    utilityOf: (id) => utilityFactor(utility.get(id), prior),
    metIn: metInJournal(lines),
  });
}
