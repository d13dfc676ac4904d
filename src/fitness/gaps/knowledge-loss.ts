import type { Gap } from './gap.ts';

/**
 * Knowledge loss: of the lessons that the sessions taught, those that nothing in the repository says: no instruction file,
 * no learnings file, no learning kept before.
 * @param isWritten whether a lesson is said somewhere already
 */
export function findKnowledgeLoss<Lesson>(
  lessons: readonly Lesson[],
  isWritten: (lesson: Lesson) => boolean,
): Gap<Lesson> {
  const cases = lessons.filter((lesson) => !isWritten(lesson));
  return { count: cases.length, of: lessons.length, cases };
}
