import { commandFamily } from '../../../sessions/command-family.ts';
import { errorTerms } from '../../../sessions/error-signature.ts';
import { type Chain, chainFrom } from '../chain.ts';
import { codeNames, tellingParts } from '../code-names.ts';
import type { Draft, Scene } from '../draft.ts';
import { chooseExplanations, type Explanation, explanationsBetween } from '../explanation.ts';
import { folderOf, guiltyCommand, matchingCommand } from '../guilty-command.ts';
import type { Act, Moment } from '../moments.ts';
import { insideRepository, localPath, localText } from '../place.ts';
import { cutSentence, joinSentences, quoteError, showCommand, statementLength, titleOf } from '../wording.ts';

/**
 * A failure, something that changed, and the same kind of call succeeding: the strongest sign of a lesson. Where only the
 * command changed, the command that worked is the lesson; where files changed, the agent's own explanation near the fix has
 * to say why, because most failures of that kind are the usual to and fro of new code.
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

function draftOf(scene: Scene, chain: Chain): Draft | null {
  const { moments, place } = scene;
  const attempts = chain.attempts.map((i) => moments[i] as Act);
  const first = attempts[0];
  const success = moments[chain.success] as Act;
  if (first?.failure == null) return null;
  const telling = attempts.reduce((best, act) => (weight(act) > weight(best) ? act : best), first);
  const failure = telling.failure ?? first.failure;
  const shell = first.action === 'shell';
  if (telling.looks && !chain.switched) return null;
  const errorText = localText(failure.line, place);
  const editPaths = unique(chain.edits.flatMap((edit) => edit.paths.map((path) => localPath(path, place))));
  const failing = shell ? showCommand(guiltyCommand(telling, place)) : telling.tool;
  const working = success.action === 'shell' ? workingCommand(success, telling, scene) : success.tool;
  const elsewhere = shell && success.action === 'shell' && !chain.switched ? movedTo(telling, success, scene) : null;
  const variant =
    shell &&
    success.action === 'shell' &&
    !chain.switched &&
    chain.edits.length === 0 &&
    (failing !== working || elsewhere !== null);

  const family = (shell ? commandFamily(failing) : null) ?? telling.family;
  const errorNames = tellingParts([...errorTerms(errorText), ...codeNames(errorText)]);
  // Names of edited files speak for a short fix only; over many edits the talk turns to other things.
  const wanted = new Set([...errorNames, ...(chain.edits.length <= 3 ? tellingParts(editPaths.map(fileName)) : [])]);
  const start = (chain.attempts[0] ?? 0) + 1;
  const chosen = explained(scene, chain, start, wanted);
  const best = chosen.reduce<Explanation | null>(
    (top, one) => (top === null || one.score > top.score ? one : top),
    null,
  );
  const least = chain.switched ? 3 : shell ? 0 : 3.2;
  if (least > 0 && (best === null || best.score < least || best.order > (start + 4) * 1000)) return null;

  const fresh = isFresh(moments, chain, errorText);
  const what = shell
    ? `\`${failing}\`${telling.script === null || telling.hook !== null || failing.includes(telling.script) ? '' : ` (\`${localText(telling.script, place).slice(0, 80)}\`)`}`
    : `The ${failing} tool`;
  const by = telling.hook === null ? '' : ` in the ${telling.hook} hook`;
  const piped = /[|;]/.test(telling.command ?? '');
  const symptom =
    telling.claim !== null
      ? `${what} prints "${quoteError(errorText, 130)}" and still ends with "${quoteError(telling.claim, 40)}": a false pass.`
      : failure.idle
        ? `${what} checked nothing: "${quoteError(errorText, 100)}".`
        : `${what} ${failure.hidden && telling.hook === null && !piped ? 'ends without an error code but prints' : `fails${by} with`} "${quoteError(errorText, 130)}".`;
  const remedy = variant ? `What worked: \`${working}\`${elsewhere === null ? '' : `, run ${elsewhere}`}.` : '';
  const fixed = variant
    ? ''
    : fixOf(chain, editPaths, new Set([...errorNames, ...tellingParts(chosen.flatMap((one) => one.worth.names))]));
  const texts = chosen.map((explanation) => explanation.text);
  const parts = (said: readonly string[]) => (variant ? [symptom, remedy, ...said] : [symptom, ...said, fixed]);
  const inOrder = joinSentences(parts(texts));
  // Where not all fits, the sentence that says most stays, cut at a clause if need be.
  const room = statementLength - symptom.length - remedy.length - 2;
  const statement =
    best === null || inOrder.includes(best.text.slice(0, 40)) || room < 90
      ? inOrder
      : joinSentences(parts([cutSentence(best.text, room)]));
  const lines = unique([
    telling.resultLine ?? telling.line,
    ...(best === null ? [] : [best.line]),
    success.resultLine ?? success.line,
    ...chain.edits.slice(-1).map((edit) => edit.line),
    first.resultLine ?? first.line,
  ]).slice(0, 5);
  const doubts: string[] = [];
  if (nothingTold.test(errorText) && variant && elsewhere === null && !failure.idle)
    doubts.push('a failed check that another check does not answer');
  if (failing.includes('…') && best === null && !variant) doubts.push('an error of a script typed on the spot');
  if (!variant && editPaths.length > 0 && !editPaths.some(insideRepository))
    doubts.push('only files outside the repository changed');
  if (!variant && nothingTold.test(errorText) && (best === null || best.score < 3 || !best.worth.cause))
    doubts.push('a failed check, without a word of why');
  else if (!variant && best === null && (nothingTold.test(errorText) || (fresh && !fixed.includes(':'))))
    doubts.push('a failure of fresh code, fixed without a word of why');
  return {
    rule: 'error-fix',
    kind: variant ? 'command' : failure.hidden ? 'gotcha' : 'failure',
    tier: 'check',
    title: titleOf(`${shell ? family : telling.tool}: ${quoteError(errorText, 48)}`),
    statement,
    lines,
    excerpt: `${failing}\n${failure.line}\n→ ${working}`.slice(0, 800),
    failure,
    at: success.at,
    symptoms: unique(attempts.map((act) => act.failure?.signature ?? ''))
      .filter((signature) => signature.length > 8)
      .slice(0, 3),
    paths: editPaths.filter(insideRepository).slice(0, 5),
    families: shell ? unique([family, commandFamily(working) ?? success.family]) : [],
    symbols: [],
    features: {
      variant: variant ? 1 : 0,
      switched: chain.switched ? 1 : 0,
      explained: best === null ? 0 : Math.min(best.score, 7),
      told: best !== null && best.to === 'told' ? 1 : 0,
      attempts: Math.min(attempts.length, 5),
      check: first.check === null ? 0 : 1,
      tool: shell ? 0 : 1,
      fresh: fresh ? 1 : 0,
      specific: Math.min(errorNames.size, 6),
      hidden: failure.hidden ? 1 : 0,
      hook: telling.hook === null ? 0 : 1,
      edits: Math.min(chain.edits.length, 4),
      helpers: Math.min(chain.helpers.length, 4),
      same: chain.sameCommand ? 1 : 0,
      distance: Math.min(chain.success - (chain.attempts[0] ?? 0), 40) / 10,
      untold: nothingTold.test(errorText) ? 1 : 0,
      environment: environmental.test(errorText) ? 1 : 0,
      errorWeight: weight(telling),
    },
    importance: attempts.length > 2 ? 2 : 1,
    doubts,
  };
}

/**
 * The one or two sentences of the agent that say most about the failure and its end. What is said before the fix is about
 * the failure; what is said afterwards may be about anything and must name the same things.
 */
