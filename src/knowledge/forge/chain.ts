import { isUsageError } from '../../sessions/failure.ts';
import type { Act, Moment } from './moments.ts';
import { typedCommands } from './wording.ts';

/** Acts looked at after a failure before it counts as given up. */
const reach = 26;

/** A failure and what ended it. */
export interface Chain {
  /** Indices of the failing acts, first one first. */
  readonly attempts: readonly number[];
  readonly success: number;
  /** Acts that changed files in between. */
  readonly edits: readonly Act[];
  /** Other commands in between that could have made the difference. */
  readonly helpers: readonly Act[];
  readonly sameCommand: boolean;
  /** Nothing of the kind worked; the agent went another way. */
  readonly switched: boolean;
}

/**
 * Follows a failing act to the act that worked: the same command family, or a line that shares most of its words. Null where
 * nothing followed, where the check was bypassed, and where the identical call simply worked the second time.
 */
export function chainFrom(moments: readonly Moment[], start: number): Chain | null {
  const first = moments[start] as Act;
  const attempts = [start];
  const edits: Act[] = [];
  const helpers: Act[] = [];
  let last = first;
  let seen = 0;
  let other: number | null = null;
  for (let i = start + 1; i < moments.length && seen < reach; i++) {
    const act = moments[i];
    if (act?.kind !== 'act') continue;
    // A call sent together with the failing one knew nothing of the failure.
    if (act.line < (first.resultLine ?? 0)) continue;
    seen++;
    if (act.resultLine === null) continue;
    const related = relation(last, act) || relation(first, act);
    if (act.failure !== null) {
      if (!related) continue;
      // Called rightly at last: what fails now is another matter.
      if (isUsageError(last.failure?.line ?? '') && !isUsageError(act.failure.line) && act.command !== last.command) {
        return { attempts, success: i, edits: [], helpers, sameCommand: false, switched: false };
      }
      attempts.push(i);
      last = act;
      continue;
    }
    if (related) {
      if (bypasses(act, first, edits)) return null;
      const sameCommand = act.command !== null && act.command === last.command;
      if (sameCommand && edits.length === 0 && helpers.length === 0) return null;
      return { attempts, success: i, edits, helpers, sameCommand, switched: false };
    }
    if (act.action === 'edit' || act.action === 'write') edits.push(act);
    else if (act.action === 'shell' && !act.looks) helpers.push(act);
    other ??= act.action === first.action || act.action === 'shell' || first.action !== 'edit' ? i : null;
  }
  // Given up for another way: a lesson only where the agent says why, which the draft asks for.
  return other === null || attempts.length > 3 || first.check !== null
    ? null
    : { attempts, success: other, edits: [], helpers: [], sameCommand: false, switched: true };
}

/** Whether a later call tries what an earlier one tried. */
function relation(earlier: Act, later: Act): boolean {
  if (earlier.action !== 'shell' || later.action !== 'shell') {
    return (
      earlier.tool === later.tool &&
      (earlier.paths.length === 0 || earlier.paths.some((path) => later.paths.includes(path)))
    );
  }
  if (earlier.looks !== later.looks && later.looks) return false;
  const two = earlier.family.includes(' ');
  if (earlier.family === later.family) return earlier.check !== null || two || similarity(earlier, later) >= 0.3;
  // `lint` and `lint:fix`; `x test` run alone and as one of several commands.
  if (two && (later.family.startsWith(`${earlier.family}:`) || later.families.includes(earlier.family))) return true;
  if (earlier.check !== null && earlier.check === later.check && firstWord(earlier.family) === firstWord(later.family))
    return true;
  const error = earlier.failure?.line ?? '';
  if (isUsageError(error) && firstWord(earlier.family) === firstWord(later.family))
    return corrects(earlier, later, error);
  if (earlier.check !== null || later.check !== null) return false;
  return similarity(earlier, later) >= 0.6;
}

/** Wrongly called: the right call keeps every word but those the error complains of, and flags. */
function corrects(earlier: Act, later: Act, error: string): boolean {
  const kept = commandWords(later);
  const lower = error.toLowerCase();
  const lost = [...commandWords(earlier)].filter((word) => !kept.has(word) && !word.startsWith('-'));
  return lost.every((word) => lower.includes(word)) && similarity(earlier, later) >= 0.4;
}

function firstWord(family: string): string {
  return family.split(' ')[0] ?? family;
}

/** Share of words two command lines have in common, 0 to 1. */
function similarity(a: Act, b: Act): number {
  const left = commandWords(a);
  const right = commandWords(b);
  if (left.size === 0 || right.size === 0) return 0;
  let both = 0;
  for (const word of left) if (right.has(word)) both++;
  return both / Math.min(left.size, right.size) >= 0.999 && Math.min(left.size, right.size) < 2
    ? 0.3
    : both / Math.max(left.size, right.size);
}

function commandWords(act: Act): Set<string> {
  const words = new Set<string>();
  for (const command of typedCommands(act.command ?? '')) {
    if (/^(?:cd|echo|tail|head|grep|export|set)$/.test(command[0] ?? '')) continue;
    for (const word of command)
      for (const part of word.slice(0, 120).split(/[\s=,'"]+/)) if (part.length > 1) words.add(part.toLowerCase());
  }
  return words;
}

const bypassFlags =
  /(?:--no-verify|--no-gpg-sign|--force(?!-with-lease)\b|(?<=\s)-f\b(?=.*push)|--skip-\w+|--ignore-scripts|--allow-\w+|--no-check|\|\|\s*true|SKIP=|HUSKY=0|--passWithNoTests|--legacy-peer-deps|-DskipTests)/;
const silencers =
  /(?:@ts-(?:ignore|nocheck|expect-error)|eslint-disable|biome-ignore|#\s?noqa|#\s?type:\s?ignore|nolint|\b(?:it|test|describe)\.skip\(|\bxit\(|t\.Skip\(|@pytest\.mark\.skip|#\[ignore\]|as any\b|pragma: no cover)/;

/** Success that only looked away: the check was skipped, forced or silenced. */
function bypasses(success: Act, failing: Act, edits: readonly Act[]): boolean {
  const flag = bypassFlags.exec(success.command ?? '')?.[0];
  if (flag !== undefined && !(failing.command ?? '').includes(flag)) return true;
  return edits.length > 0 && edits.every((edit) => silencers.test(edit.detail));
}
