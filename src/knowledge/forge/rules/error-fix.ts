import { errorTerms } from '../../../sessions/error-signature.ts';
import { codeNames, nameParts } from '../code-names.ts';
import type { Draft, Scene } from '../draft.ts';
import { chooseExplanations, type Explanation, explanationsBetween } from '../explanation.ts';
import type { Act, Moment } from '../moments.ts';
import { insideRepository, localPath, localText, type SessionPlace } from '../place.ts';
import { joinSentences, quoteError, showCommand, titleOf, typedCommands } from '../wording.ts';

/**
 * A failure, something that changed, and the same kind of call succeeding: the strongest sign of a lesson. The chain is
 * followed by command family, then by what two command lines share; a success by bypass ends it without a lesson, and so
 * does the identical call that works the second time with nothing changed in between.
 */
export function errorFixes(scene: Scene): Draft[] {
  const drafts: Draft[] = [];
  const { moments } = scene;
  const taken = new Set<number>();
  for (let i = 0; i < moments.length; i++) {
    const act = moments[i];
    if (act?.kind !== 'act' || act.failure === null || taken.has(i)) continue;
    const chain = chainFrom(moments, i);
    if (chain === null) continue;
    for (const index of chain.attempts) taken.add(index);
    const draft = draftOf(scene, chain);
    if (draft !== null) drafts.push(draft);
  }
  return drafts;
}

/** Acts looked at after a failure before it counts as given up. */
const reach = 26;

interface Chain {
  /** Indices of the failing acts, first one first. */
  readonly attempts: readonly number[];
  readonly success: number;
  /** Acts that changed files in between. */
  readonly edits: readonly Act[];
  /** Other commands in between that could have made the difference. */
  readonly helpers: readonly Act[];
  readonly sameCommand: boolean;
}

function chainFrom(moments: readonly Moment[], start: number): Chain | null {
  const first = moments[start] as Act;
  const attempts = [start];
  const edits: Act[] = [];
  const helpers: Act[] = [];
  let last = first;
  let seen = 0;
  for (let i = start + 1; i < moments.length && seen < reach; i++) {
    const act = moments[i];
    if (act?.kind !== 'act') continue;
    // A call sent together with the failing one knew nothing of the failure.
    if (act.line < (first.resultLine ?? 0)) continue;
    seen++;
    if (act.resultLine === null) continue;
    const related = relation(last, act) || relation(first, act);
    if (act.failure !== null) {
      if (related) {
        attempts.push(i);
        last = act;
      }
      continue;
    }
    if (related) {
      if (bypasses(act, first, edits)) return null;
      const sameCommand = act.command !== null && act.command === last.command;
      if (sameCommand && edits.length === 0 && helpers.length === 0) return null;
      return { attempts, success: i, edits, helpers, sameCommand };
    }
    if (act.action === 'edit' || act.action === 'write') edits.push(act);
    else if (act.action === 'shell' && !act.looks) helpers.push(act);
  }
  return null;
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
  if (earlier.check !== null || later.check !== null) return false;
  return similarity(earlier, later) >= 0.6;
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

function draftOf(scene: Scene, chain: Chain): Draft | null {
  const { moments, place } = scene;
  const attempts = chain.attempts.map((i) => moments[i] as Act);
  const first = attempts[0];
  const success = moments[chain.success] as Act;
  if (first?.failure == null) return null;
  const telling = attempts.reduce((best, act) => (weight(act) > weight(best) ? act : best), first);
  const failure = telling.failure ?? first.failure;
  const shell = first.action === 'shell';
  const errorText = localText(failure.line, place);
  const editPaths = unique(chain.edits.flatMap((edit) => edit.paths.map((path) => localPath(path, place))));
  const failing = shell ? showCommand(guiltyCommand(telling, place)) : telling.tool;
  const working = shell ? showCommand(matchingCommand(success, telling, place)) : success.tool;
  const variant = shell && chain.edits.length === 0 && failing !== working;

  const errorNames = nameParts([...errorTerms(errorText), ...codeNames(errorText)]);
  const wanted = new Set([...errorNames, ...nameParts(editPaths.slice(0, 6))]);
  const start = (chain.attempts[0] ?? 0) + 1;
  const sorted = explanationsBetween(moments, start, Math.min(chain.success + 4, moments.length - 1), wanted, place)
    // What is said right after the failure is about it; later it must name the same things.
    .filter((one) => one.shared >= 1 || one.order < (start + 3) * 1000)
    .map((one) => ({ ...one, score: one.score - Math.max(0, one.order / 1000 - start - 4) * 0.04 }))
    .sort((a, b) => b.score - a.score);
  const chosen = chooseExplanations(sorted, 2, 2.4);
  const best = chosen.reduce<Explanation | null>(
    (top, one) => (top === null || one.score > top.score ? one : top),
    null,
  );
  const doubts: string[] = [];
  if (!shell && (best === null || best.score < 3.2)) return null;
  if (telling.looks && best === null) return null;

  const fresh = freshness(moments, chain, errorText);
  const symptom = symptomOf(failing, errorText, failure.hidden, shell);
  const remedy = variant ? `What worked: \`${working}\`.` : '';
  const fixed =
    !variant && editPaths.length > 0 && editPaths.length <= 3
      ? `The fix was in ${editPaths.map((path) => `\`${path}\``).join(', ')}.`
      : '';
  const texts = chosen.map((explanation) => explanation.text);
  const statement = joinSentences(variant ? [symptom, remedy, ...texts] : [symptom, ...texts, fixed]);
  const lines = unique([
    telling.resultLine ?? telling.line,
    ...(best === null ? [] : [best.line]),
    success.resultLine ?? success.line,
    ...chain.edits.slice(-1).map((edit) => edit.line),
    first.resultLine ?? first.line,
  ]).slice(0, 5);
  return {
    rule: 'error-fix',
    kind: variant ? 'command' : failure.hidden ? 'gotcha' : 'failure',
    tier: 'check',
    title: titleOf(`${shell ? telling.family : telling.tool}: ${quoteError(errorText, 70)}`),
    statement,
    lines,
    excerpt: `${failing}\n${failure.line}\n→ ${working}`.slice(0, 800),
    failure,
    at: success.at,
    symptoms: unique(attempts.map((act) => act.failure?.signature ?? ''))
      .filter((signature) => signature.length > 8)
      .slice(0, 3),
    paths: editPaths.filter(insideRepository).slice(0, 5),
    families: shell ? unique([first.family, success.family]) : [],
    symbols: [],
    features: {
      variant: variant ? 1 : 0,
      explained: best === null ? 0 : Math.min(best.score, 7),
      told: best !== null && best.to === 'told' ? 1 : 0,
      attempts: Math.min(attempts.length, 5),
      check: first.check === null ? 0 : 1,
      tool: shell ? 0 : 1,
      looks: telling.looks ? 1 : 0,
      fresh: fresh ? 1 : 0,
      specific: Math.min(errorNames.size, 6),
      hidden: failure.hidden ? 1 : 0,
      edits: Math.min(chain.edits.length, 4),
      helpers: Math.min(chain.helpers.length, 4),
      same: chain.sameCommand ? 1 : 0,
      distance: Math.min(chain.success - (chain.attempts[0] ?? 0), 40) / 10,
      environment: environmental.test(errorText) ? 1 : 0,
      errorWeight: weight(telling),
    },
    importance: attempts.length > 2 ? 2 : 1,
    doubts,
  };
}

/** Errors that tell of the machine, the tool or the project's set-up rather than of the code just written. */
const environmental =
  /command not found|not recognized|unrecognized|unknown (?:option|flag|command|skill)|unexpected argument|No such file|not found|permission|denied|no matches|ENOENT|EACCES|E40\d|40[134]\b|not installed|cannot find module|module|port|timed? ?out|lock|hook|pathspec|not a git|does not contain main module|No tests? found|0 files|config|version|unsupported|IndentationError|goto|rejected/i;

function weight(act: Act): number {
  const line = act.failure?.line ?? '';
  return (
    Math.min(codeNames(line, 5).length, 4) +
    (/error|cannot|not |unknown|invalid|denied|undefined|missing|expected/i.test(line) ? 2 : 0) -
    (/^\W*\d+ (?:fail|error)|^FAIL|^error: script|exit(?:ed)? (?:code|status|with)|Some errors were/i.test(line)
      ? 3
      : 0)
  );
}

function symptomOf(failing: string, error: string, hidden: boolean, shell: boolean): string {
  const what = shell ? `\`${failing}\`` : `The ${failing} tool`;
  const quoted = quoteError(error);
  return `${what} ${hidden ? 'ends without an error code but prints' : 'fails with'} "${quoted}".`;
}