function explained(scene: Scene, chain: Chain, start: number, wanted: ReadonlySet<string>): Explanation[] {
  const { moments, place } = scene;
  const turn = nextUser(moments, start);
  const end = Math.min(chain.switched ? start + 4 : chain.success + 4, turn - 1);
  const lastEdit = chain.edits.at(-1);
  const fixedAt = lastEdit === undefined ? start + 2 : Math.min(moments.indexOf(lastEdit), start + 8);
  const sorted = explanationsBetween(moments, start, end, wanted, place)
    .filter(
      (one) =>
        one.shared >= 1 ||
        (one.order < fixedAt * 1000 && (one.worth.cause || one.worth.contrast) && one.worth.names.length > 0),
    )
    .map((one) => ({
      ...one,
      score: one.score - Math.max(0, one.order / 1000 - start - 4) * 0.04 + (one.order < fixedAt * 1000 ? 0.3 : 0),
    }))
    .sort((a, b) => b.score - a.score);
  return chooseExplanations(sorted, 2, 2.4);
}

function nextUser(moments: readonly Moment[], from: number): number {
  for (let i = from; i < moments.length; i++) if (moments[i]?.kind === 'user') return i;
  return moments.length;
}

/** Where the line that worked was run, when it was the folder that made the difference. */
function movedTo(failing: Act, success: Act, scene: Scene): string | null {
  const from = folderOf(failing, scene.place);
  const to = folderOf(success, scene.place);
  if (from === to || to === null || !misplaced.test(failing.failure?.line ?? '')) return null;
  if (/^(?:\/|~|\$)/.test(to)) return null;
  return to === '.' ? "from the repository's root" : `in \`${to}\``;
}

