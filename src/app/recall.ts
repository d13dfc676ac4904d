import { estimateTokenCount } from 'tokenx';
import { indexedEntry } from '../knowledge/index/checkout.ts';
import { indexStore } from '../knowledge/index/index-store.ts';
import { answerQuery } from '../knowledge/recall/answer.ts';
import { queryKinds, type RecallHit, type RecallQuery } from '../knowledge/recall/query.ts';
import { currentIndex } from './knowledge-index.ts';
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
  const index = currentIndex(workspace);
  if (index === null) return queries.map(() => ({ abstained: true, results: [] }));
  try {
    const store = indexStore(index.db, workspace.root);
    return queries.map((query) => {
      const answer = answerQuery(query, store, edge.now());
      const results = answer.results.flatMap((hit) => {
        const entry = indexedEntry(index.db, workspace.root, hit.id);
        if (entry === null) return [];
        const { learning, state } = entry;
        const tokens = estimateTokenCount(learning.statement);
        return [
          {
            ...hit,
            why: [...hit.why, `costs about ${tokens} tokens`],
            kind: learning.kind,
            title: learning.title,
            statement: learning.statement,
            tokens,
            root: entry.root,
            path: entry.path,
            confidence: state.confidence,
            lastValidated: state.lastValidated,
            refuted: state.refuted,
          },
        ];
      });
      return { abstained: answer.abstained, results };
    });
  } finally {
    index.db.close();
  }
}
