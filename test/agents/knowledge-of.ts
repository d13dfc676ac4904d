import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CitationLine, JournalLine } from '../../src/schema/journal.ts';
import { jsonLines } from '../setup/sandbox.ts';
import type { StoryPlace } from './place.ts';

export interface KnownLearning {
  readonly id: string;
  readonly statement: string;
}

/** The learnings in use, as the program lists them. */
export function learningsIn(place: StoryPlace): KnownLearning[] {
  return allIn(place).filter(({ active }) => active);
}

/** Those that wait for somebody to look at them. */
export function waitingIn(place: StoryPlace): KnownLearning[] {
  return allIn(place).filter(({ pool }) => pool === 'review');
}

function allIn(place: StoryPlace) {
  const printed = place.tool('pool', 'list', '--all', '--json').stdout;
  return jsonLines<KnownLearning & { active: boolean; pool: string }>(printed);
}

/** The citations in the journal. */
export function citationsIn(place: StoryPlace): CitationLine[] {
  const folder = join(place.repo, '.git/twelvefold/state/journal');
  return readdirSync(folder)
    .flatMap((name) => jsonLines<JournalLine>(readFileSync(join(folder, name), 'utf8')))
    .filter((line) => line.type === 'citation');
}

interface Rate {
  readonly count: number;
  readonly of: number;
}

export function flywheelOf(place: StoryPlace): { readonly equation: Record<'retrieval' | 'citation', Rate> } {
  return JSON.parse(place.tool('flywheel', '--json').stdout);
}
