import type { Identity } from '../schema/verdict.ts';
import type { Risk } from '../schema/work.ts';
import { houseOf, plainModel } from './model-house.ts';

type ReviewLevel = 1 | 2 | 3 | 4;

/**
 * How far a validator is from the author (factor V): 1 the same agent later, 2 the same agent in another session, 3 another
 * agent of the same model, 4 another model, 5 a council, 6 automated tests, 7 a person.
 * Whoever cannot be told apart from the author counts as the author.
 * @returns null where the author validates the own work in the same session: that is no validation
 */
export function reviewLevel(authors: readonly Identity[], validator: Identity): ReviewLevel | 7 | null {
  if (validator.by === 'person') return 7;
  if (authors.length === 0 || validator.by === 'unknown') return 1;
  const levels = authors.map((author): ReviewLevel | null =>
    author.by === 'person' ? 4 : distance(author, validator),
  );
  return levels.reduce<ReviewLevel | null>(
    (least, level) => (least === null || level === null ? null : level < least ? level : least),
    4,
  );
}

function distance(author: Identity, validator: Identity): ReviewLevel | null {
  if (author.by === 'unknown') return 1;
  if (author.session !== null && author.session === validator.session) return null;
  const sameModel =
    author.model === null || validator.model === null || lineage(author.model) === lineage(validator.model);
  if (author.by === validator.by) {
    if (author.session === null || validator.session === null) return 1;
    return sameModel ? 2 : 4;
  }
  return sameModel ? 3 : 4;
}

/** The family of a model: `claude-opus-5-5-20261001` and `claude-sonnet-5` come from the same house and err alike. */
export const lineage = (model: string): string => houseOf(model) ?? plainModel(model);

/** What has to be shown at a risk: one level out of each set. */
const needed: Readonly<Record<Risk, readonly (readonly number[])[]>> = {
  low: [[6]],
  medium: [[6], [2, 3, 4, 5, 7]],
  high: [[6], [4, 5], [7]],
};

/** Whether what is shown is not enough without a person, whatever machines say. */
export const needsPerson = (risk: Risk, shown: ReadonlySet<number>, human: boolean): boolean =>
  (human || risk === 'high') && !shown.has(7);

const told: Readonly<Record<string, string>> = {
  '6': 'the project’s own checks',
  '2,3,4,5,7': 'a look by another session, another model or a person',
  '4,5': 'another model or a council',
  '7': 'a person',
};

/**
 * What is still missing before work of a risk counts as validated.
 * @param shown levels of the passing verdicts on its tree
 * @param human whether only a person may pass it, whatever else was shown
 */
export function missingLevels(risk: Risk, shown: ReadonlySet<number>, human: boolean): string[] {
  const sets = human && risk !== 'high' ? [...needed[risk], [7]] : needed[risk];
  return sets
    .filter((set) => !set.some((level) => shown.has(level)))
    .map((set) => told[set.join(',')] ?? set.join(', '));
}
