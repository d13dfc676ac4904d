import { commandFamily } from '../../../sessions/command-family.ts';
import { errorLines, errorTerms, normaliseError } from '../../../sessions/error-signature.ts';
import { codeNames, tellingParts } from '../code-names.ts';
import type { Draft, Scene } from '../draft.ts';
import { chooseExplanations, explanationsIn } from '../explanation.ts';
import { fixOf } from '../fix-line.ts';
import type { Act, Moment, UserSaid } from '../moments.ts';
import { insideRepository, localPath, localText } from '../place.ts';
import { joinSentences, quoteError, titleOf } from '../wording.ts';

/**
 * An error the user ran into and pasted: what no check of the session showed. The lesson is the agent's explanation of it,
 * once files were changed or a command put it right.
 */
export function pastedErrors(scene: Scene): Draft[] {
  const drafts: Draft[] = [];
  const { moments } = scene;
  for (let i = 0; i < moments.length; i++) {
    const user = moments[i];
    if (user?.kind !== 'user' || user.pasted === '' || /\bplan\b/i.test(user.text.slice(0, 80))) continue;
    const draft = draftOf(scene, i, user);
    if (draft !== null) drafts.push(draft);
  }
  return drafts;
}

/** Weight from which a pasted line is taken for an error. */
const leastWeight = 6;
const reach = 90;
/** Instructions and lists of things to look for are pasted, too. */
const saysFailed =
  /error|exception|fail|panic|traceback|cannot|could not|unable|denied|not found|refused|timed? ?out|invalid|undefined|missing|fatal|unexpected|abort|reject|\b[45]\d\d\b/i;

function draftOf(scene: Scene, index: number, user: UserSaid): Draft | null {
  const { moments, place } = scene;
  const top = errorLines(user.pasted, 1)[0];
  if (top === undefined || top.weight < leastWeight) return null;
  const error = localText(top.text, place);
  if (!saysFailed.test(error)) return null;
  const end = nextUser(moments, index);
  const answer = moments.slice(index + 1, end);
  const edits = answer.filter(
    (moment): moment is Act => moment.kind === 'act' && (moment.action === 'edit' || moment.action === 'write'),
  );
  const command = commandIn(user.pasted);
  const family = command === null ? null : commandFamily(command);
  // The check passed, or what the user had run ran at last.
  const passed = moments
    .slice(index + 1, index + 1 + reach)
    .find(
      (moment): moment is Act =>
        moment.kind === 'act' &&
        moment.failure === null &&
        moment.resultLine !== null &&
        (moment.passed || (family !== null && moment.families.includes(family))),
    );
  const paths = [...new Set(edits.flatMap((edit) => edit.paths.map((path) => localPath(path, place))))];
  const wanted = tellingParts([...errorTerms(error), ...codeNames(user.pasted.slice(0, 1500)), ...paths.slice(0, 4)]);
  const sentences = answer
    .flatMap((moment, at) =>
      moment.kind === 'said' && moment.to !== 'report' ? explanationsIn(moment, wanted, place, at, 2) : [],
    )
    .filter((one) => one.shared >= 1)
    .map((one) => ({ ...one, score: one.score - Math.min(one.order / 1000, 25) * 0.04 }))
    .sort((a, b) => b.score - a.score);
  const chosen = chooseExplanations(sentences, 2, 2);
  const best = chosen.reduce<(typeof chosen)[number] | null>(
    (most, one) => (most === null || one.score > most.score ? one : most),
    null,
  );
  if (best === null) return null;
  const fixed = fixOf(edits, paths, new Set([...wanted, ...tellingParts(best.worth.names)]));
  return {
    rule: 'pasted-error',
    kind: 'failure',
    // What had failed may work by now: why it failed, only the agent says.
    tier: 'agent',
    title: titleOf(quoteError(error, 70)),
    statement: joinSentences([
      `${command === null ? 'The user ran into' : `\`${command}\` fails with`} "${quoteError(error, 120)}".`,
      ...chosen.map((one) => one.text),
      fixed,
    ]),
    lines: [
      ...new Set([
        user.line,
        best.line,
        ...edits.slice(0, 1).map((edit) => edit.line),
        ...(passed === undefined ? [] : [passed.resultLine ?? passed.line]),
      ]),
    ],
    excerpt: top.text.slice(0, 600),
    failure: null,
    at: passed?.at ?? user.at,
    symptoms: [normaliseError(top.text)].filter((signature) => signature.length > 8),
    paths: paths.filter(insideRepository).slice(0, 4),
    families: [],
    symbols: [],
    features: {
      explained: Math.min(best.score, 7),
      shared: Math.min(best.shared, 3),
      edits: edits.length > 0 ? 1 : 0,
      passed: passed === undefined ? 0 : 1,
      cause: best.worth.cause ? 1 : 0,
    },
    importance: 2,
    doubts: fixed === '' && !best.worth.cause && !best.worth.contrast ? ['no way out is known'] : [],
  };
}

/** The last command typed at a prompt in a pasted terminal. */
function commandIn(pasted: string): string | null {
  return /(?:^|\n)[^\n]{0,60}[$❯➜✗%]\s+(?!https?:)([a-z][\w.-]* [^\n]{2,80})(?:\n|$)/.exec(pasted)?.[1]?.trim() ?? null;
}

function nextUser(moments: readonly Moment[], index: number): number {
  for (let i = index + 1; i < Math.min(moments.length, index + reach); i++) if (moments[i]?.kind === 'user') return i;
  return Math.min(moments.length, index + reach);
}
