import { commandFamily, onlyLooks } from '../../../sessions/command-family.ts';
import { errorTerms } from '../../../sessions/error-signature.ts';
import { isCallError } from '../../../sessions/failure.ts';
import { folderOfProgram, fromRoot, isShown, movedTo, ranAbove, shownPair } from '../call-pair.ts';
import { type Chain, chainFrom } from '../chain.ts';
import { codeNames, tellingParts } from '../code-names.ts';
import type { Draft, Scene } from '../draft.ts';
import { chooseExplanations, type Explanation, explanationsBetween } from '../explanation.ts';
import { fixOf } from '../fix-line.ts';
import { failsLater, workedBefore } from '../habit.ts';
import type { Act, Moment } from '../moments.ts';
import {
  anotherProgram,
  answersCheck,
  asksForRights,
  changesHow,
  couldNotBegin,
  differsOtherwise,
  droppedOptions,
  installedMeanwhile,
  isGuessed,
  isOtherOption,
  isOtherRunner,
  isOtherScript,
  isOtherVerb,
  isWrongName,
  isWrongPath,
  leavesOutWords,
  mending,
  misplaced,
  movesFiles,
  showsTrouble,
} from '../other-form.ts';

import { fileName, ownWork } from '../own-work.ts';
import { insideRepository, localPath, localText } from '../place.ts';
import { isGitState, isOfOneRun, provesNothing } from '../proof.ts';
import { looksAway, type Remedy, remediesOf } from '../remedy.ts';
import { mendsOneFile, otherFormWaits, wayOutWaits } from '../waits.ts';
import { cutSentence, joinSentences, quoteError, statementLength, titleOf } from '../wording.ts';

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
  if (looksAway(chain)) return null;
  const errorText = localText(failure.line, place);
  const editPaths = unique(chain.edits.flatMap((edit) => edit.paths.map((path) => localPath(path, place))));
  const pair = shownPair(telling, success, scene);
  const { failing, working } = pair;
  const toShell = shell && success.action === 'shell' && !chain.switched;
  const elsewhere = toShell ? movedTo(telling, success, scene) : null;
  const where = elsewhere ?? (toShell ? folderOfProgram(pair, success, scene) : null);
  const variant = toShell && chain.edits.length === 0 && (failing !== working || elsewhere !== null);
  const found = toShell ? remediesOf(chain, moments, chain.attempts[attempts.indexOf(telling)] ?? 0, place) : [];
  // With edits as well, the edits are the likelier cause unless the error says otherwise.
  const remedies = chain.edits.length === 0 ? found : found.filter((remedy) => remedy.named);
  const remedied = remedies.length > 0 && (!variant || !isCallError(errorText) || remedies.some((one) => one.named));
  // A look that fails mostly looked at the wrong place.
  if (telling.looks && !chain.switched && !remedies.some((one) => one.asked)) return null;

  const family = (shell ? commandFamily(failing) : null) ?? telling.family;
  const errorNames = tellingParts([...errorTerms(errorText), ...codeNames(errorText)]);
  // Names of edited files speak for a short fix only; over many edits the talk turns to other things.
  const wanted = new Set([...errorNames, ...(chain.edits.length <= 3 ? tellingParts(editPaths.map(fileName)) : [])]);
  const start = (chain.attempts[0] ?? 0) + 1;
  const folderOnly = variant && elsewhere !== null && failing === working;
  // Beside a command that worked only what speaks of the error itself, and says why, explains anything.
  const chosen = (folderOnly ? [] : explained(scene, chain, start, wanted)).filter(
    (one) =>
      failure.idle ||
      !(variant || remedied) ||
      (one.shared >= 1 && (one.worth.cause || one.worth.rule || one.worth.contrast)),
  );
  const best = chosen.reduce<Explanation | null>(
    (top, one) => (top === null || one.score > top.score ? one : top),
    null,
  );
  const least = chain.switched ? 3 : shell ? 0 : 3.2;
  if (least > 0 && (best === null || best.score < least || best.order > (start + 4) * 1000)) return null;

  const own = ownWork(moments, chain, errorText);
  const symptom = symptomOf(telling, failing, errorText, scene);
  const remedy = remedied
    ? runFirst(remedies, variant && isCallError(errorText) && anotherProgram(pair) ? working : null)
    : variant
      ? folderOnly
        ? `Run it ${elsewhere}.`
        : `What worked: \`${working}\`${where === null ? '' : `, run ${where}`}.`
      : '';
  const fixed =
    remedy === ''
      ? fixOf(
          chain.edits,
          editPaths,
          new Set([...errorNames, ...tellingParts(chosen.flatMap((one) => one.worth.names))]),
        )
      : '';
  const texts = chosen.map((explanation) => explanation.text);
  const parts = (said: readonly string[]) => (remedy !== '' ? [symptom, remedy, ...said] : [symptom, ...said, fixed]);
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
    ...(remedied ? remedies.map((one) => one.act.line) : []),
    success.resultLine ?? success.line,
    ...chain.edits.slice(-1).map((edit) => edit.line),
    first.resultLine ?? first.line,
  ]).slice(0, 5);
  const untold = nothingTold.test(errorText);
  const doubts: string[] = [];
  if (remedy === '' && fixed === '' && best === null) doubts.push('no way out is known');
  if (variant && !remedied && untold && elsewhere === null && !failure.idle)
    doubts.push('a failed check that another check does not answer');
  else if (variant && !remedied && elsewhere === null && !answersCheck(telling, success, errorText, pair))
    doubts.push('another run of the check proves nothing of this one');
  if (
    variant &&
    !remedied &&
    mending.test(working) &&
    /with --(?:write|fix)|--(?:write|fix) (?:to|flag|option)/.test(telling.printed)
  )
    doubts.push('the error says itself what to run');
  const unproven =
    variant && !remedied && !folderOnly
      ? provesNothing(pair, telling, success, errorText, elsewhere !== null, place)
      : null;
  if (unproven !== null) doubts.push(unproven);
  if (folderOnly && pair.failingWords.join('\0') !== pair.workingWords.join('\0'))
    doubts.push('what makes the difference is left out');
  if (variant && !remedied && misplaced.test(errorText) && ranAbove(success, scene))
    doubts.push('where it was run is not known');
  if (remedied && filesShown.test(failing)) doubts.push('a look at what was not there yet');
  if (remedied && isOfOneRun(failing)) doubts.push('it holds for this one run only');
  if (!failure.idle && telling.claim === null && passing.test(errorText)) doubts.push('what it printed is no error');
  if (variant && !remedied && misplaced.test(errorText) && !isCallError(errorText) && onlyLooks(failing))
    doubts.push('a look beside the command, at the wrong place');
  if (
    toShell &&
    !failure.idle &&
    telling.claim === null &&
    !(errorLike.test(errorText) || errorCode.test(errorText)) &&
    !isCallError(errorText)
  )
    doubts.push('what it printed says nothing of an error');
  if (variant && !remedied && elsewhere === null && /not a git repository/.test(errorText))
    doubts.push('the folder that the shell was in, not the command, made the difference');
  if (telling.hook === null && isGitState(family, errorText))
    doubts.push('how the checkout stood at that moment: git says itself what to do');
  if (!remedied && ownShell.test(errorText)) doubts.push("the shell's own slip, not the command's");
  if (/\b(?:CODE|TEXT)\b/.test(failing) && best === null && !variant && !remedied)
    doubts.push('an error of a script typed on the spot');
  if (remedy === '' && editPaths.length > 0 && !editPaths.some(insideRepository))
    doubts.push('only files outside the repository changed');
  if (remedy === '' && untold && (best === null || best.score < 3 || !best.worth.cause))
    doubts.push('a failed check, without a word of why');
  else if (remedy === '' && best === null && (untold || own.ownFix || own.ownError || fixed === ''))
    doubts.push('a failure of fresh code, fixed without a word of why');
  const selfMended = remedied && untold && remedies.every((one) => mending.test(one.shown));
  const spoken = remedied && remedies.every((one) => !one.named) && spokenBetween(moments, chain);
  const ran =
    variant && !remedied && !couldNotBegin(telling, errorText, pair, elsewhere) && !changesHow(telling, success, pair);
  const isGit = /^(?:git|gh|glab)\b/.test(family);
  const atRoot = elsewhere === fromRoot && (folderOnly || isGit);
  const waits = remedied
    ? wayOutWaits({ remedies, error: errorText, spoken, mixed: chain.edits.length > 0, selfMended })
    : variant
      ? otherFormWaits({
          ran,
          failedToo:
            success.failure !== null || attempts.some((act) => act !== telling && isShown(act, working, scene)),
          // In another folder git may speak of another repository.
          fromRoot: atRoot || (folderOnly && isGit),
          dropped: droppedOptions(pair, errorText),
          fewer: leavesOutWords(pair, errorText),
          guessed: isGuessed(pair, errorText),
          wrongPath: elsewhere === null && isWrongPath(pair, errorText),
          wrongName: isWrongName(pair, errorText),
          installed: installedMeanwhile(moments, chain, pair, errorText),
          rights: asksForRights(pair),
          otherVerb:
            isOtherVerb(pair, errorText, telling.printed) ||
            isOtherOption(pair, errorText, telling.printed) ||
            isOtherScript(pair, errorText),
          otherRunner: isOtherRunner(pair, errorText),
          unproven: showsTrouble(success),
          // A check is there to fail now and then.
          failsLater: success.check === null && failsLater(moments, chain.success, pair, place),
          workedBefore: workedBefore(moments, chain.attempts[0] ?? 0, pair, place),
          movesFiles: movesFiles(pair),
          otherwise: !folderOnly && differsOtherwise(pair, errorText),
          shown: `${failing} ${working}`,
        })
      : [];
  return {
    rule: 'error-fix',
    kind: remedied || variant ? 'command' : failure.hidden ? 'gotcha' : 'failure',
    // Where files were mended, the check showed that they are; why, and what to do next time, only the agent says.
    tier: remedy === '' ? 'agent' : 'check',
    title: titleOf(`${shell ? family : telling.tool}: ${quoteError(errorText, 48)}`),
    statement,
    lines,
    excerpt: `${failing}\n${failure.line}\n→ ${remedied ? remedies.map((one) => one.shown).join('; ') : working}`.slice(
      0,
      800,
    ),
    failure,
    at: success.at ?? telling.at,
    symptoms: unique(attempts.map((act) => act.failure?.signature ?? ''))
      .filter((signature) => signature.length > 8)
      .slice(0, 3),
    paths: editPaths.filter(insideRepository).slice(0, 5),
    families: shell
      ? unique([
          family,
          ...(remedied ? remedies.map((one) => commandFamily(one.shown) ?? one.act.family) : []),
          commandFamily(working) ?? success.family,
        ])
      : [],
    symbols: [],
    features: {
      variant: variant && !remedied ? 1 : 0,
      remedy: remedied ? 1 : 0,
      named: remedied && remedies.some((one) => one.named) ? 1 : 0,
      // Nobody names it, and it neither brings what was missing nor mends what a check complained of.
      stray: remedied && isStray(remedies, errorText) ? 1 : 0,
      // A check that names nothing, and its own `fix`: no news.
      selfMended: selfMended ? 1 : 0,
      spoken: spoken ? 1 : 0,
      several: remedied ? Math.max(0, remedies.length - 1) : 0,
      mixed: remedied && chain.edits.length > 0 ? 1 : 0,
      mends: variant && !remedied && mending.test(working) && !mending.test(failing) ? 1 : 0,
      call: variant && isCallError(errorText) ? 1 : 0,
      // It ran, and failed at its work: that it worked in another form may have other reasons.
      ran: ran ? 1 : 0,
      folderOnly: folderOnly ? 1 : 0,
      fromRoot: atRoot ? 1 : 0,
      untelling: /:$/.test(errorText.trim()) ? 1 : 0,
      switched: chain.switched ? 1 : 0,
      explained: best === null ? 0 : Math.min(best.score, 7),
      told: best !== null && best.to === 'told' ? 1 : 0,
      attempts: Math.min(attempts.length, 5),
      check: first.check === null ? 0 : 1,
      tool: shell ? 0 : 1,
      fresh: remedy === '' && (own.ownError || own.ownFix) ? 1 : 0,
      ownFix: remedy === '' && own.ownFix ? 1 : 0,
      unnamedFix: remedy === '' && fixed === '' && own.ownFix ? 1 : 0,
      coupled: remedy === '' && own.coupled ? 1 : 0,
      specific: Math.min(errorNames.size, 6),
      hidden: failure.hidden ? 1 : 0,
      hook: telling.hook === null ? 0 : 1,
      edits: Math.min(chain.edits.length, 4),
      helpers: Math.min(chain.helpers.length, 4),
      same: chain.sameCommand ? 1 : 0,
      distance: Math.min(chain.success - (chain.attempts[0] ?? 0), 40) / 10,
      untold: untold ? 1 : 0,
      environment: environmental.test(errorText) ? 1 : 0,
      errorWeight: weight(telling),
    },
    waits,
    importance: attempts.length > 2 ? 2 : 1,
    doubts,
  };
}

