import { type Clause, clausesOf } from './directive-clauses.ts';
import { type DirectiveForm, type Parsed, parseClause } from './directive-patterns.ts';
import { isHoldBack, isTask } from './task.ts';

/** One thing a user's turn asks for. */
export interface Directive {
  /** A whole sentence that reads by itself; empty where the words cannot be mended by rule. */
  readonly rule: string;
  readonly form: DirectiveForm;
  /** What is to be used, and what is not: words to look for in what the agent did. */
  readonly wanted: string;
  readonly unwanted: string;
  /** Said to hold for more than this once. */
  readonly lasting: boolean;
  /** Over when it is done. */
  readonly task: boolean;
  /** Points at something the sentence does not name: as its `subject`, elsewhere (`object`), or not at all. */
  readonly pointing: 'subject' | 'object' | null;
  /** Said to set something right: it began with "no", "wait", "actually" and their like. */
  readonly objects: boolean;
  /** Put as a question that may be meant as one: "should it …?", not "can't it …?". */
  readonly asked: boolean;
}

/** What a user's own words ask for, one entry a sentence, in the order of the text; other sentences are left out. */
export function directivesOf(source: string): readonly Directive[] {
  if (source !== lastSource) {
    lastFound = directivesIn(source);
    lastSource = source;
  }
  return lastFound;
}

/** One turn is asked about more than once in a row. */
let lastSource = '';
let lastFound: readonly Directive[] = [];

function directivesIn(source: string): Directive[] {
  const directives: Directive[] = [];
  let before: Directive | undefined;
  for (const clause of clausesOf(source)) {
    const found = directiveIn(clause);
    const last = directives.length - 1;
    if (found !== null) directives.push(found);
    else if (before !== undefined && before.rule !== '' && before === directives[last]) {
      const reach = reachOf(clause);
      if (reach !== '') directives[last] = { ...before, rule: `${before.rule} ${reach}`, lasting: true };
    }
    before = found ?? undefined;
  }
  return directives;
}

function directiveIn({ text, objects, begs, asks }: Clause): Directive | null {
  const found = questions.test(text) ? null : parsed(text, begs);
  if (found === null) return null;
  const rule = mended(found.rule);
  // "Adjust the rules to never litter" is an order to write a rule down.
  const stays = lasting.test(text.replace(/\bto (?:never|always)\b/gi, 'to')) || found.form === 'convention';
  return {
    rule: readable(rule) ? rule : '',
    form: found.form,
    wanted: found.wanted ?? '',
    unwanted: found.unwanted ?? '',
    lasting: stays,
    task: found.form === 'request' ? !everyTime.test(text) : !stays && (isTask(rule, text) || isHoldBack(rule)),
    pointing: pointingIn(rule),
    objects,
    asked: asks && !suggests.test(text),
  };
}

/** What is said right after a rule of how it is everywhere: "never use floats for money. Amounts are integer cents everywhere". */
function reachOf({ text, asks }: Clause): string {
  if (asks || text.length > 140 || !lasting.test(text) || !tells.test(text) || questions.test(text)) return '';
  const sentence = mended(text);
  return readable(sentence) && pointingIn(sentence) === null ? sentence : '';
}

/**
 * What a clause says as a whole, or the rule it ends with where the whole is none: "drop redis, keep it on disk", "you cited
 * a blog, we only cite papers".
 */
function parsed(text: string, begs: boolean): Parsed | null {
  const whole = parseClause(text, begs);
  if (whole !== null && whole.form !== 'request' && pointingIn(mended(whole.rule)) === null) return whole;
  for (const found of [...text.matchAll(/(?:,|\bbut|, so| -+| —) (?:and |but |so |just |please )?(?=\S)/g)].slice(
    0,
    4,
  )) {
    const tail = text.slice(found.index + found[0].length);
    const rule = tail.length < 10 || questions.test(tail) ? null : parseClause(tail, begs);
    if (rule === null || rule.form === 'request' || rule.form === 'choice') continue;
    const head = text.slice(0, found.index).replace(/^\d+[.)]\s*/, '');
    // What is said of how to go about a task belongs to the task.
    if (order.test(head) && rule.form === 'norm') continue;
    // What holds under a condition does not hold without it.
    if (condition.test(head))
      return {
        ...rule,
        rule: `${head.charAt(0).toUpperCase()}${head.slice(1)}, ${rule.rule.charAt(0).toLowerCase()}${rule.rule.slice(1)}`,
      };
    if (pointingIn(mended(rule.rule)) === null) return rule;
    // "the API returns snake_case, don't convert it": what "it" is stands in front.
    if (rule.form === 'never' && whole === null && aboutThing.test(head))
      return { ...rule, rule: `${head}: ${rule.rule.charAt(0).toLowerCase()}${rule.rule.slice(1)}` };
  }
  return whole;
}

