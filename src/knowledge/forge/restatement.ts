import { codeNames } from './code-names.ts';
import { isRuleSentence } from './directive.ts';
import type { Moment, Said } from './moments.ts';
import { localText, type SessionPlace } from './place.ts';
import { sentencesOf } from './prose.ts';
import { isProgress, isReport } from './rephrase.ts';
import { salientOf, sharedStems } from './salient.ts';
import { isTask, startsWithTaskVerb } from './task.ts';

/** A user's wish in the agent's words, as a rule. */
export interface Restatement {
  readonly text: string;
  readonly line: number;
  /** How many telling words it shares with what the user said. */
  readonly shared: number;
}

/**
 * The sentence in which the agent says back what the user wants, as a rule: "The user wants X to always be visible" becomes
 * "X should always be visible", and "You're right, X must …" the part after the agreement. Only where it speaks of what the
 * user spoke of, and never what the agent is about to do.
 */
export function restatementOf(said: string, answer: readonly Moment[], place: SessionPlace): Restatement | null {
  const stems = salientOf(said);
  let best: Restatement | null = null;
  let told = 0;
  for (const moment of answer.slice(0, 12)) {
    if (moment.kind !== 'said' || moment.to === 'report') continue;
    if (moment.to === 'told' && ++told > 1) break;
    for (const found of rulesIn(moment, place)) {
      const shared = sharedStems(stems, found);
      if (shared >= 2 && (best === null || shared > best.shared + 1)) best = { text: found, line: moment.line, shared };
    }
  }
  return best;
}

function rulesIn(moment: Said, place: SessionPlace): string[] {
  const sentences = sentencesOf(localText(moment.text.slice(0, 2500), place)).slice(0, 8);
  return sentences.flatMap(({ text }, i) => {
    const rule = moment.to === 'thought' ? fromWish(text) : i === 0 ? fromAgreement(text) : '';
    return rule !== '' && isRuleSentence(rule) && rule.length <= 300 && !isTask(rule, rule) ? [rule] : [];
  });
}

const wish =
  /^(?:So )?(?:the )?user (?:wants|would like|prefers|expects|asked for|insists on|requires|clarified that|pointed out that|says that|said that|decided that) (.{12,280})$/i;

/** "The user wants the list to stay sorted" → "The list should stay sorted." */
function fromWish(sentence: string): string {
  const inner = wish.exec(sentence.replace(/(?<![.\s])[.\s]+$/, ''))?.[1];
  if (inner === undefined || /^(?:me|us|an? |to know|to see|to understand)\b/i.test(inner)) return '';
  if (/(?:that|said|says) $/i.test(sentence.slice(0, sentence.length - inner.length - 1))) return finished(inner);
  const own = /^to (.+)$/i.exec(inner)?.[1];
  if (own !== undefined) return startsWithTaskVerb(own) ? '' : finished(own);
  const other = /^((?!to\b)[^,]{3,80}?) to (always |never |only |not )?(.{4,})$/i.exec(inner);
  if (other !== null) return finished(`${other[1]} should ${other[2] ?? ''}${other[3]}`);
  return '';
}

const agreement =
  /^(?:yes|yep|yeah|agreed|i agree|you(?:'?re| are) (?:absolutely |completely )?(?:right|correct)|good (?:point|catch|call)|fair (?:point|enough)|fair|makes sense|right|correct|absolutely|exactly|indeed|understood|got it|noted|confirmed|true|my mistake|sorry|that(?:'s| is) (?:a )?(?:fair|good|right|better|cleaner)(?: point| call| catch| idea)?)\s*[,.:;!—–-]+\s*(.{20,300})$/i;

/** "You're right: keep `a` in `b`" → "Keep `a` in `b`." A status, a plan or a premise is none. */
function fromAgreement(sentence: string): string {
  const inner = agreement.exec(sentence)?.[1];
  if (inner === undefined || isProgress(inner) || isReport(inner)) return '';
  if (
    /(?<![\w`/.-])(?:I|I'm|I've|I'd|I'll|we'll|me)(?![\w`/.-])|\b(?:had|currently|was|were|might|maybe|perhaps|probably|if truly|it depends)\b|\?/.test(
      inner,
    )
  )
    return '';
  // What to do or what must hold, with a name in it: anything less only says yes.
  if (
    !/^(?:keep|use|put|never|always|only|do not|don't|avoid|prefer|store|leave|call|write|name|run)\b|\b(?:must|should|never|always|only|belongs?|has to|have to|needs? to)\b/i.test(
      inner,
    ) ||
    codeNames(inner).length === 0
  )
    return '';
  return finished(inner.replace(/\byour\b/g, 'the'));
}

function finished(text: string): string {
  const clean = text.replace(/(?<![\s.,;:])[\s.,;:]+$/, '');
  return `${clean.charAt(0).toUpperCase()}${clean.slice(1)}.`;
}
