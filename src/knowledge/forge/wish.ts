import { plain, sentencesOf } from './prose.ts';

/** What a user's turn asks for, told as a rule. */
export interface Wish {
  /** The wish in the third person, without greeting, politeness and question form; empty where there is none. */
  readonly text: string;
  readonly words: number;
  /** Says how something should be, or must not be. */
  readonly norm: boolean;
  /** Rejects or corrects what is there. */
  readonly rejects: boolean;
  /** Holds for more than this once: always, never, from now on, whenever. */
  readonly lasting: boolean;
  /** Chooses between possibilities. */
  readonly chooses: boolean;
  /** Phrased as a question. */
  readonly asks: boolean;
  /** Asks to know something, not to have something done. */
  readonly inquires: boolean;
  /** Reports that something is not as it should be. */
  readonly reports: boolean;
  /** Short and plain enough to be repeated as it is. */
  readonly clear: boolean;
}

const bare =
  /^(?:(?:yes|yep|yeah|y|ok(?:ay)?|no|nope|sure|go(?: ahead| on| for it)?|continue|proceed|commit(?: (?:it|this|that|all|and push|everything|the changes))?|push(?: it)?|do (?:it|that|so|this)|please|thanks?(?: you)?|great|good|nice|perfect|cool|next|done|stop|retry|try again|resume|merge(?: it)?|ship it|lgtm|looks good(?: to me)?|and push|now|again|run it|fix it|fix|implement(?: it)?|remove it|keep going|carry on|approved?|correct|right|exactly|hi|hello|hey|test(?: it)?|review|help|status|undo|revert|clear|exit|quit|all|both|\d+|[a-d])[\s,.!+&]*(?:and |then |please )*)+$/i;

