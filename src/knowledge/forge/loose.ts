/**
 * Tells words of a user that read by themselves from talk that was cut out of its place: two sentences run into one, a
 * subject that stands elsewhere, chat. Such a rule may be right; somebody has to read it first.
 */

const runOn =
  /[a-z,)] (?:Did|Do|Does|Is|Are|Was|Can|Could|Should|What|Why|How|When|Where|Which|We|It|This|That|These|Those|They|There|Then|If|So|But|And|Also|Let's|Please|Now)(?:'\w+)? [a-z]/;
const chat =
  /(?<![\w-])(?:yeah|yep|yes|ok|okay|pls|pleas|please|honestly|hmm+|anyways?|kinda|gonna|wanna|i guess|i think|fine|makes? (?:a lot of |no |any |more )?sense|to me|a (?:bit|lot)|really|impl|though|tho|thx|thanks)(?![\w-])/i;
const pointing =
  /\b(?:for|with|in|on|of|from|about|like|at|by|as|into|over) (?:this|that|these|those|it|them)(?= (?:should|is|are|would|was|will|can|must|has|have|and|but|or|so|to|in|at|too|as|instead)\b|[.,;:]|$)|\b(?:this|these|those) (?!repo|repository|project|package|code ?base|monorepo|team|kind|type|way\b|would|will|is\b|are\b|was|were|should|must|can|has\b|have|does|makes?\b|means?\b|breaks?\b|causes?\b|leads?\b|lets\b)[a-z]{3,}|(?<=[a-z\d`"]) (?:it|they|this)(?:'s)? (?:should|must|is|are|would|will|has|have|needs?|also)\b(?<!\b(?:because|since|that|when|if|as|until|while|unless|where|before|after|and|but|so|or|for) \w+(?:'s)? \w+)/i;
const lineNumber =
  /\b(?:on|at|in) (?:line )?\d{2,5}\b(?! (?:ms|seconds?|minutes?|px|days?|hours?|chars?|columns?|files?|lines?))/i;
const noVerb = /\b(?:should|must) (?:also|the|a|an|this|that|its?|my|our|of|for|from)\b/i;
/** A report or half a sentence: "Lists all …", "Adding …", "Not simply …". */
const noRule =
  /^(?:Not|Same\b|Always (?:want|need|like|have)\b|(?:Consider|Decide|Check|See|Think about|Wonder) (?:whether|if)\b|Do not (?:things?|stuff|an?|the|any|all|specific|in|on|for|to|of|with|from|like|as|so|too|very|this|that)\b|Do not (?:written|taken|given|done|been|gone|seen|known|shown|made|(?!(?:need|feed|embed|seed|proceed|exceed|succeed|speed|shed|bleed|breed)\b)\w+ed)\b|(?!(?:During|Nothing|Anything|Everything|String|Thing|Bring|Ping|King|Ring|Sing|Spring)\b)[A-Z][a-z]{2,}ing\b(?! (?:should|must|is|are|has|needs?|stays?)\b)|(?!(?:Always|This|Its|Does|Has|Is|Was|Tests|Docs|Types|Files|Names|Runs)\b)[A-Z][a-z]+[^s\W]s (?:all|the|an?|every|each|`))/;

/** A kind of thing that is pointed at: "that normal format", "such mistakes". */
const pointedKind =
  /\bsuch (?!as\b)\w+|\bthat (?:\w+ )?(?:format|way|style|pattern|approach|file|thing|name|structure|version|mistake|behaviou?r|error|issue)s?\b/i;
/** What is there or was done at that moment: "merge what we have". */
const atThatMoment =
  /\bwhat (?:we|you|i|they)(?:'ve| (?:already |currently |just )?(?:have|had|did|do|got|made|wrote|said|built))\b(?! to\b)/i;
/** One of a list, whose others it may need. */
const ofList = /^\d{1,2}[.)] /;
/** What is to be so at the end of a task. */
const atTheEnd = /\b(?:by the time|once|when|until|before) we(?:'re| are) (?:all )?(?:done|finished|through)\b/i;
/** Two things that were named before: "do both", "in either mode". */
const pointedPair =
  /\bboth\b(?! (?:of )?(?:the )?[^,.;]{1,40} and\b)|\b(?:in )?either (?:mode|case|way|one|of (?:them|these|those))\b/i;
/** One of several possibilities that the agent had named. */
const anOption =
  /^(?:Use|Take|Pick|Choose|Prefer|Go with)\b.{0,40}\b(?:alt|alternative|option|variant)(?: (?:[a-z\d]|one|two|three))?[.!]?$/i;
/** A look whose end is open, an infinitive where a subject should be, or what is only thought of. */
const unsettled =
  /\bto (?:see|check|verify|find out|determine|decide|make sure) (?:if|whether)\b|^[^,;:]{0,80} to (?:have|be|get|do|make|let|keep|use) [^,;:]{0,80} (?:should|must)\b|^(?:for (?:example|instance)|e\.g\.)|\b(?:could|might)\b/i;

const english =
  /\b(?:the|an?|to|of|in|on|for|with|from|is|are|be|not|and|or|by|at|as|it|never|always|before|after|without|instead)\b/i;

/** Whether a rule's sentences do not stand by themselves. */
export function isLoose(rules: string): boolean {
  const bare = rules.replace(/`[^`]*`/g, '`x`').replace(/"[^"]*"/g, '"x"');
  // The patterns know English words only: "use essa abordagem" fits one by chance.
  if (bare.split(/\s+/).length > 5 && !english.test(bare)) return true;
  if (runOn.test(bare) || chat.test(bare) || lineNumber.test(bare) || ofList.test(bare)) return true;
  return bare
    .split(/(?<=[.!?])\s+/)
    .some(
      (sentence) =>
        noRule.test(sentence) ||
        noVerb.test(sentence) ||
        pointing.test(sentence) ||
        pointedKind.test(sentence) ||
        atThatMoment.test(sentence) ||
        pointedPair.test(sentence) ||
        atTheEnd.test(sentence) ||
        anOption.test(sentence) ||
        unsettled.test(sentence),
    );
}

/** Whether a sentence of the agent tells what it does or did, not what is to be done. */
export function isNarrated(sentence: string): boolean {
  return noRule.test(sentence);
}
