import { errorSignature } from '../../sessions/error-signature.ts';
import { isCallError } from '../../sessions/failure.ts';
import { splitShell } from '../../sessions/shell-split.ts';
import type { Act, Moment } from './moments.ts';
import { isRelated } from './related.ts';
import { bypasses } from './silencing.ts';

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
    const related = isRelated(last, act) || isRelated(first, act);
    if (act.failure !== null) {
      if (!related) continue;
      // Called rightly at last: the check runs, and what fails now is another matter.
      if (act.check !== null && act.command !== last.command && runsAtLast(last, act)) {
        return { attempts, success: i, edits: [], helpers, sameCommand: false, switched: false };
      }
      attempts.push(i);
      last = act;
      continue;
    }
    if (related && !stillFails(act, first, last) && !showsPart(act) && !didNothing(act)) {
      if (bypasses(act, first, edits)) return null;
      const sameCommand = act.command !== null && act.command === last.command;
      if (sameCommand && edits.length === 0 && helpers.length === 0) return null;
      return { attempts, success: i, edits, helpers, sameCommand, switched: false };
    }
    if (act.action === 'edit' || act.action === 'write') edits.push(act);
    else if (act.action === 'shell' && writesFiles(act)) edits.push(act);
    else if (act.action === 'shell' && !act.looks && !related) helpers.push(act);
    other ??= act.action === first.action || act.action === 'shell' || first.action !== 'edit' ? i : null;
  }
  // Given up for another way: a lesson only where the agent says why, which the draft asks for.
  return other === null || attempts.length > 3 || first.check !== null
    ? null
    : { attempts, success: other, edits: [], helpers: [], sameCommand: false, switched: true };
}

/** Whether a wrong call became a right one: it fails now, but on what it checks. */
function runsAtLast(last: Act, act: Act): boolean {
  const error = act.failure?.line ?? '';
  return isCallError(last.failure?.line ?? '') && act.failure !== null && !isCallError(error) && !notBegun.test(error);
}

/** Called in the wrong place, or on nothing. */
const notBegun =
  /does(?: not|n't) (?:contain|exist)|no such (?:file|package|module)|cannot find|could not (?:find|open)|No module named|no (?:go|test|input) files|not found/i;

/** Output that shows the same error again, whatever the exit code says. */
function stillFails(act: Act, first: Act, last: Act): boolean {
  if (act.action !== 'shell' || act.printed === '') return false;
  const shown = errorSignature(act.printed);
  return shown !== null && (shown === first.failure?.signature || shown === last.failure?.signature);
}

/** Ended well because there was nothing to do. */
function didNothing(act: Act): boolean {
  return act.action === 'shell' && act.printed.length < 2000 && nothingDone.test(act.printed);
}

const nothingDone =
  /\bno (?:files?|tests?|targets?|packages?) (?:to (?:run|check|lint|format|process|build|test)|matched|found)\b|\bnothing to (?:commit|do|run|build|be done)\b|\b0 (?:files?|tests?) (?:matched|found|checked|collected)\b/i;

/** A check of whose output only a part is shown, or a count: that the line ended well says nothing. */
function showsPart(act: Act): boolean {
  return act.check !== null && filtered.test(act.command ?? '') && !act.passed && !/^\s*0?\s*$/.test(act.printed);
}

const filtered = /\|\s*(?:(?:e|f)?grep|rg|awk|wc)\b/;

/** A shell line that writes a file by hand. */
function writesFiles(act: Act): boolean {
  const line = act.command ?? '';
  if (!/>|-i|tee|apply|patch|write/.test(line)) return false;
  return splitShell(line).some(
    (command) =>
      (command.redirect !== null &&
        !/^(?:\/dev\/|\/tmp\/|&|\$)/.test(command.redirect) &&
        /^(?:cat|echo|printf|tee|sed|awk|jq)$/.test(command.words[0] ?? '')) ||
      (/^(?:sed|perl)$/.test(command.words[0] ?? '') && command.words.some((word) => /^-[a-z]*i/.test(word))) ||
      (command.words[0] === 'git' && command.words[1] === 'apply') ||
      command.words[0] === 'apply_patch',
  );
}
