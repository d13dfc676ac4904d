import { fadedConfidence } from '../decay/fade.ts';
import type { Entry } from '../entry.ts';
import { holdsAnywhere } from './holds-anywhere.ts';
import type { MetIn } from './met-in.ts';
import type { EntryOffer } from './offer.ts';
import { worthSaying } from './worth.ts';

interface Beginning {
  readonly now: number;
  /** Files the branch or the work at hand has touched, from the repository's root. */
  readonly recentFiles: readonly string[];
  /** Learnings that had their chance often enough unused: they leave the start and stay for their file and error. */
  readonly unused: ReadonlySet<string>;
  /** Bounded factor from what became of sessions that used it, around 1. */
  readonly utilityOf: (id: string) => number;
  /** In how many sessions since it was learned its situation arose again. */
  readonly metIn: (entry: Entry) => MetIn;
}

/** What the user said of the way of working is worth saying when it was understood with some certainty. */
const userWorthSaying = 0.65;
/** More than this few, besides guidance and what is pinned, is a dump that nobody reads. */
const mostOthers = 5;

/**
 * What a session should begin with: guidance, what is pinned, what holds for any session, and what is about the files at
 * hand; the few that matter most, by recurrence × importance × confidence. All else waits for its file, its error or its
 * prompt: most sessions never come near it, so said at a start it would only be noise.
 */
export function startOffers(entries: readonly Entry[], beginning: Beginning): EntryOffer[] {
  const offers = entries.flatMap((entry) => offerOf(entry, beginning) ?? []);
  const chosen = offers.filter(({ entry }) => isFixed(entry));
  const others = offers
    .filter(({ entry }) => !isFixed(entry))
    .toSorted((a, b) => b.score - a.score || (a.entry.learning.id < b.entry.learning.id ? -1 : 1));
  return [...chosen, ...others.slice(0, mostOthers)];
}

const isFixed = ({ state }: Entry) => state.pinned || state.maturity === 'guidance';

function offerOf(entry: Entry, { now, recentFiles, unused, utilityOf, metIn }: Beginning): EntryOffer | null {
  const { learning, state } = entry;
  // What was tried and rejected answers whoever is about to try it, nobody else.
  if (state.refuted !== null && !state.pinned) return null;
  const confidence = fadedConfidence(state, now);
  const weight = `importance ${state.importance} × confidence ${confidence.toFixed(2)}`;
  const worth = state.importance * confidence * utilityOf(learning.id);
  if (isFixed(entry)) return { entry, score: 10 + worth, why: [state.pinned ? 'pinned' : 'guidance', weight] };
  if (unused.has(learning.id)) return null;
  const file = 2 * worth < worthSaying || isOneOff(entry) ? undefined : recentFiles.find(aboutOf(entry));
  if (file !== undefined) return { entry, score: 2 * worth, why: [weight, `about ${file}, which is being worked on`] };
  const reason = worth < userWorthSaying ? null : holdsAnywhere(entry, metIn);
  const least = state.tier === 'user' ? userWorthSaying : worthSaying;
  if (reason === null || worth < least) return null;
  // Twice as often is one step more: the tenth session says little that the fifth did not.
  const recurrence = 1 + Math.log2(Math.max(1, state.sessions.length));
  return { entry, score: recurrence * worth, why: [weight, reason] };
}

/**
 * What a single session met at its files, and nobody has published: it is said when that file is changed or that error
 * comes again. How the code is built, and what was decided about it, is worth knowing before.
 */
function isOneOff({ learning, state }: Entry): boolean {
  const lasting = /^(?:decision|model|pattern)$/.test(learning.kind);
  return state.sessions.length < 2 && state.maturity === 'observation' && !lasting;
}

/** Whether a learning's anchors or scope name a file or a folder above it. */
export function isAbout(entry: Entry, path: string): boolean {
  return aboutOf(entry)(path);
}

function aboutOf({ learning }: Entry): (path: string) => boolean {
  const names = [
    ...learning.anchors.filter(({ type }) => type !== 'command').map(({ target }) => target),
    ...learning.scope,
  ].flatMap((place) => {
    const name = place
      .replace(/^\.\//, '')
      .replace(/(?:\/?\*)+(?:\.[\w*]+)?$/, '')
      .replace(/\/$/, '');
    return name === '' || /\s/.test(name) ? [] : [name];
  });
  return (path) => names.some((name) => path === name || path.startsWith(`${name}/`));
}
