import type { Gap } from './gap.ts';

/** A lesson of a past session, as far as this gap needs it. */
export interface Lesson {
  readonly statement: string;
  readonly sessions: readonly string[];
}

/**
 * Knowledge loss: of the lessons that the sessions taught, those that nothing in the repository says: no instruction file,
 * no learnings file, no learning kept before.
 * @param isWritten whether a statement is said somewhere already
 */
export function findKnowledgeLoss<L extends Lesson>(
  lessons: readonly L[],
  isWritten: (statement: string) => boolean,
): Gap<L> {
  const cases = lessons.filter((lesson) => !isWritten(lesson.statement));
  return { count: cases.length, of: lessons.length, cases };
}
