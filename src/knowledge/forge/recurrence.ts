import { sha256 } from '../../base/hash.ts';
import type { Candidate } from './candidate.ts';
import { codeNames, nameParts } from './code-names.ts';

/**
 * The stable key of what a candidate teaches, the same in every session that shows it again. For a failure: its command
 * family and error signature; for anything else: kind and the names it is about.
 */
export function lessonKey(candidate: Candidate): string {
  const { kind, text } = traitsOf(candidate).subject;
  return `${kind}:${sha256(text).slice(0, 16)}`;
}

/** Whether two candidates teach the same: one key, one symptom, or nearly the same names and words. */
export function sameLesson(a: Candidate, b: Candidate): boolean {
  const [left, right] = [traitsOf(a), traitsOf(b)];
  if (left.subject.text === right.subject.text && left.subject.kind === right.subject.kind) return true;
  if (a.symptoms.some((symptom) => b.symptoms.includes(symptom))) {
    const families = commandsOf(a);
    return (
      families.length === 0 || commandsOf(b).length === 0 || commandsOf(b).some((family) => families.includes(family))
    );
  }
  // Two failures with errors of their own are two lessons, however alike their wording.
  if (a.rule === 'error-fix' && b.rule === 'error-fix' && a.symptoms.length > 0 && b.symptoms.length > 0) return false;
  return overlap(left.names, right.names) >= 0.7 && overlap(left.words, right.words) >= 0.5;
}

/** What candidates are compared by. */
interface Traits {
  /** What {@link lessonKey} is made of. */
  readonly subject: { readonly kind: string; readonly text: string };
  readonly names: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
}

const known = new WeakMap<Candidate, Traits>();

/** Worked out once: each candidate of a session is compared with all others. */
function traitsOf(candidate: Candidate): Traits {
  const found = known.get(candidate);
  if (found !== undefined) return found;
  const names = nameParts(codeNames(candidate.statement, 12));
  const made = { subject: subjectOf(candidate, names), names, words: wordsOf(candidate.statement) };
  known.set(candidate, made);
  return made;
}

function subjectOf(candidate: Candidate, names: ReadonlySet<string>): Traits['subject'] {
  const symptom = candidate.symptoms[0];
  if (symptom !== undefined && candidate.rule === 'error-fix') {
    const family = candidate.anchors.find((anchor) => anchor.type === 'command')?.target ?? '';
    return { kind: 'failure', text: `${family}\n${symptom}` };
  }
  const telling = [...names].sort().slice(0, 12);
  return { kind: candidate.kind, text: telling.length >= 3 ? telling.join('\n') : candidate.statement.toLowerCase() };
}

/** Shared part of the longer words of two candidates' statements. */
export function sharedStatementWords(a: Candidate, b: Candidate): number {
  return sharedPart(traitsOf(a).words, traitsOf(b).words);
}

/** Shared part of the longer words of two texts. */
export function sharedWords(a: string, b: string): number {
  return sharedPart(wordsOf(a), wordsOf(b));
}

function sharedPart(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const word of a) if (b.has(word)) both++;
  return both / Math.max(1, Math.min(a.size, b.size));
}

function commandsOf(candidate: Candidate): string[] {
  return candidate.anchors.filter((anchor) => anchor.type === 'command').map((anchor) => anchor.target);
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[a-z0-9_]{4,}/g) ?? []);
}

/** Shared part of the smaller set; 0 where either has fewer than three. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return a.size < 3 || b.size < 3 ? 0 : sharedPart(a, b);
}
