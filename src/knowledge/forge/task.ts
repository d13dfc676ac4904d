/**
 * Tells what is over when it is done ("add a button") from what holds on ("buttons are labelled with verbs"): by the verb
 * it begins with and by words that bind it to this once.
 */

const taskVerbs = new Set(
  (
    'add fix implement create make update change remove delete move rename push commit run rerun check review show explain investigate look try test install build generate refactor ' +
    'merge rebase revert undo redo delegate ask spawn configure publish document mention rewrite clean simplify set open close tell give find search analyse analyze verify do go start continue ' +
    'finish help list print draft send post reply convert migrate upgrade bump release deploy apply integrate extract split extend improve optimise optimize replace switch get let see take put come ' +
    'execute complete rework bring introduce work proceed resolve investigate research compare confirm summarise summarize read reread download upload sync pull fetch cherry-pick squash amend tag close ' +
    'capture record design plan describe clarify provide point expand shorten trim polish tweak adjust align reduce increase raise lower enable disable turn wire hook point report monitor watch wait stage unblock restore drop write reuse launch trigger invoke kick fire simulate focus concentrate consider'
  ).split(' '),
);

const thisOnce =
  /\b(?:this time|just this once|for this (?:pr|task|change|commit|branch|one|session|run|issue)|today|right now|afterwards?|when (?:you'?re |you are )?(?:done|finished)|yet|for me|tomorrow|this (?:pr|commit|branch|issue|ticket|one)|for (?:this|that|it)(?=[.!]?$))\b/i;

/** What stays when it is done, whatever the verb: a rule among the words, not among the reasons given for them. */
const holds =
  /^(?:(?! so (?:that |we |it|the )| because | since ).)*\b(?:always|never|only|instead of|rather than|every (?:new |public |single )?(?:function|method|class|test|file|commit|pr|pull request|change|module|component|endpoint|migration|release|time)s?|whenever|by default|from now on|without|not)\b/i;

/** As {@link holds}, without what any wish has. */
const lasts = /\b(?:always|never|only|instead of|rather than|every|each|all|whenever|by default|from now on)\b/i;

/** Something to be done to one definite thing: "separate the hook types". */
const onThis =
  /^(?!(?:Use|Keep|Prefer|Put|Store|Name|Call|Write|Leave|Follow|Run|Pass|Import|Return|Treat|Expect|Mock|Log|Sign|Tag|Only|Do|No|Avoid|All|Every|Each|In|On|If|When|With|For|At|By|Of)\b)[A-Z][a-z]+ (?:the|these|this|that|those) [a-z]/;

/** Says how or where a kind of thing is always written or put. */
const manner =
  /^(?:write|put) (?:(?:all|the|every|each|any|new|commit|helper|test|error)\b.{2,60}|\w+s(?: \w+)?) (?:in|as|at|like|with|under|next to|between|before|after|into)\b|^(?:run|ask|check|test)\b.{2,60}\bbefore \w+ing\b/i;

/** A thing that should become otherwise, and is so when it is done: "the file should move to docs". */
const becomes =
  /\b(?:should|must|needs? to|has to|have to) (?:also |now |just |all )?(?:be )?(?:mov|renam|remov|delet|replac|rewrit|convert|migrat|fix|implement|mention|drop|revert|restor|split|extract)(?:e|ed|d|t|ted|ten|ing)?\b(?! (?:in|with|before|after|when|through|by|via|on)\b)/i;

/** Whether a sentence begins with a verb for something to be done now. */
export function startsWithTaskVerb(text: string): boolean {
  return taskVerbs.has((/^[a-z-]+/i.exec(text.trim())?.[0] ?? '').toLowerCase());
}

/** Whether what a rule asks for is over when it is done. */
export function isTask(rule: string, said: string): boolean {
  if (thisOnce.test(said) || /^Do not forget\b/.test(rule)) return true;
  if (becomes.test(rule) && !lasts.test(rule)) return true;
  if (/^[A-Z][a-z]+ (?:some|a few|a couple|another|the following|more)\b/.test(rule) && startsWithTaskVerb(rule))
    return true;
  // "… to never litter" is what somebody is to write down, not yet the rule.
  const plain = rule.replace(/\bto (?:never|always|only|not)\b/gi, 'to');
  // "In the plan, capture that …"
  const order = rule.replace(/^In (?:the|this|our|your) [\w-]+, /, '');
  return (startsWithTaskVerb(order) || onThis.test(rule)) && !holds.test(plain) && !manner.test(rule);
}

/** Acts on which a person decides each time: saying no to one once is no rule. */
const ownActs =
  /^(?:Do not|No|No need to|No need for|Avoid) (?:\w+ )?(?:a |an |the |any |another |new )?(?:commit|push|pr\b|pull request|merge|deploy|release|publish|(?:code )?changes?\b|code\b|continue|start|run|implement|create|open|do |anything|write (?:any )?code)/i;

/** Whether a prohibition is only about what to do next. */
export function isHoldBack(rule: string): boolean {
  return (
    ownActs.test(rule) &&
    !/[`/]|\b(?:without|unless|until|ever|always|every|directly|with|to (?:main|master|trunk|production))\b/i.test(rule)
  );
}
