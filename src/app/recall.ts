import { estimateTokenCount } from 'tokenx';
import type { Entry } from '../knowledge/entry.ts';
import { indexedEntry } from '../knowledge/index/checkout.ts';
import { indexStore } from '../knowledge/index/index-store.ts';
import { answerQuery } from '../knowledge/recall/answer.ts';
import { queryKinds, type RecallHit, type RecallQuery } from '../knowledge/recall/query.ts';
import { redact } from '../knowledge/redact/redact.ts';
import { fileAtHand } from './file-at-hand.ts';
import { withIndex } from './knowledge-index.ts';
import { tellingText } from './telling-text.ts';
import { type Edge, openWorkspace } from './workspace.ts';

export { queryKinds };

export interface RecalledLearning extends RecallHit {
  readonly kind: string;
  readonly title: string;
  readonly statement: string;
  /** About what saying it costs. */
  readonly tokens: number;
  /** Where it lies: `shared`, `local`, `personal` or `notes`, and its file. */
  readonly root: string;
  readonly path: string;
  readonly confidence: number;
  readonly lastValidated: string | null;
  /** Why it was tried and rejected; null for what holds. */
  readonly refuted: string | null;
}

export interface Recalled {
  readonly abstained: boolean;
  readonly results: readonly RecalledLearning[];
}

/** Answers queries from the knowledge of the workspace around `edge.cwd`. The files are read only when they changed. */
export function recall(edge: Edge, queries: readonly RecallQuery[]): Recalled[] {
  const workspace = openWorkspace(edge);
  const answers = withIndex(workspace, ({ db }) => {
    const store = indexStore(db, workspace.root);
    return queries.map((query) => {
      const file = query.file === null ? null : fileAtHand(workspace.root, edge.cwd, query.file);
      const asked = { ...query, file, text: tellingText(query.text, query.kind) };
      const { abstained, results } = answerQuery(asked, store, edge.now());
      return { abstained, results: results.flatMap((hit) => recalled(hit, indexedEntry(db, workspace.root, hit.id))) };
    });
  });
  return answers ?? queries.map(() => ({ abstained: true, results: [] }));
}

function recalled(hit: RecallHit, entry: Entry | null): RecalledLearning[] {
  if (entry === null) return [];
  const { learning, state, root, path } = entry;
  const { kind } = learning;
  // What was edited by hand may hold a secret that was never redacted: in its words, its scope or the reason it was refuted.
  const [title, statement] = [redact(learning.title), redact(learning.statement)];
  const refuted = state.refuted === null ? null : redact(state.refuted);
  const { confidence, lastValidated } = state;
  const tokens = estimateTokenCount(statement);
  const why = [...hit.why.map((reason) => redact(reason)), `costs about ${tokens} tokens`];
  return [{ ...hit, why, kind, title, statement, tokens, root, path, confidence, lastValidated, refuted }];
}
