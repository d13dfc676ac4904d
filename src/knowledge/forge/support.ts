import { codeNames } from './code-names.ts';
import { isRuleSentence } from './directive.ts';
import { explanationsIn } from './explanation.ts';
import { isNarrated } from './loose.ts';
import { isMomentary } from './momentary.ts';
import type { Moment } from './moments.ts';
import { localText, type SessionPlace } from './place.ts';
import { sentencesOf } from './prose.ts';
import { isProgress, isReport } from './rephrase.ts';
import { salientOf, sharedStems } from './salient.ts';

/** A sentence of the agent that says why a rule is so, or what it comes to. */
export interface Support {
  readonly text: string;
  readonly line: number;
}

const hedged =
  /\b(?:might|maybe|perhaps|probably|possibly|seems?|likely|if (?:truly )?needed|not sure|had already|so far|in progress|worker|worktree|sub-?agent|status|the user|my|your|you)\b/i;
/** What was changed for it, which the code says by now. */
const changeLog =
  /^(?:Updated|Added|Changed|Removed|Renamed|Moved|Replaced|Fixed|Implemented|Refactored|Switched|Extended)\b|\bnow (?!on\b)\w+s?\b/i;
const conventionIn =
  /\b(?:following|per|matching|as in|like|according to) (?:the )?(?:repo(?:sitory)?|project|codebase|file|package)(?:'s)? (?:existing )?(?:convention|pattern|style|way|rule)s?[^:]{0,30}: (.{20,260})$/i;

const because = /\b(?:because|since|so that|otherwise|which (?:means|breaks|causes|makes)|the reason)\b/i;
const holds =
  /\b(?:must|never|always|only|should|cannot|can't|requires?|rather than|instead of|by default|needs? to|has to|have to)\b/i;

const noNames: ReadonlySet<string> = new Set();

/**
 * The one sentence of an answer that belongs to a rule: it shares the rule's telling words and gives a cause, a constraint or
 * the shape it takes. A status, a plan or anything about other things is none.
 */
export function supportOf(rule: string, answer: readonly Moment[], place: SessionPlace): Support | null {
  const stems = salientOf(rule);
  let best: (Support & { readonly score: number }) | null = null;
  for (const [order, moment] of answer.entries()) {
    if (moment.kind !== 'said' || moment.to !== 'told') continue;
    for (const one of explanationsIn(moment, noNames, place, order)) {
      const convention = conventionIn.exec(one.text)?.[1];
      if (convention === undefined && one.worth.value < 1.2) continue;
      const telling =
        convention !== undefined || because.test(one.text) || (holds.test(one.text) && codeNames(one.text).length > 0);
      if (!telling || one.text.length > 340 || hedged.test(one.text)) continue;
      if (convention === undefined && changeLog.test(one.text)) continue;
      const shared = sharedStems(stems, one.text);
      if (shared < (convention === undefined ? 2 : 1) || isMomentary(one.text)) continue;
      if (/^(?:This|That|It|They|These|Those)\b|^\[[ x]?\]|:$|[→=]>/.test(one.text) || same(rule, one.text)) continue;
      const text = convention === undefined ? one.text : `The convention: ${convention}`;
      const score = shared + one.worth.value * 0.5 + (convention === undefined ? 0 : 3) - order * 0.05;
      if (best === null || score > best.score) best = { text, line: one.line, score };
    }
  }
  return best;
}

/** The agent's own wording of a rule, where it says the same and names what the rule leaves unnamed. */
export function sharperOf(rule: string, answer: readonly Moment[], place: SessionPlace): Support | null {
  const [claim = rule, ...reason] = rule.split(': ');
  const stems = salientOf(claim);
  if (stems.size < 2) return null;
  for (const moment of answer) {
    if (moment.kind !== 'said' || moment.to !== 'told') continue;
    for (const { text } of sentencesOf(localText(moment.text, place))) {
      if (
        text.length > 220 ||
        codeNames(text).length === 0 ||
        isNarrated(text) ||
        hedged.test(text) ||
        isProgress(text) ||
        isReport(text) ||
        /\bnow\b/i.test(text)
      )
        continue;
      if (
        sharedStems(stems, text) >= Math.max(2, 0.7 * stems.size) &&
        isRuleSentence(text) &&
        mood(text) === mood(claim)
      )
        return { text: `${[text.replace(/[.!]$/, ''), ...reason].join(': ').replace(/[.]$/, '')}.`, line: moment.line };
    }
  }
  return null;
}

/** Whether a sentence forbids: what says no must not be put for what says yes. */
function mood(text: string): boolean {
  return /\b(?:no|not|never|avoid|without|cannot|don't|must not)\b/i.test(text);
}

/** Whether a sentence only says the rule again. */
function same(rule: string, text: string): boolean {
  const stems = salientOf(text);
  return stems.size > 0 && sharedStems(salientOf(rule), text) >= 0.8 * stems.size;
}
