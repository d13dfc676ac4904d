import { codeNames } from './code-names.ts';
import { startsWithTaskVerb } from './task.ts';

/**
 * How a user said what shall hold: `contrast` one thing and not another; `never` what must not be; `convention` how it is
 * done here or every time; `norm` how something should be; `fact` where or what something is; `choice` between
 * possibilities; `request` something to be done now.
 */
export type DirectiveForm = 'contrast' | 'never' | 'convention' | 'norm' | 'fact' | 'choice' | 'request';

/** A sentence of a user, taken apart. */
export interface Parsed {
  readonly rule: string;
  readonly form: DirectiveForm;
  readonly wanted?: string;
  readonly unwanted?: string;
}

/** The first pattern that fits a clause says what it means; null where it asks for nothing. */
export function parseClause(text: string, begs = false): Parsed | null {
  if (
    begs &&
    !/^(?:no|not|never)\b/i.test(text) &&
    /^[\w"'-]+(?: [\w"'/-]+){1,4}$/.test(text) &&
    isNominal(text) &&
    !isVerb(text)
  )
    return { rule: `Use ${text}`, form: 'norm', wanted: text };
  for (const [pattern, make] of patterns) {
    const match = pattern.exec(text);
    const found = match === null ? null : make(match.map((group) => group ?? ''));
    if (found !== null) return found;
  }
  return null;
}

/** The "not" of "do not" and its kind names nothing that stands against something else. */
const notOfVerb =
  '(?<!\\b(?:do|does|did|is|are|was|were|be|has|have|had|can|could|should|would|will|must|may|might|need))';
/** Verbs with which "we …" says how things are done. */
const habit =
  'use|keep|put|store|write|name|call|run|prefer|follow|target|support|deploy|ship|test|format|avoid|import|pin|squash|rebase|commit|sign|tag|document|log|mock|spell|cite|quote|capitali[sz]e|translate|stick|read|load|pass|wrap|return|throw|handle|validate|depend|rely|link|indent|sort|group|order|version|branch|merge|release|publish|round|measure|report|state|say|treat|expect|require|track|end|mark|refer|build|install|generate|host|cache|assert|stub|lint|annotate|abbreviate|hyphenate|italici[sz]e|number|define|declare|export|inherit|compose|enforce|land|list|separate|date';
const acts =
  'add|mention|touch|edit|change|create|delete|remove|show|include|make|hard-?code|skip|push|open|modify|rewrite|invent|assume|expose|swallow|catch|reformat|bump|force|amend|copy|duplicate|nest|break|let|forget|block|guess|reuse|override|upgrade|disable|ignore|leak|introduce|replace|move|rename|start|stop|wait|refactor|silence|suppress|pollute|repeat|restate|overuse|apologi[sz]e|exaggerate|vendor';
const here = '(?: here| around here| in (?:this|our|the) (?:repo(?:sitory)?|project|code ?base|monorepo))';
const modal =
  "(?:should(?:n'?t| not)?|must(?:n'?t| not)?|ha(?:s|ve) to|needs? to|ought to|shall|(?:may|can) ?not|can'?t|can only|may only)";
const reason = '(?:,? (?:because|since|so that|otherwise|or else)\\b| ?[,;:–—] ?| - )';
const noun =
  "(?!(?:i|we|you|u|it|this|that|they|there|he|she|what|which|who|how|why|when|where|if|so|and|but|or|because|does|do|did|is|are|was|can|could|would|should|let|lets|let's|not|no|please|maybe|think|guess|seems|looks)\\b)(?:(?! (?:i|we|you|they) )[^,;:?!]){1,80}?";

type Groups = readonly string[];
const at = (groups: Groups, index: number): string => (groups[index] ?? '').trim();

const re = (source: string): RegExp => new RegExp(source, 'i');

const patterns: readonly (readonly [RegExp, (groups: Groups) => Parsed | null])[] = [
  // "don't use npm, use pnpm"
  [
    /^(?:do not|don'?t|dont|never|stop|avoid|quit) (use|using|run|running|call|calling|write|writing|say|saying|import|importing|read|reading|cite|citing) (.{2,60}?)(?:[,;:]| -+| —|,? and\b|,? but\b) ?(?:just |only |rather |instead )?(use|run|call|write|say|import|read|cite) (.{2,70}?)(?: instead)?$/i,
    (m) => {
      const [verb, other] = [at(m, 1).toLowerCase(), at(m, 3).toLowerCase()];
      if ((baseForms[verb] ?? verb) === other) return contrast(verb, m[4], m[2]);
      const rule = `Do not ${baseForms[verb] ?? verb} ${at(m, 2)}: ${other} ${at(m, 4)} instead`;
      return { rule, form: 'contrast', wanted: at(m, 4), unwanted: at(m, 2) };
    },
  ],
  // "we use pnpm here, not npm" · "use X instead of Y" · "prefer X over Y" · "say X, not Y"
  [
    re(
      `^(?:we (?:all |only |always )?|you (?:should|must) |always |should |must |to |just |rather |let'?s |lets )*(${habit}|go with) (.{1,80}?)(${here})?,?${notOfVerb} (?:and )?(never|not|instead of|rather than|over) (?:to )?(.{1,80}?)(?:${here})?(${reason}.{4,160})?$`,
    ),
    (m) =>
      /^over$/i.test(at(m, 4)) && !/^prefer/i.test(at(m, 1))
        ? null
        : contrast(m[1], m[2], m[5], m[6], at(m, 3) !== '' || /^we /i.test(at(m, 0)), at(m, 4)),
  ],
  // "take the dates from the almanac, not from the web"
  [
    /^((?!(?:i|we|you|he|she|they|it|this|that|there)\b)[a-z]+ [^,;:]{2,90}? (from|in|on|at|to|with|by|as|under|into|through) ([^,;:]{2,70}),? (?:and )?(?:not|never) \2 ([^,;:]{2,70}))$/i,
    (m) => ({ rule: at(m, 1), form: 'contrast', wanted: at(m, 3), unwanted: at(m, 4) }),
  ],
  // "it should be called X, not Y"
  [
    /^(?:it|this|that|they)(?:'s| is| are| should be) (?:called|named|spelled|spelt|written) (.{2,50}?),? (?:and )?(?:not|instead of|rather than) (.{2,50})$/i,
    (m) => contrast('say', m[1], m[2]),
  ],
  // "that's generated, edit schema.proto instead"
  [
    /^(it|this|that|they|these|those)(?:'s| is|'re| are) (?:all )?(generated|vendored|copied|built|compiled)(?: (from [^,;]{2,60}))?[,;:. -]+(?:so )?((?:edit|change|update|fix|use|run) .{3,100}?)(?: instead)?$/i,
    (m) => ({
      rule: `${at(m, 1)} is ${at(m, 2)}${at(m, 3) === '' ? '' : ` ${at(m, 3)}`}: ${at(m, 4)} instead`,
      form: 'fact',
      wanted: at(m, 4),
    }),
  ],
  // "that's not how we name branches, it's feat/…"
  [
    /^(?:that'?s|this is) not how we (\w+) ([^,;]{2,60}?)[,;:. -]+(?:it'?s|they'?re|we use|use|it is) (.{2,120})$/i,
    (m) => ({ rule: `${at(m, 1)} ${at(m, 2)} like this: ${at(m, 3)}`, form: 'convention', wanted: at(m, 3) }),
  ],
  // "instead of sleeping just wait for the health check"
  [
    /^instead of ([^,]{3,60}?),? (?:just |please |you should |we should )?((?:use|wait|call|run|write|put|keep|pass|return|read|load|check|go)\b.{3,120})$/i,
    (m) => ({
      rule: `${at(m, 2)} instead of ${at(m, 1)}`,
      form: 'contrast',
      wanted: at(m, 2).replace(/^\w+ /, ''),
      unwanted: at(m, 1),
    }),
  ],
  // "before committing always run the linter"
  [
    /^((?:before|after|when|if|for|on|in) [^,]{3,80}?)(?<!\b(?:is|are|was|were|be|been|has|have|will|would|can|could|should|must)),? (always|never) (.{4,160})$/i,
    (m) => ({ rule: `${capital(at(m, 1))}, ${at(m, 2).toLowerCase()} ${at(m, 3)}`, form: 'convention' }),
  ],
  // "we're on Python 3.9, no match statements"
  [
    /^we(?:'re| are) (?:still )?(?:on|using|limited to|stuck (?:on|with)) (.{2,160})$/i,
    (m) => ({
      rule: `This repository is on ${at(m, 1).replace(/, (?:so )?(?=no |not |don'?t |never |only )/i, ': ')}`,
      form: 'fact',
    }),
  ],
  [
    re(
      `^(${noun}) (uses?|runs?(?: on)?|has|have|is on|are on|needs?|supports?) ([^,]{2,80}),? (?:so|therefore) ((?:no|not|don'?t|never|only|use|avoid|we can'?t)\\b.{3,140})$`,
    ),
    (m) => ({ rule: `${at(m, 1)} ${at(m, 2)} ${at(m, 3)}, so ${at(m, 4)}`, form: 'fact' }),
  ],
  // "all public functions need a docstring"
  [
    /^((?:all|every|each|any|new) [^,;?]{2,70}?) (needs?|requires?|gets?|has|have) ((?:a|an|the|at least|no|its|their|to|one|two)\b.{2,140})$/i,
    (m) => ({ rule: `${at(m, 1)} ${at(m, 2)} ${at(m, 3)}`, form: 'convention', wanted: at(m, 3) }),
  ],
  // "not npm, pnpm"
  [
    /^not ([^\s,]{2,30}(?: [^\s,]+)?)(?:,|,? but) (?:it'?s |use )?([^\s,]{2,30}(?: [^\s,]+)?)$/i,
    (m) => (isNominal(at(m, 1)) && isNominal(at(m, 2)) ? contrast('use', m[2], m[1]) : null),
  ],
  // "pnpm, not npm" · "pnpm instead of npm"
  [
    /^(?:it'?s |that'?s |it should be |that should be |should be )?([^\s,]+(?: [^\s,]+){0,2}),? (?:and )?(?:not|instead of|rather than) ([^\s,]+(?: [^\s,]+){0,2}?)(?: here)?$/i,
    (m) => (isNominal(at(m, 1)) && isNominal(at(m, 2)) ? contrast('use', m[1], m[2]) : null),
  ],
  // "can we push to the private repo, don't want my notes to be public"
  [
    /^(?:(?:can|could|would|will) (?:you|we) |please |let'?s )?([^,;]{8,120}),? (?:because |since |as )?(?:i |we )?(?:don'?t|dont|do not) want (?:any |to (?:see|have) )?(?!to\b|you\b)([^,;]{3,60}?) to (be )?(.{3,160})$/i,
    (m) => ({
      rule: `${at(m, 1)}: ${at(m, 2).replace(/^my\b/i, "the user's")} must not ${m[3] ? 'be ' : ''}${at(m, 4)}`,
      form: 'never',
    }),
  ],
  // what nobody needs
  [
    /^(?:(?:we|you|i) (?:really |actually )?(?:don'?t|dont|do not|no longer|never)(?: really| actually| even)? need|there'?s no need for|there is no need for) (?!to\b)(?:for |any |the |a |an )?(.{3,200})$/i,
    (m) => ({ rule: `No need for ${at(m, 1)}`, form: 'never', unwanted: at(m, 1) }),
  ],
  [
    /^(?:(?:we|you) (?:don'?t|dont|do not) (?:have|need) to|there'?s no need to|no need to) (.{3,200})$/i,
    (m) => ({ rule: `No need to ${at(m, 1)}`, form: 'never' }),
  ],
  [
    /^(?:we|i) (?:don'?t|dont|do not|never) want (?:any |to (?:see|have) )?(?!to\b|you\b)([^,;]{3,60}?) to (be )?(.{3,160})$/i,
    (m) => ({
      rule: `${at(m, 1).replace(/^my\b/i, "the user's")} must not ${m[2] ? 'be ' : ''}${at(m, 3)}`,
      form: 'never',
    }),
  ],
  [
    /^(?:(?:we|i) )?(?:don'?t|dont|do not|never) want (?:you )?to (?:see |have )?(.{3,200})$/i,
    (m) => ({ rule: `Do not ${at(m, 1)}`, form: 'never', unwanted: at(m, 1) }),
  ],
  [
    /^(?:we|i) (?:don'?t|dont|do not|never) want (?:any |an? |the )?(?!you\b|my\b)(.{3,160})$/i,
    (m) => ({ rule: `No ${at(m, 1)}`, form: 'never', unwanted: at(m, 1) }),
  ],
  [
    /^(?:we|i) no longer (?:use|need|support|want|have|run|ship) (?:any )?(.{2,120})$/i,
    (m) => ({ rule: `No longer in use: ${at(m, 1)}`, form: 'fact', unwanted: at(m, 1) }),
  ],
  // orders not to
  [
    re(
      `^(?:we |you |one )?(?:(?:should|must|can|may|are|do) ?)?(?:not|don'?t|dont|shouldn'?t|mustn'?t|can'?t|cannot)(?: allowed to| supposed to)?(?: ever)? ((?:${habit}|${acts})\\b.{2,220})$`,
    ),
    (m) => ({ rule: `Do not ${at(m, 1)}`, form: 'never', unwanted: at(m, 1) }),
  ],
  [
    /^(?:you (?:should|must) |we (?:should|must) )?(?:do not|don'?t|dont|not(?! (?!(?:apply|supply|rely|multiply|reply|imply|comply)\b)\w+ly\b))(?: ever)? ((?!(?:think|know|see|understand|get|remember|worry|like|want|need|have|care|mind|believe|agree|mean|recall|even|really|work|seem|look|exist|appear|you|we|i|they|it|the|a|an|that|this|sure|yet|only|just|there|good|right|all|from|with|into|under|like|for)\b)[a-z]{3,14} .{3,220})$/i,
    (m) => ({ rule: `Do not ${at(m, 1)}`, form: 'never', unwanted: at(m, 1) }),
  ],
  [
    /^(?:we |you |i |one )?(?:should |must )?never (?!mind\b)(.{3,220})$/i,
    (m) => ({ rule: `Never ${at(m, 1)}`, form: 'never', unwanted: at(m, 1) }),
  ],
  [
    /^(?:stop|quit|avoid) ((?!(?:it|this|that|now|here|the|there)\b)[a-z]+ing .{3,200})$/i,
    (m) => ({ rule: `Avoid ${at(m, 1)}`, form: 'never', unwanted: at(m, 1) }),
  ],
  [
    /^avoid (?!it\b|this\b|that\b)(.{3,200})$/i,
    (m) => ({ rule: `Avoid ${at(m, 1)}`, form: 'never', unwanted: at(m, 1) }),
  ],
  [
    re(
      `^no (?:more |any )?((?!(?:i|we|you|it|this|that|they|the|need|problem|worries|idea|one|longer|use|just|not|don'?t|is|was|should|can|more|changes?|code|rush|comment|it'?s)\\b)[\\w\`"'-]+(?: [\\w\`"'./-]+){0,9})(${reason}.{4,160})?$`,
    ),
    (m) => ({ rule: `No ${at(m, 1)}${m[2] ?? ''}`, form: 'never', unwanted: at(m, 1) }),
  ],
  // every time
  [
    /^(?:we |you |i |one |should |must |to |that |remember )*always (.{3,220})$/i,
    (m) => ({ rule: `Always ${at(m, 1)}`, form: 'convention' }),
  ],
  [
    /^(?:from now on|going forward|in (?:the )?future|as a rule|by convention|in general)[,:]? (?:please |we |you |should |must )*(.{4,220})$/i,
    (m) => parseClause(at(m, 1)) ?? { rule: at(m, 1), form: 'convention' },
  ],
  [
    /^(?:in|for) (?:this|our) (repo(?:sitory)?|project|code ?base|team|package|monorepo),? (.{6,220})$/i,
    (m) => {
      const inner = parseClause(at(m, 2));
      if (inner === null || inner.form === 'request') return null;
      return {
        ...inner,
        rule: `${inner.rule}${/repository/.test(inner.rule) ? '' : ', in this repository'}`,
        form: inner.form === 'contrast' ? 'contrast' : 'convention',
      };
    },
  ],
  [
    /^(every ?time|whenever|each time|when|if) ([^,]{6,120}), (?:please |we |you |should |must |then )*(always |never |do not |don'?t |use |run |keep |put |add |write )(.{4,160})$/i,
    (m) => ({ rule: `${capital(at(m, 1))} ${at(m, 2)}, ${m[3] ?? ''}${at(m, 4)}`, form: 'convention' }),
  ],
  [
    re(
      `^we (only |usually |typically |normally )?(?:should |must |have to |need to )?(${habit}) (.{2,220}?)(${here})?$`,
    ),
    (m) => ({
      rule: `${/only/i.test(at(m, 1)) ? 'Only ' : ''}${at(m, 2)} ${at(m, 3)}${at(m, 4) === '' ? '' : ' in this repository'}`,
      form: /\b(?:should|need to|have to)\b/i.test(at(m, 0)) ? 'norm' : 'convention',
      wanted: at(m, 3),
    }),
  ],
  [
    /^our ((?:[\w-]+ ){0,3}[\w-]+) (is|are|lives?|goes?|uses?|has|have|must|should|belongs?|stays?) (.{3,200})$/i,
    (m) => ({ rule: `The ${at(m, 1)} ${at(m, 2)} ${at(m, 3)}`, form: 'convention' }),
  ],
  [
    re(`^(?:let'?s )?(?:only|just) ((?:${habit}|touch|edit|change|build|create|include|show|add|allow)\\b.{4,200})$`),
    (m) => ({ rule: `Only ${at(m, 1)}`, form: 'norm', wanted: at(m, 1) }),
  ],
  [
    /^only ([^,;]{2,60}?) (may|can|should|must|are allowed to) (.{3,160})$/i,
    (m) => ({ rule: `Only ${at(m, 1)} ${at(m, 2)} ${at(m, 3)}`, form: 'norm', wanted: at(m, 3) }),
  ],
  // choices
  [
    re(
      `^(?:let'?s|lets|let us|we(?:'ll| will| should| can)?|i'?d|i would|i)? ?(?:just |rather )?(?:go (?:with|for)|stick (?:to|with)|pick|choose|settle on) (?!(?:a look|it|this|that|care|note|over|your|my)\\b)([^,;:]{2,80}?)(${reason}.{4,160})?$`,
    ),
    (m) => ({ rule: `Decided: ${at(m, 1)}${m[2] ?? ''}`, form: 'choice', wanted: at(m, 1) }),
  ],
  [
    re(
      `^i(?:'d| would)? (?:rather (?:use|have)?|prefer)(?: to| that| we| if we)? (.{3,70}?)(?: (?:over|to|than) (.{2,60}?))?(${reason}.{4,160})?$`,
    ),
    (m) => ({
      rule: `Prefer ${at(m, 1)}${at(m, 2) === '' ? '' : ` over ${at(m, 2)}`}${m[3] ?? ''}`,
      form: at(m, 2) === '' ? 'choice' : 'contrast',
      wanted: at(m, 1),
      unwanted: at(m, 2),
    }),
  ],
  [
    /^(?:let'?s )?(?:keep|leave) (?!(?:it|this|that|going|on|working|trying|in mind|up)\b)(.{4,200})$/i,
    (m) => ({ rule: `Keep ${at(m, 1)}`, form: 'norm', wanted: at(m, 1) }),
  ],
  // wishes about something named
  [
    /^(?:i|we)(?:'d| would)? (?:want|like|expect|need) (?!(?:you|to|it|this|that|them|us|me)\b)([^,;]{2,60}?) to (always |never |only |not )?(.{3,200})$/i,
    (m) => ({ rule: `${at(m, 1)} should ${m[2] ?? ''}${at(m, 3)}`, form: 'norm', wanted: at(m, 3) }),
  ],
  [
    /^(?:can'?t|couldn'?t|shouldn'?t|why don'?t|why can'?t) (?:we|you) (?:just |rather |instead )?have (.{4,200})$/i,
    (m) => ({ rule: `There should be ${at(m, 1)}`, form: 'norm', wanted: at(m, 1) }),
  ],
  [
    /^(?:i|we)(?:'d| would)? (?:want|like|need) (?!(?:you|to|it|this|that|them|us|me)\b)((?:the |all |every |these )?[^,;]{2,40}?) (\w+ed|written|in|on|at|as|with|without) (.{2,160})$/i,
    (m) => ({
      rule: /^(?:in|on|at|as|with|without)$/i.test(at(m, 2))
        ? `Use ${at(m, 1)} ${at(m, 2)} ${at(m, 3)}`
        : `${at(m, 1)} should be ${at(m, 2)} ${at(m, 3)}`,
      form: 'norm',
      wanted: at(m, 3),
    }),
  ],
  // negated questions: "can't the tests be table driven?"
  [
    /^(?:can'?t|couldn'?t|shouldn'?t|should not|can not) (?!(?:we|you|i)\b)((?:it|this|that|they|these|those)(?: all)?|[^,;?]{2,60}?) ?\b(be|have|use|go|live|stay|come|show|contain|start|end|return) ?(.{2,160})$/i,
    (m) => ({ rule: `${at(m, 1)} should ${at(m, 2)} ${at(m, 3)}`, form: 'norm', wanted: at(m, 3) }),
  ],
  [
    /^(?:(?:can'?t|couldn'?t|shouldn'?t|can not|why not|why don'?t|why can'?t)(?: we| you| i)?|would(?:n'?t| not) it be better to|is(?:n'?t| not) it better to) (?:just |rather |instead )?((?!(?:we|you|i|it|the|a|this|that|they|there|these|those|work|works|is|are|see|find)\b)[a-z]+ .{4,200})$/i,
    (m) => ({
      rule: at(m, 1),
      form: /\b(?:instead of|rather than)\b/i.test(at(m, 1)) ? 'contrast' : 'norm',
      wanted: at(m, 1),
    }),
  ],
  [
    /^why (?:is|are)n'?t (.{2,50}?) (in|on|under|at|being|using|called|named|\w+ed|like) (.{2,120})$/i,
    (m) => ({ rule: `${at(m, 1)} should be ${at(m, 2)} ${at(m, 3)}`, form: 'norm', wanted: `${m[2]} ${m[3]}` }),
  ],
  // norms and facts
  [
    re(`^((?:when|if|whenever|for|in|on|after|before) [^,]{3,80}, )?(${noun}) (${modal}) (.{3,220})$`),
    (m) => ({ rule: `${m[1] ?? ''}${at(m, 2)} ${expanded(at(m, 3))} ${at(m, 4)}`, form: 'norm', wanted: at(m, 4) }),
  ],
  [
    re(`^(it|this|that|they|these|those)(?: all)? (${modal}) (.{3,220})$`),
    (m) => ({ rule: `${at(m, 1)} ${expanded(at(m, 2))} ${at(m, 3)}`, form: 'norm', wanted: at(m, 3) }),
  ],
  [
    re(
      `^(${noun}) ((?:is|are) (?:not |only |all |always )?(?:called|named|spelled|spelt|written|generated|deprecated|frozen|vendored|off[ -]limits|read-?only|kept|stored|public|private|internal|required|forbidden|not allowed|defined|located|part of|published|released|managed)|lives?|goes in|go in|belongs?|resides?|stays?)\\b(.{0,200})$`,
    ),
    (m) =>
      codeNames(at(m, 0)).length === 0 &&
      !/\b(?:off|read|frozen|generated|deprecated|vendored|public|private|written|spelled|spelt|called|named|forbidden|required)\b/i.test(
        at(m, 2),
      )
        ? null
        : { rule: `${at(m, 1)} ${at(m, 2)}${m[3] ?? ''}`, form: 'fact', wanted: at(m, 3) },
  ],
  // "errors go to stderr, not stdout"
  [
    re(
      `^(${noun}) ((?:is|are|go(?:es)?|lives?|uses?|returns?|starts?|ends?|comes?|takes?|means?|belongs?|gets?|runs?|stays?) [^,]{2,70}, (?:and )?(?:not|never) .{2,70})$`,
    ),
    (m) => ({
      rule: `${at(m, 1)} ${at(m, 2)}`,
      form: 'contrast',
      wanted: at(m, 2).replace(/,.*$/, ''),
      unwanted: at(m, 2).replace(/^.*, (?:and )?(?:not|never) /i, ''),
    }),
  ],
  [
    /^(?:you (?:should|must|need to|have to) |we (?:should|must|need to|have to) |should )(?:also |just )?(?!(?:have|be|know|see|note)\b)(.{5,220})$/i,
    (m) => ({ rule: at(m, 1), form: startsWithTaskVerb(at(m, 1)) ? 'request' : 'norm', wanted: at(m, 1) }),
  ],
  [
    re(`^(?:just |only |rather |instead )?((?:${habit}) .{3,220})$`),
    (m) => ({ rule: at(m, 1), form: 'norm', wanted: at(m, 1) }),
  ],
  // anything else that is asked for
  [
    /^(?:can|could|would|will) (?:you|we) (?:please |also |just )*(.{4,260})$/i,
    (m) => ({ rule: at(m, 1), form: 'request' }),
  ],
  [
    /^(?:please |i(?:'d like| want| need) (?:you )?to |let'?s )(.{4,260})$/i,
    (m) => ({ rule: at(m, 1), form: 'request' }),
  ],
  [/^(.{4,260})$/i, (m) => (startsWithTaskVerb(at(m, 1)) ? { rule: at(m, 1), form: 'request' } : null)],
];

function contrast(verb = '', wanted = '', unwanted = '', why = '', everywhere = false, joint = 'not'): Parsed | null {
  const [yes, no] = [wanted.trim().replace(/,$/, ''), unwanted.trim()];
  if (yes === '' || no === '' || /^(?:it|this|that|sure|yet|only|just|really|be)\b/i.test(no)) return null;
  const renames = /^(?:call|name|spell|write)$/i.test(verb) && /^(?:them|it|this|that|these|those) /i.test(yes);
  if (renames) return contrast('say', yes.replace(/^\w+ /, ''), no, why, everywhere, joint);
  const base = baseForms[verb.toLowerCase()] ?? verb.toLowerCase();
  const between = /instead|rather/i.test(joint)
    ? ` ${joint.toLowerCase()} `
    : /^prefer/.test(base)
      ? ' over '
      : ', not ';
  return {
    rule: `${base} ${yes}${between}${no}${everywhere ? ', in this repository' : ''}${why}`,
    form: 'contrast',
    wanted: yes,
    unwanted: no,
  };
}

const baseForms: Readonly<Record<string, string>> = {
  using: 'use',
  running: 'run',
  calling: 'call',
  writing: 'write',
  saying: 'say',
  importing: 'import',
  reading: 'read',
  citing: 'cite',
};

function expanded(verb: string): string {
  return verb
    .toLowerCase()
    .replace(/^shouldn'?t$/, 'should not')
    .replace(/^mustn'?t$/, 'must not')
    .replace(/^(?:can'?t|cannot|can not)$/, 'must not');
}

/** Whether a short phrase can name a thing: it begins with no verb, pronoun or adverb. */
function isNominal(phrase: string): boolean {
  if (
    /\b(?:does|do|did|is|are|was|were|has|have|can|will|should|must|may|might|would|could|works?|working)\b/i.test(
      phrase,
    )
  )
    return false;
  // "gh: branch not found" is no choice between two.
  if (
    /^(?:found|available|allowed|supported|recogni[sz]ed|installed|defined|set|valid|existing|required|implemented|authori[sz]ed|permitted|possible|enough)\b/i.test(
      phrase,
    )
  )
    return false;
  // "specific to content" is no thing.
  if (/\b(?:to|of|for|with|by|from|at|than|about)\b/i.test(phrase)) return false;
  return !/^(?:let'?s|lets|i|we|you|it|this|that|they|there|is|are|was|were|do|does|did|can|could|should|would|will|sure|why|how|what|when|where|if|just|only|still|really|working|yet|maybe|probably|certainly|or|and|but|the same|correct|right|good|ok)\b/i.test(
    phrase,
  );
}

const habitOrAct = re(`^(?:${habit}|${acts})\\b`);

function isVerb(phrase: string): boolean {
  return startsWithTaskVerb(phrase) || habitOrAct.test(phrase);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
