/** A part of a statement in backquotes. */
export interface QuotedSpan {
  readonly text: string;
  /** Whether the words around it speak for doing it. */
  readonly recommended: boolean;
  /** The words between the span before and this one. */
  readonly before: string;
  readonly after: string;
  readonly start: number;
  readonly end: number;
}

/** Words in front of a span that speak against it, or make it a condition or a symptom. */
const against =
  /\b(?:not|never|avoid(?:ing)?|instead of|rather than|without|no longer|stop|cannot|can['’]t|don['’]t|doesn['’]t|won['’]t|mustn['’]t|shouldn['’]t|replace|replaces|drop|remove|deletes?|unlike|plain|bare|the old|while|when|whenever|if|after|because|failed with|fails with|error|says|prints?|printed|shows?)\b[^`.;:]*$/i;
/** The one use of "after" that recommends. */
const helped =
  /\b(?:work(?:s|ed)|fixed|solved|pass(?:es|ed)|succeed(?:s|ed)|went away|gone)\b[^`.;:]{0,20}\b(?:after|when|if)\s*$/i;
/** Words behind a span that blame it, or tell what it does rather than to do it. */
const blamed =
  /^[\s,]*(?:(?:then|also|still|always|often|itself|alone|silently|directly|here|there|first|already)\s+)*(?:fails?|failed|breaks?|broke|does not|doesn['’]t|did not|didn['’]t|is (?:wrong|broken|missing|gone|not|deprecated|generated|ignored|rejected|rewritten|too)|are (?:not|wrong|generated)|errors?|errored|exits?|exited|hangs?|hung|cannot|can['’]t|could not|was (?:rejected|wrong|removed)|returns?|gives?|reports?|says|misses|skips?|leaves?|stops?|never|crash\w*|times? out|timed out|no longer|drops?|loses?|ignores?|also checks|only checks|overwrites?|deletes?)\b/i;
const recommends =
  /\b(?:(?:re-?)?run(?:ning)?|us(?:e|es|ing)|call(?:s|ing)?|via|set(?:ting)?|add(?:ing)?|pass(?:ing)?|wrap(?:ped|ping)?|needs?|requires?|must|should|prefer|always|try|write|return|put|import|export|fix(?:ed|es)? (?:it )?(?:by|with|is)|fix(?:ed|es)?:|work(?:s|ed):|work(?:s|ed) (?:with|was|is|after)|what worked|solved (?:it )?by|solution:?|change(?:d)? (?:it )?to|switch(?:ed)? to|append|configure|enable|install|start (?:with|by)|begin with|(?:check|test|verify|validate|reproduce|regenerate|confirm|build|deploy)\b[^.;:]{0,60}\b(?:with|by)|instead:?|bump|pin)\b[^`.;]*$/i;
/** "Check the docs from the root (`…`)." */
const inBrackets = /\b(?:run|check|test|verify|validate|reproduce|regenerate|build|deploy)\b[^.;:(]{0,80}\(\s*$/i;
const praised =
  /^[\s,]*(?:works?|worked|fixes|fixed|solves|solved|succeeds|succeeded|passes|passed|is (?:needed|required|right|the way)|instead|first|before|beforehand)\b/i;
/** Words between two spans that make the second more of the same. */
const continues = /^[\s,]*(?:(?:and|or|then|plus|followed by|also|again|with)[\s,]*){0,3}$/i;

/** The quoted parts of a statement, in their order. */
export function quotedSpans(statement: string): QuotedSpan[] {
  const spans: QuotedSpan[] = [];
  let last = 0;
  for (const match of statement.matchAll(/``(.{1,200}?)``|`([^`\n]{1,200})`/g)) {
    const text = (match[1] ?? match[2] ?? '').trim().replace(/^\$\s+/, '');
    const before = statement.slice(last, match.index);
    const end = match.index + match[0].length;
    const after = statement.slice(end, end + 80).split('`')[0] ?? '';
    const again = continues.test(before) && spans.at(-1)?.recommended === true;
    const recommended = !isAgainst(before, after) && (again || isFor(before, after));
    spans.push({ text, recommended, before, after, start: match.index, end });
    last = end;
  }
  return spans;
}

function isAgainst(before: string, after: string): boolean {
  const clause = before.split(/[.;:!?](?=\s|$)|\s[-–—]\s|,\s/).at(-1) ?? '';
  return (against.test(clause) && !helped.test(clause)) || blamed.test(after);
}

function isFor(before: string, after: string): boolean {
  const sentence = before.split(/[.;!?](?=\s|$)/).at(-1) ?? '';
  return recommends.test(sentence) || inBrackets.test(sentence) || praised.test(after);
}
