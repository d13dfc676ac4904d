import type { Lack } from '../sessions/reader.ts';

/** What a transcript does not say, as a sentence. */
export function lackRemark(title: string, lacks: readonly Lack[]): string {
  const last = lacks.at(-1) ?? '';
  const first = lacks.slice(0, -1).join(', ');
  return `${title} does not record ${first === '' ? last : `${first} and ${last}`}; what rests on that is left empty`;
}