/** What was called and what it said. */
function symptomOf(telling: Act, failing: string, error: string, { place }: Scene): string {
  const { failure, claim, hook, script } = telling;
  const ran = script === null || failing.includes(script) ? '' : ` (\`${localText(script, place).slice(0, 80)}\`)`;
  const what = telling.action === 'shell' ? `\`${failing}\`${hook === null ? ran : ''}` : `The ${failing} tool`;
  if (claim !== null)
    return `${what} prints "${quoteError(error, 130)}" and still ends with "${quoteError(claim, 40)}": a false pass.`;
  if (failure?.idle) return `${what} checked nothing: "${quoteError(error, 100)}".`;
  const silent = failure?.hidden && failure.exitCode === 0 && hook === null && !/[|;]/.test(telling.command ?? '');
  const by = hook === null ? '' : ` in the ${hook} hook${ran}`;
  return `${what} ${silent ? 'ends without an error code but prints' : `fails${by} with`} "${quoteError(error, 130)}".`;
}

/** Remedies that nobody names are the likely way out only where there is one, and it brings or mends what the error speaks of. */
function isStray(remedies: readonly Remedy[], error: string): boolean {
  if (remedies.some((one) => one.named)) return false;
  return remedies.length > 1 || remedies.every((one) => !bringsOrMends(one, error));
}

