import type { CouncilFinding, Diversity, Seat } from '../../schema/council.ts';
import type { Identity, Verdict } from '../../schema/verdict.ts';
import { reviewLevel } from '../level.ts';
import { diversityOf, isAtLeast } from './diversity.ts';

/** A council has at least so many reviewers. */
export const leastReviewers = 3;

/** What a council is held to. */
export interface CouncilTerms {
  /** How different its reviewers have to be. */
  readonly minimum: Diversity;
  /** Why no check other than a model stands behind claims about code; null where one does, or none is asked for. */
  readonly unchecked: string | null;
}

export interface CouncilJudgement extends Pick<Verdict, 'result' | 'reasons'> {
  readonly diversity: Diversity | null;
  readonly complete: boolean;
}

/**
 * Derives what a council comes to from what its reviewers found. A blocking finding of one outweighs whatever the others
 * say; recommendations can keep a verdict from passing, and never make one pass. With one reviewer short of three the two
 * others have to agree, with fewer a person decides.
 */
export function judgeCouncil(seats: readonly Seat[], { minimum, unchecked }: CouncilTerms): CouncilJudgement {
  const diversity = diversityOf(seats);
  const judged = { diversity, complete: unchecked === null };
  const blocking = found(seats, 'blocking');
  if (blocking.length > 0) return { ...judged, result: 'failing', reasons: blocking };
  const reasons = [
    ...tooFew(seats),
    ...found(seats, 'major'),
    ...present(seats)
      .filter(({ answer }) => answer.recommendation === 'reject')
      .map(({ reviewer }) => `${reviewer} rejects it and names nothing that blocks`),
    ...tooAlike(seats, diversity, minimum),
    ...(new Set(seats.map(({ prompt }) => prompt)).size > 1 ? ['the reviewers were not asked the same'] : []),
    ...(unchecked === null ? [] : [`incomplete: ${unchecked}`]),
  ];
  return { ...judged, result: reasons.length > 0 ? 'needs-attention' : 'passing', reasons };
}

/** The reviewers who answered, with their answers. */
export function present(seats: readonly Seat[]): (Seat & { readonly answer: NonNullable<Seat['answer']> })[] {
  return seats.flatMap((seat) =>
    seat.absent === null && seat.answer !== null ? [{ ...seat, answer: seat.answer }] : [],
  );
}

/** `src/a.ts:40: it swallows the error` */
export function told({ path, line, claim }: Pick<CouncilFinding, 'path' | 'line' | 'claim'>): string {
  const place = path === null ? '' : `${path}${line === null ? '' : `:${line}`}: `;
  return `${place}${claim}`;
}

function found(seats: readonly Seat[], severity: CouncilFinding['severity']): string[] {
  return present(seats).flatMap(({ reviewer, answer }) =>
    answer.findings.filter((one) => one.severity === severity).map((one) => `${told(one)} (${reviewer})`),
  );
}

function tooFew(seats: readonly Seat[]): string[] {
  const here = present(seats);
  if (here.length >= leastReviewers) return [];
  const absent = `${seats.length - here.length} of ${seats.length} reviewers did not answer`;
  if (here.length < 2) return [`${absent}: a person decides`];
  const against = here.filter(({ answer }) => answer.recommendation !== 'approve');
  return against.length === 0
    ? []
    : [
        `${absent}, so the two others have to agree: ${against.map(({ reviewer }) => reviewer).join(' and ')} would not`,
      ];
}

function tooAlike(seats: readonly Seat[], diversity: Diversity | null, minimum: Diversity): string[] {
  if (diversity === null || isAtLeast(diversity, minimum)) return [];
  const models = present(seats).map(({ reviewer, model }) => `${reviewer} ${model ?? 'unknown'}`);
  return [`the reviewers are too much alike: ${diversity}, and ${minimum} is asked for (${models.join(', ')})`];
}

/**
 * How far a council that passes a change is from its authors: 5 where its reviewers are different models, else as far as the
 * farthest of them.
 */
export function councilLevel(
  seats: readonly Seat[],
  diversity: Diversity | null,
  authors: readonly Identity[],
): number | null {
  if (diversity === null) return null;
  if (diversity !== 'session-distinct') return 5;
  return Math.max(...present(seats).map((seat) => reviewLevel(authors, seat) ?? 1));
}
