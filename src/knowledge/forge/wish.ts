import { plain } from './prose.ts';

/** What kind of turn a user's words make. */
export interface Wish {
  readonly words: number;
  /** Says how something should be, or must not be. */
  readonly norm: boolean;
  /** Rejects or corrects what is there. */
  readonly rejects: boolean;
  /** Chooses between possibilities. */
  readonly chooses: boolean;
  /** Phrased as a question. */
  readonly asks: boolean;
  /** Asks to know something, not to have something done. */
  readonly inquires: boolean;
}

/** Each part is read whole and never taken apart again: many of them in a row would be read in ever more ways. */
const bare =
  /^(?:(?=((?:yes|yep|yeah|y|ok(?:ay)?|no|nope|sure|go(?: ahead| on| for it)?|continue|proceed|commit(?: (?:it|this|that|all|and push|everything|the changes))?|push(?: it)?|do (?:it|that|so|this)|please|thanks?(?: you)?|great|good|nice|perfect|cool|next|done|stop|retry|try again|resume|merge(?: it)?|ship it|lgtm|looks good(?: to me)?|and push|now|again|run it|fix it|fix|implement(?: it)?|remove it|keep going|carry on|approved?|correct|right|exactly|hi|hello|hey|test(?: it)?|review|help|status|undo|revert|clear|exit|quit|all|both|\d+|[a-d])(?![a-z\d])[\s,.!+&]*(?:and |then |please )*))\1)+$/i;

const norms =
  /\b(?:should(?:n't| not)?|must(?:n't)?|has to|have to|ought|supposed to|don't (?:want|need|use|create|add|make|do|change|touch|put|show|commit|push|mention|include|write|let|run|forget)|do not|never|always|only|instead(?: of)?|rather than|prefer|avoid|make sure|ensure|no need|not needed|no longer|we want|i want|i'd like|i like|let's|keep|rename|must not|in future|from now on|by default|at any ?time|at all times|everywhere|align|consistent|same as|similar to|without|just (?:a|an|the)|not (?:just|only|a|an|the|in)|stick to|better)\b/i;
const rejections =
  /\b(?:no,|nope|not (?:right|correct|what|good|like|the)|wrong|incorrect|don't|do not|doesn't|does not|didn't|isn't|aren't|can't|cannot|shouldn't|shouldn't|why (?:is|are|do|does|did|not|would|don't|isn't)|instead|rather than|still|revert|undo|roll ?back|too (?:much|many|complicated|long|big|small)|broken|gone|missing|disappeared|confusing|weird|ugly|over ?-?complicat\w*|unnecessary|no longer|not anymore|wait|actually|hmm|but|same problem|again|regression|doesn't work|not working|failed|fails)\b/i;
const choices =
  /\b(?:let'?s (?:go|use|do|keep|stick|call|make)|go with|option [a-d0-9]|i(?:'d)? (?:prefer|choose|pick)|stick (?:to|with)|instead of|rather than|the (?:first|second|third|latter|former)|i agree|sounds good|better (?:to|option)|not .{3,40} but)\b/i;
const inquiry =
  /^(?:(?:and |so |but |also |ok,? |wait,? |hmm,? )*(?:what|which|where|when|who|how|why|is there|are there|does|do you|did|is it|is this|explain|tell me|show me|do we|can you (?:explain|tell|show|check|verify|confirm)|any |anything|have you|has |i want to know|investigate|analy[sz]e|review|look at|check|have a look))\b/i;

/** A wish asked as "can't it be …?" */
const negated =
  /^(?:\W|and |but |so |also )*(?:can't|cannot|couldn't|shouldn't|wouldn't it be|why not|why don't|why can't)\b/i;

const politeness =
  /^(?:(?:please|pls|plz|ok(?:ay)?|also|and|so|but|hmm+|hey|hi|hello|well|yes|yeah|yep|sure|no|nope|wait|actually|great|good|perfect|nice|cool|thanks|thank you|now|then|alright|right|just|maybe|perhaps|btw|oh|ah|one more thing|another thing|additionally|sorry|fyi|i think|i believe|i guess|i feel like|it seems|looks like)\b[\s,.:;!-]*)+/i;
/** Whether a turn only says go, stop or thanks. */
export function isBare(text: string): boolean {
  const clean = text.trim();
  return clean.length < 3 || (clean.length < 90 && bare.test(clean)) || /^[/!][\w:-]+$/.test(clean);
}

/** Reads a user's own words as a wish. */
export function wishOf(source: string): Wish {
  if (source !== lastSource) {
    lastWish = wishIn(source);
    lastSource = source;
  }
  return lastWish;
}

function wishIn(source: string): Wish {
  const text = plain(
    source
      .replace(/\[(?:image|screenshot|attachment)[^\]]{0,40}\]/gi, ' ')
      .replace(/https?:\/\/\S{12,}/g, (url) => url.replace(/[?#].*$/, '')),
  );
  const words = text.split(/\s+/).filter((word) => word !== '').length;
  return {
    words,
    norm: norms.test(text) || negated.test(text),
    rejects: rejections.test(text),
    chooses: choices.test(text),
    asks:
      /\?/.test(text) || /^(?:can|could|should|shouldn't|can't|why|is|are|do|does|what|how|where|would)\b/i.test(text),
    inquires: inquiry.test(text.replace(politeness, '')),
  };
}

/** Several rules ask about one turn in a row. */
let lastSource = '';
let lastWish = wishIn('');