/** Whether a person spoke, and so may have acted, between the failure and its end. */
function spokenBetween(moments: readonly Moment[], { attempts, success }: Chain): boolean {
  return moments.slice(attempts[0], success).some((moment) => moment.kind === 'user');
}

/** Whether a remedy answers a missing program or module, or puts right what a check complains of. */
function bringsOrMends({ shown }: Remedy, error: string): boolean {
  // That a check which names nothing is mended by its own `fix` is no news.
  return (mending.test(shown) && !nothingTold.test(error)) || (isMissing.test(error) && brings.test(shown));
}

const isMissing =
  /not found|cannot find|missing|no such|not installed|refused|unable to|not (?:been )?(?:up|running|built|generated)/i;
const brings = /\b(?:install|ci|sync|restore|init|setup|bootstrap|up|start|generate|migrate|build|get)\b/;

/** "Run X first.", "Run X, then Y first."; and what to call then, where it is called otherwise. */
function runFirst(remedies: readonly Remedy[], then: string | null): string {
  // The next failure is about another file.
  const shown = remedies.map((one) => `\`${mendsOneFile(one) ? one.shown.replace(/\S+$/, 'FILE') : one.shown}\``);
  const first = `Run ${shown.join(', then ')} first`;
  return then === null ? `${first}.` : `${first}. What worked then: \`${then}\`.`;
}