const misplaced =
  /No such file|not found|cannot find|pathspec|did not match|does not contain|does not exist|ENOENT|no (?:such|go|configuration) |outside|not a git|Missing script|could not (?:find|open|read)|no module|no tests?/i;

/** Lines of an edit that only frame it: comments, imports, heads of functions and tests. */
const untelling =
  /^(?:\/\/|#|\*|\/\*|import |from |package |(?:export |public |private |async |static )*(?:func|function|def|fn|class|test|it|describe|interface|type)\b)/;

/** Where the fix was, and the line that tells most of it. */
function fixOf(chain: Chain, paths: readonly string[], names: ReadonlySet<string>): string {
  if (paths.length === 0 || paths.length > 3) return '';
  const where = paths.map((path) => `\`${path}\``).join(', ');
  let line = '';
  let most = 0;
  for (const edit of chain.edits.slice(-3)) {
    for (const raw of edit.detail.split('\n').slice(0, 40)) {
      const text = raw.trim();
      if (text.length < 12 || text.length > 110 || text.includes('`') || untelling.test(text)) continue;
      const shared = [...tellingParts(codeNames(text))].filter((part) => names.has(part)).length;
      if (shared > most) {
        most = shared;
        line = text;
      }
    }
  }
  return line === '' ? `The fix was in ${where}.` : `The fix, in ${where}: \`${line}\`.`;
}

/** The command that worked; in quotes where the quotes made the difference. */
function workingCommand(success: Act, failing: Act, scene: Scene): string {
  const words = matchingCommand(success, failing, scene.place);
  const plainLine = showCommand(words);
  if (plainLine !== showCommand(guiltyCommand(failing, scene.place))) return plainLine;
  const raw = success.command ?? '';
  return showCommand(
    words.map((word) =>
      /[?*[\]{}$!&#]/.test(word) && (raw.includes(`'${word}'`) || raw.includes(`"${word}"`)) ? `'${word}'` : word,
    ),
  );
}

/** Errors that tell of the machine, the tool or the project's set-up rather than of the code just written. */
const environmental =
  /command not found|not recognized|unrecognized|unknown (?:option|flag|command|skill|json)|unexpected argument|No such file|not found|permission|denied|no matches|ENOENT|EACCES|E40\d|40[134]\b|not installed|cannot find module|module|port|timed? ?out|lock|hook|pathspec|not a git|No tests? found|0 files|config|version|unsupported|IndentationError|rejected/i;

/** Lines that name a failed test or script and nothing else. */
const nothingTold =
  /^(?:\W*(?:--- )?FAIL|\(fail\)|error: script|not ok|Some errors|\W*at )|exited with|^\W*\d+ (?:fail|error)/i;

/** How much the error line of an act tells. */
function weight(act: Act): number {
  const line = act.failure?.line ?? '';
  return (
    Math.min(codeNames(line, 5).length, 4) +
    (/error|cannot|not |unknown|invalid|denied|undefined|missing|expected/i.test(line) ? 2 : 0) -
    (nothingTold.test(line) ? 3 : 0)
  );
}

/** Whether the error is about a file this session wrote shortly before: the usual to and fro of new code. */
function isFresh(moments: readonly Moment[], chain: Chain, error: string): boolean {
  const start = chain.attempts[0] ?? 0;
  const names = new Set<string>();
  for (let i = Math.max(0, start - 60); i < start; i++) {
    const act = moments[i];
    if (act?.kind === 'act' && (act.action === 'edit' || act.action === 'write'))
      for (const path of act.paths) names.add(fileName(path));
  }
  if (names.size === 0) return false;
  const printed = (moments[start] as Act).printed + error;
  for (const name of names) if (name.length > 3 && printed.includes(name)) return true;
  return chain.edits.some((edit) => edit.paths.some((path) => names.has(fileName(path))));
}

function fileName(path: string): string {
  return path.replaceAll('\\', '/').split('/').pop() ?? path;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
