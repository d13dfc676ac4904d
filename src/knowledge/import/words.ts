import { type LearningKind, learningKinds } from '../../schema/learning.ts';
import { kindOfText } from '../notes.ts';

/** Names that other tools give to our kinds. */
const otherNames: Readonly<Record<string, LearningKind>> = {
  correction: 'preference',
  convention: 'preference',
  style: 'preference',
  mistake: 'failure',
  incident: 'failure',
  pitfall: 'gotcha',
  warning: 'gotcha',
  architecture: 'model',
  'mental-model': 'model',
  mental_model: 'model',
  learning: 'pattern',
  insight: 'pattern',
  recipe: 'command',
};

/** The kind that a word of another tool stands for, or null for one that nobody knows. */
export function importedKind(word: string): LearningKind | null {
  const name = word.trim().toLowerCase();
  return learningKinds.find((kind) => kind === name) ?? otherNames[name] ?? null;
}

/** The kind of a text whose source names none: from its heading or category, else a pattern. */
export function kindFromWords(...texts: readonly string[]): LearningKind {
  for (const text of texts) {
    const kind = importedKind(text) ?? kindOfText(text);
    if (kind) return kind;
  }
  return 'pattern';
}

/** A confidence given as a number from 0 to 1, in per cent, or as a word. */
export function importedConfidence(value: unknown): number | null {
  if (typeof value === 'number' && value >= 0) return value <= 1 ? value : value <= 100 ? value / 100 : null;
  if (typeof value !== 'string') return null;
  const words: Readonly<Record<string, number>> = { high: 0.8, medium: 0.6, low: 0.4, verified: 0.9 };
  return (
    words[value.trim().toLowerCase()] ??
    (value.trim() !== '' && !Number.isNaN(Number(value)) ? importedConfidence(Number(value)) : null)
  );
}

/** A date in any of the usual forms, as milliseconds since the epoch. */
export function importedTime(value: unknown): number | null {
  const time = typeof value === 'string' || value instanceof Date ? Date.parse(String(value)) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

/** A list of texts, also where the file gives one text or several with commas. */
export function importedList(value: unknown): string[] {
  if (typeof value === 'string') return value.split(',').flatMap((part) => part.trim() || []);
  return Array.isArray(value)
    ? value.flatMap((part: unknown) => (typeof part === 'string' && part.trim() ? [part.trim()] : []))
    : [];
}
