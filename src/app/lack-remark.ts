import type { Lack } from '../sessions/reader.ts';

/**
 * What transcripts do not say, as a sentence.
 * @param whose the agent, or some of its sessions
 */
export function lackRemark(whose: string, lacks: readonly Lack[]): string {
  const last = lacks.at(-1) ?? '';
  const first = lacks.slice(0, -1).join(', ');
  return `not recorded by ${whose}: ${first === '' ? last : `${first} and ${last}`}; what rests on that is left empty`;
}