/** Something to be made or found out. */
const order =
  /^(?:please )?(?:do|make|write|create|add|implement|build|research|investigate|review|check|analy[sz]e|find|look|search|explore|fix|test|run|update|refactor)\b/i;
const condition =
  /^(?:if|when|whenever|unless|once|after|before|until|while|where|in case|except|for (?:the|all|every|each|any)|in (?:the|all|every|any)|on (?:the|every|each))\b/i;
const aboutThing = /^(?:the|our|all|every|each) [\w-]+ (?!is\b|are\b|was\b|does\b|should\b)\w+s? \S/i;

const tells = /\w (?:is|are|has|have|goes?|lives?|uses?|stays?|means?|takes?|belongs?|comes?|runs?)\b/i;

/** A wish put as a question. */
const suggests =
  /\b(?:can'?t|couldn'?t|shouldn'?t|should not|can not|cannot|won'?t|isn'?t|aren'?t|why not|why don'?t|why do)\b|^(?:can|could|would|will) (?:you|we)\b/i;

const gerunds: Readonly<Record<string, string>> = {
  commit: 'committing',
  push: 'pushing',
  merge: 'merging',
  edit: 'editing',
  delete: 'deleting',
  remove: 'removing',
  change: 'changing',
  start: 'starting',
  add: 'adding',
  run: 'running',
  write: 'writing',
  test: 'testing',
  deploy: 'deploying',
  release: 'releasing',
  submit: 'submitting',
  finish: 'finishing',
  refactor: 'refactoring',
  touch: 'touching',
};

const questions =
  /^(?:(?:what|which|where|when|who|how)(?:'s)?\b(?!ever)(?!.{6,120}, )|(?:is|are|was|were|does|do|did|has|have|am) (?:it|there|we|you|the|this|that|they|i|any|all|our)\b|should (?:we|i|you|it|the|this|that|these|those|they)\b|why (?:is|are|do|does|did|would|was)\b(?!n))/i;

const lasting =
  /\b(?:always|never|every ?time|from now on|in (?:the )?future|whenever|by default|as a rule|going forward|each time|no longer|at any ?time|at all times|everywhere|in (?:this|our) (?:repo(?:sitory)?|project|code ?base|team|package|monorepo)|around here|conventions?|house style|style guide|polic(?:y|ies)|we (?:all )?(?:use|(?:don'?t|do not)(?! need| have| want)|never|only|prefer|avoid|stick|keep|follow|write|call|name)|our (?:\w+ ){0,2}(?:rule|style|convention|standard))\b/i;

/** What makes even a request one for every time. */
const everyTime =
  /\b(?:always|never|every ?time|from now on|in (?:the )?future|whenever|by default|as a rule|going forward|each time)\b/i;

/** The sentence with a capital, its negations written out, its reason joined by a colon, its full stop. */
function mended(rule: string): string {
  let text = rule
    .replace(/,?\s*https?:\/\/\S+\s*/g, (_, at: number, all: string) =>
      /https?:\/\/\S+\s+(?:they|it|this|because|since)\b/i.test(all.slice(at)) ? ': ' : ' ',
    )
    .replace(/\s+/g, ' ')
    .replace(/(?<![\w'])dont\b/g, "don't")
    .replace(/(?<=\s)our\b/gi, 'the')
    .replace(/(?<=\s)'([\w -]{2,40})'(?=[\s.,;:]|$)/g, '"$1"')
    .replace(/, (?:because )?we (?:already )?have (?=\S)/i, ': there is ')
    .replace(/\b(before|after|when|while|without) you (\w+)\b/gi, (all, when: string, verb: string) =>
      gerunds[verb.toLowerCase()] === undefined ? all : `${when} ${gerunds[verb.toLowerCase()]}`,
    )
    .replace(
      /\b(unless|until|before) (?:i|we) (?:ask(?: (?:you|for it))?|say(?: so)?|tell you|approve(?: it)?)\b/i,
      (_, when: string) => (/unless/i.test(when) ? 'unless asked' : `${when.toLowerCase()} told`),
    )
    .replace(
      /(?:[,:;]| -| —| –)? (?:it|they|that|this|which) (?:is|are|'s) (?=too |frozen|generated|deprecated|vendored|legacy|owned|public|private|read-?only|only )/i,
      (m) => `: ${/they|are/.test(m) ? 'they are' : 'it is'} `,
    )
    .replace(
      /,? (this|that|it|they)(?:'ll| will| would) (?=(?:only |just |otherwise )?(?:make|break|cause|mess|slow|confuse|overwrite|lead|fail|complicate)\b)/i,
      (_, who: string) => `: ${who.toLowerCase()} would `,
    )
    .replace(/(?:\s+(?:for (?:this|that|it)|here|please|at the moment|i think|i guess|like i said))+$/i, '')
    .replace(/(?<![\s,;:.!?-])[\s,;:.!?-]+$/, '')
    .trim();
  if (text === '') return '';
  text = text.charAt(0).toUpperCase() + text.slice(1);
  return `${text}.`;
}

/** Whether a rule reads to somebody who was not there: no first or second person, no question, no torn end or quotation. */
function readable(rule: string): boolean {
  if ((rule.match(/"/g)?.length ?? 0) % 2 === 1) return false;
  const bare = rule.replace(/`[^`]*`|"[^"]*"/g, '');
  return (
    rule.length >= 12 &&
    rule.length <= 280 &&
    !/(?<![\w/.-])(?:I|me|my|mine|myself|you|your|yours|u|ur|i|im|i'm|i'd|i'll|i've|you're|lol|idk|btw|hmm|dunno|does that mean|maybe|perhaps|not sure|somehow|or something|could you|can you|can we|do we|have a look)(?![\w/.-])/i.test(
      bare,
    ) &&
    !/\?/.test(bare) &&
    !/\b(?:and|or|but|the|a|an|to|of|with|because|that|is|are|be|should|must|not|like|as|own|our|its|their)\.$/i.test(
      bare,
    ) &&
    !/\b(?:until|unless|before|after|when|while) [a-z]{1,3}\.$/i.test(bare) &&
    (bare.match(/[A-Za-z]{2,}/g) ?? []).length >= 2
  );
}

/** Whether a sentence can stand as a rule: it reads by itself and points at nothing unsaid. */
export function isRuleSentence(text: string): boolean {
  return readable(text) && pointingIn(text) === null;
}

const generic =
  'file|files|function|functions|test|tests|thing|things|button|buttons|section|part|parts|way|approach|folder|one|ones|page|method|class|line|lines|code|change|changes|stuff|case|cases|value|values|name|names|issue|error|commit|pr|branch|section|sections|paragraph|sentence|word|words|message|step|steps|cell|cells|element|elements|two|three|idea|feature|component|field|fields';

const genericThing = new RegExp(
  `\\b(?:this|that|these|those|the (?:other|same|new|old|second|first|last|previous|above|below|current)) (?:${generic})\\b`,
  'i',
);

/** Where a sentence points at what it does not name. */
function pointingIn(rule: string): Directive['pointing'] {
  if (/^(?:it|this|that|they|these|those)\b(?! (?:repo|repository|project|package|code ?base)\b)/i.test(rule))
    return 'subject';
  const bare = rule
    .replace(/^(?:Do not|Never|Always|Only|Avoid|Keep|Decided:|Prefer|Use|No need (?:for|to)|No) /, '')
    .replace(/[:;] .*$/, '');
  if (
    /^(?:\w+ )?(?:it|them|this|that|these|those)(?: |[.,:]|$)(?!(?:repo|repository|project|package|code ?base))/i.test(
      bare,
    )
  )
    return 'object';
  if (genericThing.test(bare)) return 'object';
  return /\b(?:it|this|that|these|those|them|ones?|the (?:others?|former|latter|above))\.$/i.test(bare)
    ? 'object'
    : null;
}
