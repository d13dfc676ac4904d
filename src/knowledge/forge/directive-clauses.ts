import { plain } from './prose.ts';

/** A sentence of a user's turn, without what only opens or closes it. */
export interface Clause {
  readonly text: string;
  /** Said to set something right: it began with "no", "wait", "actually" and their like. */
  readonly objects: boolean;
  /** Ended with "please". */
  readonly begs: boolean;
  /** Ended with a question mark. */
  readonly asks: boolean;
}

const longest = 300;
const most = 8;

/** The sentences of what a user typed: lower case, half punctuated, with pictures and long addresses cut out. */
export function clausesOf(source: string): Clause[] {
  const clauses: Clause[] = [];
  for (const line of source.replace(pictures, ' ').split('\n')) {
    if (citation.test(line)) continue;
    const text = plain(line.replace(/https?:\/\/\S{12,}/g, (url) => url.replace(/[?#].*$/, ''))).replace(
      /(^|\s)@(?=[\w./-]+\.\w)/g,
      '$1',
    );
    for (const sentence of text.split(
      /(?<=[^.\d].[.!?]|\d{3}[.!?]|[^.][!?])\s+(?=\S)|(?<=\w)\s*;\s+|(?<=\w{3})\s+(?=(?:shouldn't|can't|why don't|why not) we\b)/,
    )) {
      if (sentence.length > 3 * longest) continue;
      const clause = opened(sentence.trim());
      if (clause.text.length >= 5 && clause.text.length <= longest && !code.test(clause.text)) clauses.push(clause);
      if (clauses.length >= most) return clauses;
    }
  }
  return clauses;
}

/** A line of a program or of what one printed, not a sentence. */
const code =
  /^\d+:\d+\s|\bis (?:defined|assigned|declared|imported)\b.{0,40} but never used\b|^[\p{So}\p{Sm}│┃║─═╭╰├└>]|^-(?=\S)|[;{([]\s*$|=>|^(?:import|export|const|let|var|return|function|def|class|type|interface|public|private|from)\s[^.]{0,120}(?:\bfrom\b|[={(*]|['"];?$)|^(?:\/\/|#|@\w+[(:\]])|^[\w$.]{1,60}\([^)]{0,200}\)$/u;
/** A line in quotation marks shows a text; it asks for nothing. */
const citation = /^\s*(?:"[^"]{30,}"|“[^”]{30,}”)\s*$/;
const pictures = /\[(?:image|screenshot|attachment)[^\]]{0,40}\]/gi;

const objections =
  /^(?:no+|nope|nah|wait|stop(?! \w+ing\b)|wrong(?: \w+(?=[,:.]))?|too \w+(?=[,:.])|actually|hmm+|hm|ugh|hey|sorry|but|not quite|not really|(?:that(?:'s| is)|this is) (?:wrong|not (?:right|correct|good|it|what i (?:meant|want(?:ed)?|asked(?: for)?)))|i (?:said|told you|meant|mean|asked(?: you)?)(?: to)?|as i said|like i said|again)\b[\s,.:;!–—-]*/i;

/** A rule, and the request to heed it now: "we use X here, please change it". */
const trailingRequest =
  /(?<=\S{2})[,;.] (?:so |and |then )?(?:(?:please|pls|just|can you|could you) )?(?:please )?(?:change|fix|update|adjust|correct|redo|revert|undo|rename|rewrite) (?:it|this|that|them|these|those)(?: (?:please|accordingly|everywhere|now|too|then))*[\s.!?]*$/i;

const openings =
  /^(?:please|pls|plz|ok(?:ay)?|also|and|so|yes|yeah|yep|sure|well|great|good|perfect|nice|cool|thanks?(?: you)?|then|alright|right|maybe|perhaps|btw|by the way|oh|ah|one more thing|another thing|additionally|fyi|for the record|just so you know|for consistency|note(?: that)?|remember(?: that)?|keep in mind(?: that)?|be aware(?: that)?|i(?: still| also)? (?:think|believe|guess|suppose|feel like|feel|would say)(?: that)?|in my opinion|imo|imho|it seems(?: like| that)?|seems like|looks like|i(?:'d| would) say|the thing is(?: that)?|make sure(?: that)?|ensure(?: that)?|be sure(?: that)?|obviously|of course|like|ideally|honestly|basically|instead,|as a reminder|reminder)(?=[\s,.:;!–—-]|$)[\s,.:;!–—-]*/i;

function opened(sentence: string): Clause {
  let text = sentence;
  let objects = false;
  for (let pass = 0; pass < 6; pass++) {
    const before = text;
    // "no em dashes" forbids, "no, use dashes" objects.
    if (
      !/^no (?!i\b|we\b|you\b|it\b|it's\b|that\b|that's\b|this\b|they\b|the\b|use\b|don'?t\b|just\b|keep\b|put\b|do not\b|not\b|never\b|always\b|please\b)/i.test(
        text,
      )
    ) {
      const rest = text.replace(objections, '');
      if (rest !== text && rest.length >= 5) {
        objects ||= true;
        text = rest;
      }
    }
    const rest = text.replace(openings, '');
    if (rest.length >= 5) text = rest;
    if (text === before) break;
  }
  return {
    text: text
      .replace(trailingRequest, '')
      .replace(
        /(?:,? (?:please|pls|thanks?(?: you)?|right|ok(?:ay)?|no|instead please|though|tho|lol|haha))*[\s.!?,:;]*$/i,
        (tail) => (/instead/i.test(tail) ? ' instead' : ''),
      )
      .replace(/(?<!\s)\s+([.,?!:;])(?=\s|$)/g, '$1')
      .trim(),
    objects,
    begs: /\b(?:please|pls)[\s.!?]*$/i.test(sentence),
    asks: /\?[\s.!?]*$/.test(sentence),
  };
}
