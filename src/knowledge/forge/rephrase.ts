import { sign } from './sentence-signs.ts';
import { strayMark } from './word-signs.ts';

/**
 * Rewrites an agent's sentence so that it reads as a note to a stranger: openings such as "I see that" or "Found it:" go,
 * an intention ("I need to keep X since Y") becomes advice ("Keep X since Y"). Deterministic; keeps every code name.
 */

const openings: readonly RegExp[] = [
  /^(?:Yes[,.]? )?I agree(?: with(?: you(?: on)?)?| that)?[,.:;]?\s+/i,
  /^(?:OK|Okay|Ok|Good|Great|Perfect|Excellent|Right|Alright|Wait|Hmm|Ah|Ha|Hm|Yes|Yep|Yeah|No|Sure|Fair|Indeed|Nice|Interesting|Agreed|Understood|Confirmed|Correct|Exactly|Now|So|And|But|Also|Actually|However|Note|Importantly|Sorry|Apologies|First|Then|Finally|Next|Clean|Done|Fixed|Got it|Found it|Found the (?:issue|problem|bug|cause|root cause)|There(?:'s| is) the (?:issue|problem|bug)|Root cause(?: found| confirmed| identified| verified)?|Good (?:catch|point|question|news|find|call)|You're (?:absolutely )?right|You are (?:absolutely )?right|That(?:'s| is) (?:a )?(?:fair|good|right|correct|great)(?: point| catch| challenge| question| call)?|I agree(?: with you| that| with)?|My mistake|Key (?:finding|insight|point)|Important|Looks like|It (?:looks|seems|appears)(?: like| that)?|This means(?: that)?|(?:And |But )?it turns out(?: that)?|Turns out(?: that)?)\s*(?:[,.:;!—–-]+\s*|(?=\b(?:that|the|it|this)\b))/i,
  /^(?:Now )?I(?:'m| am)? (?:can |could |now |just |also |clearly |finally )*(?:see|seeing|found|find|notice|noticing|noticed|realize|realise|realized|realised|realizing|realising|confirmed|verified|checked|understand|know|learned|discovered|spotted|think|believe|suspect|recognize|recognizing|have confirmed)(?: (?:it|now|the (?:issue|problem|bug)(?: now)?))?\s*(?:[,.:;—–-]+\s*(?:that\s+)?|that\s+|there(?:'s| is)\s+|(?=the\b|an?\b|this\b|it\b|how\b|why\b|`))/i,
  /^(?:Looking at|Based on|From|After (?:looking|reading|checking)(?: at| through)?|According to|Given) [^,]{3,90}, (?:I (?:can |could )?(?:see|found|confirm|know|understand)(?: that| how)? )?/i,
  /^(?:That|This|Which) (?:explains why|is why|shows(?: that)?|confirms(?: that)?|tells us(?: that)?|suggests(?: that)?) /i,
  /^The (?:issue|problem|root cause|cause|bug|reason|error|failure|culprit|catch|trick|fix|solution|key)(?: here| now)? (?:is|was)(?: that| because)? (?=(?:the|a|an|it|this|`|[a-z]+ ))/i,
];

const intentions =
  /^(?:Instead,? |First,? |Then,? |So,? |Now,? |Next,? |Let me |Therefore,? |Since [^,]{3,100}, )?(?:I(?:'ll| will|'m going to| am going to| need to| should| must| have to| can| want to|'d better| would)(?: now| also| just| instead| then| simply| probably| only)?|Let me(?: now| also| just)?|We (?:need to|should|must|have to|can)|(?:Just |Only |Still |Also )?[Nn]eeds? to|Should|Time to|Going to|I'm)\s+(?=[a-z])/;

const gerunds: Readonly<Record<string, string>> = {
  adding: 'add',
  using: 'use',
  making: 'make',
  moving: 'move',
  running: 'run',
  putting: 'put',
  keeping: 'keep',
  changing: 'change',
  updating: 'update',
  removing: 'remove',
  switching: 'switch',
  fixing: 'fix',
  replacing: 'replace',
  checking: 'check',
  reverting: 'revert',
  dropping: 'drop',
  skipping: 'skip',
  setting: 'set',
  writing: 'write',
  passing: 'pass',
  excluding: 'exclude',
};

/** Whether a sentence only announces a step, reports progress or asks: it holds nothing to keep. */
export function isProgress(sentence: string): boolean {
  const last = sentence.at(-1);
  return last === ':' || last === '?' || last === '…' || progress.test(sentence);
}

const progress =
  /^(?:(?:Now|Next|First|Then|Good|Great|OK|Perfect|Alright|So|Also)?[,.]?\s*(?:let me|let's|I'll|I will|I'm going to|I am going to|I'm (?:now |also )?(?:checking|looking|reading|running|waiting|adding|updating|going|doing|using|making|pulling|inspecting|validating|verifying|committing|pushing|writing|moving|reviewing|searching|starting|rerunning|tracing|thinking|working|cleaning|applying|capturing|monitoring|sending)|time to|(?:now )?(?:check|run|add|update|read|look|verify|fix|test|build|create|implement|commit|push|view|see)\b)|(?:All|The) (?:tests?|checks?|lint|builds?|\d+ tests?)(?: \w+)? (?:pass|are (?:passing|green|clean)|is clean|succe)|(?:Tests?|Build|Lint|Typecheck|Everything|Both|Existing tests|Full suite)(?: \w+)? (?:pass|clean|green|succeed|now pass|is clean|are)|Done\b|Committed\b|Pushed\b|Still (?:running|waiting|active|working)|No (?:output|completion|errors?|issues?|changes?) |Ready (?:to|for)|Want me|Should I|Shall I|Do you|Would you|If you (?:want|like|need|prefer)|Say the word|Not pushed|Here(?:'s| is| are)|Summary|Agent\b|Waiting|Proceeding|Launching|Starting|Looking for)/i;

/**
 * Whether a sentence says what its speaker is about to do rather than how things are.
 * @param opened the sentence without its openings
 */
export function isPlan(sentence: string, opened: string, signs: number): boolean {
  return (
    intentions.test(opened) ||
    ((signs & sign.plan) !== 0 &&
      /\b(?:I'll|I will|I'm going to|let me|I need to|I should|I want to)\b/i.test(sentence))
  );
}

/** Whether a sentence reports what was changed or checked: true once, worth nothing later. */
export function isReport(sentence: string): boolean {
  return reported.test(sentence) || (sentence.includes(' pass') && /\b\d+ (?:pass|passed|tests pass)\b/.test(sentence));
}

const reported =
  /^(?:(?:`[^`]{1,80}`|[\w./-]+\.\w{1,5})(?: \([^)]{1,40}\))?\s?(?:—|–|-|:)\s|[A-Z]\w{2,20}: )?(?:Also |Then |Just |Now )?(?:Added|Updated|Moved|Wrapped|Removed|Renamed|Replaced|Rewrote|Created|Changed|Fixed|Implemented|Refactored|Extracted|Committed|Pushed|Reverted|Deleted|Merged|Verified|Confirmed|Switched|Converted|Introduced|Extended|Simplified|Cleaned|Ran|Tested|Checked|Inserted|Dropped|Documented|Adjusted|Installed|Restored|Split|Registered|Wired|Passed|Posted|Sent|Spawned|Opened|Closed|Prepared|Kept|Preserved|Configured|added|rewrote|updated|removed)\b|^The (?:diff|working tree|worktree|commit|branch|change|changes|agent|worker|push|remote|repo|PR|build|run|tests?|suite|cleanup|edit|update|patch|fix) (?:is|are|was|were|has|have|contains?|now|only|succeeded|passed|also)\b|^(?:No|Two|Three|Four|Five|Six|\d+) (?:files?|tests?|commits?|changes?|new tests?)\b/;

/**
 * A sentence without its openings, as advice or fact; empty where nothing is left of it.
 * @param signs of the sentence with its openings
 */
export function impersonal(opened: string, signs: number): string {
  let text = afterAnnouncement(opened);
  if (intentions.test(text)) {
    const reason = /^Since ([^,]{3,100}), /.exec(text)?.[1];
    const rest = text.replace(intentions, '').replace(/^(\w+)/, (word) => gerunds[word] ?? word);
    if (rest.length >= 20 && !/^(?:be|been|not be|a|the|sure|able)\b/.test(rest))
      text = reason === undefined ? rest : `${rest.replace(/[.]$/, '')}, since ${reason}.`;
  }
  if ((signs & (sign.personal | strayMark)) === 0 || !/\b(?:I|my|My|you|your)\b|\s[,.;:]/.test(text))
    return capital(text);
  text = text
    .replace(/\bso I(?:'ll| will|'m going to| need to| should) (?=[a-z])/g, 'so ')
    .replace(/\b(?:and|, then) I(?:'ll| will|'m going to) (?=[a-z])/g, 'and ')
    .replace(/(?:\bmy|^My) (?=[A-Za-z`])/g, 'the ')
    .replace(/\byour\b(?= (?:machine|instinct|local|other|private|repo|config|setup))/g, "the user's")
    .replace(/\byou(?:'re|r)? (?:want|asked|said|mentioned|prefer)\b/g, (m) =>
      m
        .replace(/^you(?:'re|r)?/, 'the user')
        .replace(/want$/, 'wants')
        .replace(/prefer$/, 'prefers'),
    )
    .replace(/(?<!\s)\s+([,;:]|\.(?=\s|$))/g, '$1')
    .trim();
  return capital(text);
}

/** The same string where it begins with a capital, as most do. */
function capital(text: string): string {
  const first = text.charAt(0);
  const upper = first.toUpperCase();
  return first === upper ? text : upper + text.slice(1);
}

/** What stands after an announcement: of "I'm sending one more correction: results should …" the part that holds. */
function afterAnnouncement(sentence: string): string {
  const rest =
    /^(?:I|I'm|I'll|I've|Let me|We|We'll|The instruction|The (?:plan|idea|rule|principle|point) )[^:`]{4,110}: (.{40,})$/.exec(
      sentence,
    )?.[1];
  return rest ?? sentence;
}

/** First words with which one of the openings can begin. */
const firstWords =
  /^(?:OK|Ok|Okay|Good|Great|Perfect|Excellent|Right|Root|Alright|Wait|Hmm|A[hf]|Ha|Hm|Ye|No|Sure|Fair|Indeed|Nice|Inter|Agreed|Under|Conf|Corr|Exact|So|And|But|Also|Act|How|Import|Sorry|Apol|Fi|Then|Ne|Clean|Done|Got|Fo|There|Then|The (?:issue|problem|root|cause|bug|reason|error|failure|culprit|catch|trick|fix|solution|key)\b|That|This|You|My|Key|Look|It|Turns|I\b|I'|Based|From|Acc|Given|Which)/i;

/** A sentence without what only opens it: "I see that", "Found it:", "OK, so". */
export function stripOpenings(sentence: string): string {
  let text = sentence.trim();
  if (!firstWords.test(text)) return text;
  for (let pass = 0; pass < 3; pass++) {
    const before = text;
    for (const opening of openings) {
      const rest = text.replace(opening, '');
      // An opening that is most of the sentence was the sentence.
      if (rest.length >= 25) text = rest.trim();
    }
    if (text === before) break;
  }
  return text;
}

/** Words of the first and second person that are still there: a sentence that keeps them does not stand alone. */
export function personalWords(sentence: string): number {
  if (!personal.test(sentence)) return 0;
  return (
    sentence
      .replace(/`[^`]*`/g, '')
      .match(/\b(?:I|I'm|I'll|I've|I'd|me|my|mine|you|your|yours|you're|you'll|you've)\b/g) ?? []
  ).length;
}

const personal = /\b(?:I|m[ey]|mine|yours?)\b|\byou/;
