import type { Artefact } from '../schema/artefact.ts';
import type { Signal } from '../schema/signal.ts';
import type { WorkEvent, WorkItem } from '../schema/work.ts';

/** What a list says of a piece of work. */
export interface WorkHead {
  readonly item: Pick<WorkItem, 'id' | 'title' | 'priority' | 'risk' | 'labels' | 'depends' | 'batch' | 'created'>;
  readonly closed: { readonly at: string } | null;
}

/** A piece of work with what happened to it. */
export interface WorkState extends WorkHead {
  readonly item: WorkItem;
  /** The file, from the repository's root. */
  readonly path: string;
  /** How it was closed; null while it is open. Closed is for good: work goes on in a child. */
  readonly closed: {
    readonly at: string;
    readonly by: string;
    readonly commits: readonly string[];
    readonly verdict: string | null;
    readonly reason: string;
  } | null;
  /** Items in which it was taken up again. */
  readonly children: readonly string[];
  readonly notes: readonly {
    readonly at: string;
    readonly by: string;
    readonly text: string;
    readonly artefacts: readonly Artefact[];
  }[];
  /** What workers signalled when they stopped. */
  readonly results: readonly (Pick<Signal, 'status' | 'summary'> & {
    readonly at: string;
    readonly worker: string;
    readonly artefacts: readonly Artefact[];
  })[];
  /** Whether a person has said that its risk is low; what the item says of itself is not enough. */
  readonly ratedLow: boolean;
  /** How often somebody took it. */
  readonly attempts: number;
  readonly events: readonly WorkEvent[];
}

/**
 * The state of a piece of work: the fold over its events in the order in which they happened. Pure. The first close
 * counts; what two branches closed is closed once.
 */
export function foldWork(item: WorkItem, path: string, events: readonly WorkEvent[]): WorkState {
  if (events.length === 0)
    return { item, path, closed: null, children: [], notes: [], results: [], ratedLow: false, attempts: 0, events };
  const ordered = events.toSorted((a, b) => (a.at === b.at ? (a.ulid < b.ulid ? -1 : 1) : a.at < b.at ? -1 : 1));
  const closing = ordered.find((event) => event.type === 'closed');
  return {
    item,
    path,
    closed: closing
      ? { at: closing.at, by: closing.by, commits: closing.commits, verdict: closing.verdict, reason: closing.reason }
      : null,
    children: ordered.flatMap((event) => (event.type === 'reopened' ? [event.child] : [])),
    notes: ordered.flatMap((event) =>
      event.type === 'note' ? [{ at: event.at, by: event.by, text: event.text, artefacts: event.artefacts ?? [] }] : [],
    ),
    results: ordered.flatMap((event) => {
      if (event.type !== 'result') return [];
      const { at, worker, status, summary, artefacts } = event;
      return [{ at, worker, status, summary, artefacts }];
    }),
    ratedLow: ordered.findLast((event) => event.type === 'rated' && event.by === 'person')?.risk === 'low',
    attempts: ordered.filter(({ type }) => type === 'claimed').length,
    events: ordered,
  };
}
