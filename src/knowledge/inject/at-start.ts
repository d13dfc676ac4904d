import { fadedConfidence } from '../decay/fade.ts';
import type { Entry } from '../entry.ts';
import type { Offer } from './offer.ts';

interface Beginning {
  readonly now: number;
  /** Files the branch or the work at hand has touched, from the repository's root. */
  readonly recentFiles: readonly string[];
  /** Learnings that had their chance often enough unused: they leave the start and stay for their file and error. */
  readonly unused: ReadonlySet<string>;
  /** Bounded factor from what became of sessions that used it, around 1. */
  readonly utilityOf: (id: string) => number;
}

/** Without a file at hand, a learning must be this much worth saying to everybody: sure, and of some importance. */
const worthSaying = 1.2;
/** More than this few, besides guidance and what is pinned, is a dump that nobody reads. */
const mostOthers = 5;

/**
 * What a session should begin with: guidance, what is pinned, and the few that matter most, by importance × confidence,
 * doubled for those about files at hand.
 */
export function startOffers(entries: readonly Entry[], beginning: Beginning): Offer[] {
  const offers = entries.flatMap((entry) => offerOf(entry, beginning) ?? []);
  const chosen = offers.filter(({ entry }) => isFixed(entry));
  const others = offers
    .filter(({ entry }) => !isFixed(entry))
    .toSorted((a, b) => b.score - a.score || (a.entry.learning.id < b.entry.learning.id ? -1 : 1));
  return [...chosen, ...others.slice(0, mostOthers)];
}

const isFixed = ({ state }: Entry) => state.pinned || state.maturity === 'guidance';

function offerOf(entry: Entry, { now, recentFiles, unused, utilityOf }: Beginning): Offer | null {
  const { learning, state } = entry;
  // What was tried and rejected answers whoever is about to try it, nobody else.
  if (state.refuted !== null && !state.pinned) return null;
  const confidence = fadedConfidence(state, now);
  const file = recentFiles.find((path) => isAbout(entry, path));
  const worth = state.importance * confidence * utilityOf(learning.id) * (file === undefined ? 1 : 2);
  const why = [
    `importance ${state.importance} × confidence ${confidence.toFixed(2)}`,
    ...(file === undefined ? [] : [`about ${file}, which is being worked on`]),
  ];
  if (state.pinned) return { entry, score: 10 + worth, why: ['pinned', ...why] };
  if (state.maturity === 'guidance') return { entry, score: 10 + worth, why: ['guidance', ...why] };
  if (unused.has(learning.id) || worth < worthSaying) return null;
  return { entry, score: worth, why };
}

/** Whether a learning's anchors or scope name a file or a folder above it. */
export function isAbout({ learning }: Entry, path: string): boolean {
  const places = [
    ...learning.anchors.filter(({ type }) => type !== 'command').map(({ target }) => target),
    ...learning.scope,
  ];
  return places.some((place) => {
    const name = place
      .replace(/^\.\//, '')
      .replace(/(?:\/?\*+)+(?:\.[\w*]+)?$/, '')
      .replace(/\/$/, '');
    return name !== '' && !/\s/.test(name) && (path === name || path.startsWith(`${name}/`));
  });
}
