import type { Directive } from './directive.ts';
import type { Act, Moment } from './moments.ts';
import { typedCommands } from './wording.ts';

/** What the agent did that bears out what a user asked for. */
export interface Confirmation {
  /** Gave in: "You're right". */
  readonly concedes: boolean;
  /** Took note or agreed: "Understood", "Yes". */
  readonly agrees: boolean;
  /** Changed files again that it had changed before. */
  readonly again: boolean;
  /** What is not wanted was done before the turn, or what is wanted is done after it and was not before. */
  readonly changed: boolean;
  readonly edits: readonly Act[];
  /** The command as it was called before, and as it succeeded afterwards, where the two show the difference. */
  readonly before: string | null;
  readonly after: string | null;
}

const concession =
  /^(?:you'?re (?:absolutely |completely |quite )?(?:right|correct)|you are (?:absolutely )?(?:right|correct)|good (?:point|catch|call)|great (?:point|catch)|fair|agreed|i agree|my (?:mistake|bad|apologies)|apologies|sorry|that(?:'s| is) (?:a )?(?:fair|good|right|better|cleaner)|right[,.: —–-]|indeed|ah[,!. ]|oops)/i;
const assent =
  /^(?:yes|yep|yeah|got it|noted|will do|makes sense|correct|absolutely|exactly|understood|confirmed|true|sure|ok(?:ay)?|of course|done|switching|updating|fixing|removing|changing|using|replacing|updated|switched|replaced|reverted|renamed|moved|fixed|i(?:'ll| will) (?:use|keep|switch|leave|follow|avoid|stop|change|remove|rewrite|redo|move|rename|replace|make|update|fix|drop|stick|revert))\b/i;

/**
 * Looks at what the agent said and did after a user's turn, beside what it had done before.
 * @param before moments before the turn, the nearest last
 * @param answer moments from the turn to the next one
 */
export function confirmationOf(
  before: readonly Moment[],
  answer: readonly Moment[],
  directives: readonly Directive[],
): Confirmation {
  const told = firstTold(answer);
  const edits = answer.filter(isEdit);
  const earlier = new Set(before.filter(isEdit).flatMap((edit) => edit.paths));
  const acts = answer.filter((moment): moment is Act => moment.kind === 'act' && moment.failure === null);
  const done = before.filter((moment): moment is Act => moment.kind === 'act');
  let changed = false;
  let calls: { before: string; after: string } | null = null;
  for (const directive of directives) {
    const wanted = tokensOf(directive.wanted);
    const unwanted = tokensOf(directive.unwanted);
    const now = acts.filter((act) => does(act, wanted));
    if (now.length === 0) continue;
    const then = done.filter((act) => does(act, unwanted) && !does(act, wanted));
    changed ||=
      then.length > 0 || (unwanted.length === 0 && wanted.some(isTelling) && !done.some((act) => does(act, wanted)));
    if (directive.form === 'contrast') calls ??= difference(then, now, wanted, unwanted);
  }
  return {
    concedes: concession.test(told),
    agrees: concession.test(told) || assent.test(told),
    again: edits.some((edit) => edit.paths.some((path) => earlier.has(path))),
    changed,
    edits,
    before: calls?.before ?? null,
    after: calls?.after ?? null,
  };
}

/** The last call the old way and the first call the new way. */
function difference(
  then: readonly Act[],
  now: readonly Act[],
  wanted: readonly string[],
  unwanted: readonly string[],
): { before: string; after: string } | null {
  const before = then.findLast((act) => act.command !== null && commandWith(act, unwanted) !== null);
  const after = now.find((act) => act.command !== null && commandWith(act, wanted) !== null);
  if (before === undefined || after === undefined) return null;
  const pair = { before: commandWith(before, unwanted) ?? '', after: commandWith(after, wanted) ?? '' };
  return pair.before === pair.after || pair.before.length > 80 || pair.after.length > 80 ? null : pair;
}

function commandWith(act: Act, tokens: readonly string[]): string | null {
  for (const words of typedCommands(act.command ?? '')) {
    const line = words.join(' ');
    if (line.length <= 80 && !line.includes('\n') && tokens.some((token) => holds(line, token))) return line;
  }
  return null;
}

function does(act: Act, tokens: readonly string[]): boolean {
  if (tokens.length === 0) return false;
  const text = `${act.command ?? ''}\n${act.paths.join('\n')}\n${act.action === 'edit' || act.action === 'write' ? act.detail : ''}`;
  // One telling name is enough; of plain words all must be there.
  const telling = tokens.filter(isTelling);
  return telling.length > 0
    ? telling.some((token) => holds(text, token))
    : tokens.length <= 3 && tokens.every((token) => holds(text, token));
}

function holds(text: string, token: string): boolean {
  const escaped = token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![A-Za-z0-9_])${escaped}(?![A-Za-z0-9_])`, 'i').test(text);
}

function isTelling(token: string): boolean {
  return /[^a-z]/.test(token);
}

const plainWords = new Set(
  'the a an of in on for to with and or as at by from use using be is are all every each only just like others other them it this that files file instead rather than into directly here'.split(
    ' ',
  ),
);

/** Quoted texts, code names and the first few plain words by which something is known again in commands and edits. */
function tokensOf(text: string): string[] {
  const quoted = [...text.matchAll(/[`"']([^`"']{2,60})[`"']/g)].map((found) => found[1] ?? '');
  if (quoted.length > 0) return quoted.slice(0, 3);
  return text
    .replace(/[:,;].*$/, '')
    .split(/\s+/)
    .map((word) => word.replace(/^["'(]+|(?<!["').,])["').,]+$/g, ''))
    .filter((word) => word.length > 1 && !plainWords.has(word.toLowerCase()))
    .slice(0, 4);
}

/** What the agent said first to the user after a turn, in its first few words. */
export function firstTold(answer: readonly Moment[]): string {
  for (const moment of answer)
    if (moment.kind === 'said' && moment.to === 'told') return moment.text.trim().slice(0, 300);
  return '';
}

function isEdit(moment: Moment): moment is Act {
  return moment.kind === 'act' && (moment.action === 'edit' || moment.action === 'write');
}
