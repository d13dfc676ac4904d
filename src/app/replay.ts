import { sha256 } from '../base/hash.ts';
import type { SessionFacts } from '../fitness/gaps/session-facts.ts';
import type { KeptLesson, OfferedLesson, ReplayMemory, ReplaySession } from '../fitness/replay/replay-report.ts';
import type { Entry } from '../knowledge/entry.ts';
import type { Candidate } from '../knowledge/forge/candidate.ts';
import { indexStore } from '../knowledge/index/index-store.ts';
import { tellingsNamingFolders } from '../knowledge/index/naming-folder.ts';
import { openIndex } from '../knowledge/index/open-index.ts';
import { writeIndex } from '../knowledge/index/write-index.ts';
import { isAbout, startOffers } from '../knowledge/inject/at-start.ts';
import { budgetFor } from '../knowledge/inject/budget.ts';
import { composeInjection } from '../knowledge/inject/compose.ts';
import { onlyCurrent } from '../knowledge/inject/current.ts';
import { foldersFromBelow, lintedAlike } from '../knowledge/inject/linted-alike.ts';
import type { MetIn } from '../knowledge/inject/met-in.ts';
import type { Offer } from '../knowledge/inject/offer.ts';
import { type Telling, tellingOf } from '../knowledge/inject/telling.ts';
import { answerQuery } from '../knowledge/recall/answer.ts';
import { redact } from '../knowledge/redact/redact.ts';
import type { Config } from '../schema/config.ts';
import { type Kept, openKeeper } from './keep.ts';
import type { Workspace } from './workspace.ts';

/** What recall may hand over at one point; the budget decides how much of it is said. */
const recallLimit = 5;
/** The name under which the one checkout of a replay stands in its index. */
const checkout = 'replay';

/** The loop itself, in memory: the real gate, index, recall and budgets, and nothing on disk. */
export interface InMemoryKnowledge extends ReplayMemory<Candidate> {
  /** All learnings, those that wait for review included. */
  readonly entries: ReadonlyMap<string, Entry>;
  close(): void;
}

/** Makes the empty memory that a replay starts from, with the gate as it is set for this workspace. */
export function createReplayMemory(workspace: Workspace, config: Config, now: number): InMemoryKnowledge {
  const { keep, entries } = openKeeper(workspace, { config, now, dryRun: true, known: [] });
  const { db } = openIndex(':memory:');
  const indexed = new Map<string, Entry>();
  let store = indexStore(db, checkout);
  /** Sessions that have taught, oldest first. */
  const past: SessionFacts[] = [];

  const refresh = () => {
    const changed = [...entries.values()].filter((entry) => indexed.get(entry.learning.id) !== entry);
    if (changed.length === 0) return;
    const gone = new Set(changed.map(({ learning }) => learning.id));
    // The index goes by the hashes of files; a learning without a file goes by its id.
    const hashed = changed.map((entry) => ({ ...entry, hash: sha256(entry.learning.id) }));
    writeIndex(db, { checkout, entries: hashed, gone, fingerprint: '', stamps: '[]', problems: '[]' });
    for (const entry of changed) indexed.set(entry.learning.id, entry);
    store = indexStore(db, checkout);
  };
  const tell = (id: string): Telling | null => {
    const entry = entries.get(id);
    return entry === undefined ? null : tellingOf(entry, redact);
  };
  const recalled = (text: string, kind: 'prompt' | 'file' | 'error', file: string | null, at: number): Offer[] =>
    answerQuery({ text, kind, file, limit: recallLimit }, store, at).results.flatMap(({ id, score, why }) => {
      const telling = tell(id);
      return telling === null ? [] : [{ telling, score, why }];
    });
  const atStart = (at: number): Offer[] =>
    startOffers([...entries.values()], {
      now: at,
      recentFiles: past.at(-1)?.edits.map(({ name }) => name) ?? [],
      unused: new Set(),
      utilityOf: () => 1,
      metIn,
    }).map(({ entry, score, why }) => ({ telling: tellingOf(entry, redact), score, why }));
  /** As the journal of harvested sessions would tell it. */
  const metIn = ({ learning, state }: Entry): MetIn => {
    const since = past.slice(1 + past.findIndex(({ id }) => state.sessions.includes(id)));
    const later = since.filter(({ id }) => !state.sessions.includes(id));
    const met = later.filter(({ families }) => learning.scope.some((place) => families.has(place)));
    return { met: met.length, of: later.length };
  };

  return {
    entries,
    keep(session) {
      const before = new Set(entries.keys());
      const { id, agent, transcript, end } = session.facts;
      const kept = keep(session.lessons, { id, agent, transcript, model: null, at: end });
      refresh();
      past.push(session.facts);
      return kept.flatMap((lesson) => keptLesson(lesson, before, entries, session));
    },
    offer(occasion, given, spent) {
      const { point, text, file } = occasion;
      const budgetTokens = budgetFor(point, config, null, spent);
      if (entries.size === 0 || budgetTokens <= 0) return [];
      const at = occasion.at ?? now;
      const found = point === 'start' ? atStart(at) : recalled(text, point, file, at);
      const linted =
        point === 'file' && file !== null
          ? lintedAlike(tellingsNamingFolders(db, checkout, foldersFromBelow(file)), file, at)
          : [];
      // The tree of that day is gone, so what it held cannot be checked.
      const anchorsOf = () => null;
      const said = composeInjection(onlyCurrent([...found, ...linted], tell), {
        point,
        budgetTokens,
        alreadyGiven: given,
        now: at,
        anchorsOf,
      });
      return said.items.flatMap(({ id, tokens }) => {
        const entry = entries.get(id);
        return entry === undefined ? [] : [offered(entry, tokens)];
      });
    },
    close: () => db.close(),
  };
}

function keptLesson(
  { id, pool, isNew, candidate }: Kept,
  before: ReadonlySet<string>,
  entries: ReadonlyMap<string, Entry>,
  session: ReplaySession<Candidate>,
): KeptLesson[] {
  const entry = entries.get(id);
  if (entry === undefined || pool === 'rejected' || !isNew) return [];
  return [
    {
      id,
      statement: entry.learning.statement,
      fresh: !before.has(id),
      admitted: entry.state.active,
      lines: candidate.evidence.lines,
      answers: answered(candidate, session),
    },
  ];
}

/**
 * Failures of the session that a candidate answers: it names their signature, or tells how this very one was overcome. Of such a
 * candidate's lines only the first is the failure; on the others, where it was overcome, something else may have failed.
 */
function answered({ symptoms, evidence, rule }: Candidate, { facts }: ReplaySession<Candidate>): string[] {
  const told = rule === 'error-fix' ? evidence.lines[0] : undefined;
  return facts.failures.filter((f) => symptoms.includes(f.signature) || f.line === told).map((f) => f.key);
}

function offered(entry: Entry, tokens: number): OfferedLesson {
  const { id, statement, anchors, scope } = entry.learning;
  const commands = [...anchors.filter(({ type }) => type === 'command').map(({ target }) => target), ...scope];
  return {
    id,
    statement,
    tokens,
    about: (thing) =>
      'file' in thing
        ? isAbout(entry, thing.file)
        : commands.some((command) => command === thing.family || command.startsWith(`${thing.family} `)),
  };
}
