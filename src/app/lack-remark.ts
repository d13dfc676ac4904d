import { inWords } from '../base/in-words.ts';
import type { Lack } from '../sessions/reader.ts';

/**
 * What transcripts do not say, as a sentence.
 * @param whose the agent, or some of its sessions
 */
export function lackRemark(whose: string, lacks: readonly Lack[]): string {
  return `not recorded by ${whose}: ${inWords(lacks)}; what rests on that is left empty`;
}