const aside =
  /^(?:cd|echo|printf|tail|head|grep|rg|sed|awk|wc|cat|sort|uniq|tee|jq|true|false|export|set|sleep|which|ls|pwd|xargs|less|command|type|test|\[)$/;

/** The simple command of a failing line that most likely failed: the one its output speaks of, else the last that does something. */
function guiltyCommand(act: Act, place: SessionPlace): readonly string[] {
  const commands = typedCommands(localText(act.command ?? '', place));
  const doing = commands.filter((words) => !aside.test(programName(words)));
  const options = doing.length > 0 ? doing : commands;
  const printed = act.printed.slice(0, 4000);
  let best: readonly string[] = options.at(-1) ?? [];
  let most = 0;
  for (const words of options) {
    const named = words
      .slice(0, 4)
      .filter(
        (word) => /^[\w:@./-]{3,}$/.test(word) && !word.startsWith('-') && printed.includes(word.replace(/^.*\//, '')),
      ).length;
    if (named > most) {
      most = named;
      best = words;
    }
  }
  return best;
}

/** The simple command of the line that worked which is most like the one that failed. */
function matchingCommand(success: Act, failing: Act, place: SessionPlace): readonly string[] {
  const target = new Set(guiltyCommand(failing, place));
  const commands = typedCommands(localText(success.command ?? '', place)).filter(
    (words) => !aside.test(programName(words)),
  );
  let best: readonly string[] = commands[0] ?? [];
  let most = -1;
  for (const words of commands) {
    const shared = words.filter((word) => target.has(word)).length;
    if (shared > most) {
      most = shared;
      best = words;
    }
  }
  return best;
}

function programName(words: readonly string[]): string {
  return (words.find((word) => !/^\w+=/.test(word)) ?? '').replace(/^.*[\\/]/, '');
}

/** Whether the error is about a file this session wrote shortly before: the usual to and fro of new code. */
function freshness(moments: readonly Moment[], chain: Chain, error: string): boolean {
  const start = chain.attempts[0] ?? 0;
  const names = new Set<string>();
  for (let i = Math.max(0, start - 60); i < start; i++) {
    const act = moments[i];
    if (act?.kind === 'act' && (act.action === 'edit' || act.action === 'write'))
      for (const path of act.paths) names.add(path.replaceAll('\\', '/').split('/').pop() ?? path);
  }
  if (names.size === 0) return false;
  const printed = (moments[start] as Act).printed + error;
  for (const name of names) if (name.length > 3 && printed.includes(name)) return true;
  return chain.edits.some((edit) =>
    edit.paths.some((path) => names.has(path.replaceAll('\\', '/').split('/').pop() ?? path)),
  );
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