const norms =
  /\b(?:should(?:n't| not)?|must(?:n't)?|has to|have to|ought|supposed to|don't (?:want|need|use|create|add|make|do|change|touch|put|show|commit|push|mention|include|write|let|run|forget)|do not|never|always|only|instead(?: of)?|rather than|prefer|avoid|make sure|ensure|no need|not needed|no longer|we want|i want|i'd like|i like|let's|keep|rename|must not|in future|from now on|by default|at any ?time|at all times|everywhere|align|consistent|same as|similar to|without|just (?:a|an|the)|not (?:just|only|a|an|the|in)|stick to|better)\b/i;
const reportWords =
  /\b(?:broken|breaks?|gone|missing|disappear\w*|doesn't|does not|didn't|isn't|aren't|can't|cannot|won't|no longer|not (?:working|showing|visible|correct|right|there)|still|too (?:\w+)|wrong|incorrect|error|crash\w*|fails?|failed|failing|regression|slow|stuck|hangs?|nothing happens|confus\w*|weird|odd|duplicat\w*|twice|instead|but now|seems?|looks? like|lost|empty|flicker\w*|jumps?|overlap\w*)\b/i;

const rejections =
  /\b(?:no,|nope|not (?:right|correct|what|good|like|the)|wrong|incorrect|don't|do not|doesn't|does not|didn't|isn't|aren't|can't|cannot|shouldn't|shouldn't|why (?:is|are|do|does|did|not|would|don't|isn't)|instead|rather than|still|revert|undo|roll ?back|too (?:much|many|complicated|long|big|small)|broken|gone|missing|disappeared|confusing|weird|ugly|over ?-?complicat\w*|unnecessary|no longer|not anymore|wait|actually|hmm|but|same problem|again|regression|doesn't work|not working|failed|fails)\b/i;
const lasting =
  /\b(?:always|never|every ?time|from now on|in (?:the )?future|whenever|by default|in general|as a rule|going forward|each time|any ?more|no longer|we (?:use|don't use|prefer|want)|i (?:prefer|always|never|don't use|no longer)|for all|everywhere|at any ?time)\b/i;
const choices =
  /\b(?:let'?s (?:go|use|do|keep|stick|call|make)|go with|option [a-d0-9]|i(?:'d)? (?:prefer|choose|pick)|stick (?:to|with)|instead of|rather than|the (?:first|second|third|latter|former)|i agree|sounds good|better (?:to|option)|not .{3,40} but)\b/i;
const inquiry =
  /^(?:(?:and |so |but |also |ok,? |wait,? |hmm,? )*(?:what|which|where|when|who|how|why|is there|are there|does|do you|did|is it|is this|explain|tell me|show me|do we|can you (?:explain|tell|show|check|verify|confirm)|any |anything|have you|has |i want to know|investigate|analy[sz]e|review|look at|check|have a look))\b/i;

/** A wish asked as "can't it be …?" */
const negated =
  /^(?:\W|and |but |so |also )*(?:can't|cannot|couldn't|shouldn't|wouldn't it be|why not|why don't|why can't)\b/i;

/** Several half-questions in one breath: nothing to repeat. */
const messy =
  /\b(?:so does that mean|do we (?:already|currently)|is it because|why did|right\?|did we do|if you're not sure)\b/i;

const politeness =
  /^(?:(?:please|pls|plz|ok(?:ay)?|also|and|so|but|hmm+|hey|hi|hello|well|yes|yeah|yep|sure|no|nope|wait|actually|great|good|perfect|nice|cool|thanks|thank you|now|then|alright|right|just|maybe|perhaps|btw|oh|ah|one more thing|another thing|additionally|sorry|fyi|i think|i believe|i guess|i feel like|it seems|looks like)\b[\s,.:;!-]*)+/i;
const requests =
  /^(?:(?:can|could|would|will) (?:you|we)(?: please| also| just)?|i(?:'d| would) like (?:you )?to|i want (?:you )?to|i need (?:you )?to|you (?:should|need to|must|have to|can)|we (?:should|need to|must|have to|can)|let'?s|we musr?t?(?: also)?|please|make sure (?:to|that)|ensure(?: that)?)\s+/i;

/** Whether a turn only says go, stop or thanks. */
export function isBare(text: string): boolean {
  const clean = text.trim();
  return clean.length < 3 || (clean.length < 90 && bare.test(clean)) || /^[/!][\w:-]+$/.test(clean);
}

/** Reads a user's own words as a wish. */
export function wishOf(source: string): Wish {
  const text = plain(
    source
      .replace(/\[(?:image|screenshot|attachment)[^\]]{0,40}\]/gi, ' ')
      .replace(/https?:\/\/\S{12,}/g, (url) => url.replace(/[?#].*$/, '')),
  );
  const words = text.split(/\s+/).filter((word) => word !== '').length;
  const sentences = sentencesOf(source.replace(/\[(?:image|screenshot|attachment)[^\]]{0,40}\]/gi, ' ')).map(
    (sentence) => sentence.text,
  );
  const parts = sentences.length === 0 ? [text] : sentences;
  const telling = parts.filter((part) => !isBare(part));
  const ranked = [...telling].sort((a, b) => weigh(b) - weigh(a));
  const chosen = telling.length <= 2 ? telling : telling.filter((part) => ranked.slice(0, 2).includes(part));
  return {
    text: chosen
      .map(restated)
      .filter((part) => part.length > 8)
      .join(' '),
    words,
    norm: norms.test(text) || negated.test(text),
    rejects: rejections.test(text),
    lasting: lasting.test(text),
    chooses: choices.test(text),
    asks:
      /\?/.test(text) || /^(?:can|could|should|shouldn't|can't|why|is|are|do|does|what|how|where|would)\b/i.test(text),
    inquires: inquiry.test(text.replace(politeness, '')),
    reports: reportWords.test(text) && !negated.test(text),
    clear: words <= 45 && parts.length <= 3 && !/[➜│✗@#]\s|\S{60,}|\?.*\w/.test(text) && !messy.test(text),
  };
}

function weigh(sentence: string): number {
  return (
    (norms.test(sentence) ? 2 : 0) +
    (rejections.test(sentence) ? 1 : 0) +
    (lasting.test(sentence) ? 2 : 0) +
    (choices.test(sentence) ? 1 : 0) +
    Math.min(sentence.length, 120) / 120
  );
}

/** One sentence of the user as a rule or an observation. */
function restated(sentence: string): string {
  let text = sentence
    .replace(/[\s:]+(?=[.?!]*$)/, '')
    .replace(/\s+([.,?!:])/g, '$1')
    .trim();
  text = text.replace(politeness, '');
  text = text
    .replace(/^(?:can't|cannot|couldn't|can not|shouldn't|why not|why can't) (?:we |you )?(?=\w)/i, (m) =>
      /^(?:can't|couldn't|shouldn't)\s$/i.test(m) ? m : '',
    )
    .replace(
      /^(?:can't|couldn't|shouldn't|should not) (the |this |that |these |those |it |they |all |each |every )(.{2,40}?) (be|have|use|go|live|stay|come|show|contain|get)\b/i,
      (_, det: string, thing: string, verb: string) => `${det}${thing} should ${verb}`,
    )
    .replace(/^(?:shouldn't|should not|should) (we|it|this|that|they|there) /i, (_, who: string) => `${who} should `)
    .replace(/^(?:can't|couldn't|shouldn't) /i, '')
    .replace(/^why (?:don't|not|can't|can we not) (?:we |you )?/i, '')
    .replace(/^why (is|are|do|does|did) (.+)$/i, 'asked why $2 $1')
    .replace(requests, '')
    .replace(requests, '');
  if (/^asked why /.test(text))
    text = sentence
      .replace(politeness, '')
      .replace(
        /^why (is|are) (\S+(?: \S+){0,4}?) (in|on|not|still|so|there|a|the|being|\w+ing|\w+ed)\b/i,
        'why $2 $1 $3',
      )
      .replace(/^why/i, 'explain why');
  text = text
    .replace(/(?<![\w/-])I(?:'m| am)(?![\w-])/g, 'the user is')
    .replace(/\b(?:I don't|i dont|don't) want (?:my|our)\b/gi, "the user does not want the user's")
    .replace(/\bI (?=(?:want|need|prefer|like|think|use|believe|no|don't|never|always)\b)/gi, 'the user ')
    .replace(/(?<![\w/.'`-])[Ii](?![\w/.'`-])/g, 'the user')
    .replace(/(?<![\w/.'`-])my(?![\w/.'`-])/gi, "the user's")
    .replace(/\?+\s*$/, '')
    .replace(/[\s,;:-]+$/, '')
    .trim();
  if (text === '') return '';
  text = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!]$/.test(text) ? text : `${text}.`;
}
