import { sha256 } from '../../base/hash.ts';
import type { Candidate } from './candidate.ts';
import { codeNames, nameParts } from './code-names.ts';

/**
 * The stable key of what a candidate teaches, the same in every session that shows it again. For a failure: its command
 * family and error signature; for anything else: kind and the names it is about.
 */
export function lessonKey(candidate: Candidate): string {
  const made = keys.get(candidate);
  if (made !== undefined) return made;
  const key = keyOf(candidate);
  keys.set(candidate, key);
  return key;
}

const keys = new WeakMap<Candidate, string>();

function keyOf(candidate: Candidate): string {
  const symptom = candidate.symptoms[0];
  if (symptom !== undefined && candidate.rule === 'error-fix') {
    const family = candidate.anchors.find((anchor) => anchor.type === 'command')?.target ?? '';
    return `failure:${hash(`${family}\n${symptom}`)}`;
  }
  const names = [...nameParts(codeNames(candidate.statement, 12))].sort().slice(0, 12);
  return `${candidate.kind}:${hash(names.length >= 3 ? names.join('\n') : candidate.statement.toLowerCase())}`;
}

/** Whether two candidates teach the same: one key, one symptom, or nearly the same names and words. */
export function sameLesson(a: Candidate, b: Candidate): boolean {
  if (lessonKey(a) === lessonKey(b)) return true;
  if (a.symptoms.some((symptom) => b.symptoms.includes(symptom))) {
    const families = commandsOf(a);
    return (
      families.length === 0 || commandsOf(b).length === 0 || commandsOf(b).some((family) => families.includes(family))
    );
  }
  // Two failures with errors of their own are two lessons, however alike their wording.
  if (a.rule === 'error-fix' && b.rule === 'error-fix' && a.symptoms.length > 0 && b.symptoms.length > 0) return false;
  const [left, right] = [traits(a), traits(b)];
  return overlap(left.names, right.names) >= 0.7 && overlap(left.words, right.words) >= 0.5;
}

interface Traits {
  readonly names: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
}

const known = new WeakMap<Candidate, Traits>();

function traits(candidate: Candidate): Traits {
  const found = known.get(candidate);
  if (found !== undefined) return found;
  const made = { names: nameParts(codeNames(candidate.statement, 12)), words: words(candidate.statement) };
  known.set(candidate, made);
  return made;
}

function commandsOf(candidate: Candidate): string[] {
  return candidate.anchors.filter((anchor) => anchor.type === 'command').map((anchor) => anchor.target);
}

function words(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[a-z0-9_]{4,}/g) ?? []);
}

/** Shared part of the smaller set; 0 where either has fewer than three. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size < 3 || b.size < 3) return 0;
  let both = 0;
  for (const one of a) if (b.has(one)) both++;
  return both / Math.min(a.size, b.size);
}

function hash(text: string): string {
  return sha256(text).slice(0, 16);
}