/**
 * The one or two sentences of the agent that say most about the failure and its end. What is said before the fix is about
 * the failure; what is said afterwards may be about anything and must name the same things.
 */
function explained(scene: Scene, chain: Chain, start: number, wanted: ReadonlySet<string>): Explanation[] {
  const { moments, place } = scene;
  const turn = nextUser(moments, start);
  // Where no file changed nothing is left to say once the command has worked.
  const after = chain.edits.length === 0 ? 1 : 4;
  const end = Math.min(chain.switched ? start + 4 : chain.success + after, turn - 1);
  const lastEdit = chain.edits.at(-1);
  const fixedAt = lastEdit === undefined ? start + 2 : Math.min(moments.indexOf(lastEdit), start + 8);
  const sorted = explanationsBetween(moments, start, end, wanted, place)
    .filter((one) => !intention.test(one.text))
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

/** What is still to be done explains nothing. */
const intention = /\bneeds? to (?:fix|update|change|be (?:fixed|updated|changed))|\bmust fix\b|\bto be fixed\b/i;

function nextUser(moments: readonly Moment[], from: number): number {
  for (let i = from; i < moments.length; i++) if (moments[i]?.kind === 'user') return i;
  return moments.length;
}

/** A line that counts what went well. */
const passing = /^\W*(?:[1-9]\d* (?:pass(?:ed|ing)?|ok)\b|0 (?:fail|errors?)\b|ok\b)/i;

/** Errors that tell of the machine, the tool or the project's set-up rather than of the code just written. */
const environmental =
  /command not found|not recognized|unrecognized|unknown (?:option|flag|command|skill|json)|unexpected argument|No such file|not found|permission|denied|no matches|ENOENT|EACCES|E40\d|40[134]\b|not installed|cannot find module|module|port|timed? ?out|lock|hook|pathspec|not a git|No tests? found|0 files|config|version|unsupported|IndentationError|rejected/i;

/** Words with which programs speak of errors. */
const errorLike =
  /err(?:or)?\b|\berr|fail|fatal|cannot|can't|could(?:n't| not)|unable|\bnot |n't\b|\bno |unknown|invalid|denied|undefined|missing|expected|exception|refused|time(?:d )?-?out|panic|abort|warn|\bmust\b|require|unresolved|conflict|mismatch|unsupported|forbidden|illegal|traceback|reject|violat|would |unused|deprecated|differ|already|too (?:many|large|long|old)|\bFAIL|✗|✘|✖|×|❌|Diff in/i;

const errorCode = /\bE[A-Z]{4,}\b/;

/** The shell could not open what its line redirects to or from. */
const ownShell =
  /\w+=\S*: (?:command )?not found|command not found: \w+=|^\S*(?:ba|z|da)?sh: line \d+: [^:]{1,120}: (?:No such file|Is a directory|Permission denied)|^\S{0,40}cd(?::\d+)?: (?:no such file|not a directory)|^\S{0,40}: (?:line \d+: )?cd: |command not found: (?:tail|head|cat|ls|grep|sed|awk|wc|sort|tr|cut|dirname|basename|mkdir|rm|cp|mv|sleep|date)$/i;

/** Programs that only show files: what brings the file they missed is told by what needs it. */
const filesShown = /^(?:sudo )?(?:ls|cat|bat|head|tail|find|fd|stat|file|tree|du|wc|less|more|test|\[)\s/;

/** Lines that name a failed test or script and nothing else. */
const nothingTold =
  /^(?:\W*(?:--- )?FAIL|\(fail\)|error: script|not ok|\W*Some errors|\W*at )|exited with|^\W*\d+ (?:fail|error)/i;

/** How much the error line of an act tells. */
function weight(act: Act): number {
  const line = act.failure?.line ?? '';
  return (
    Math.min(codeNames(line, 5).length, 4) +
    (/error|cannot|not |unknown|invalid|denied|undefined|missing|expected/i.test(line) ? 2 : 0) -
    (nothingTold.test(line) ? 3 : 0)
  );
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
