import { codeNames, looksLikePath } from '../code-names.ts';
import { type Confirmation, confirmationOf } from '../confirmation.ts';
import { type Directive, directivesOf } from '../directive.ts';
import type { Draft, Scene } from '../draft.ts';
import { settle } from '../either-or.ts';
import { isLoose } from '../loose.ts';
import type { Act, Moment, UserSaid } from '../moments.ts';
import { withLastWord } from '../overruled.ts';
import { insideRepository, localPath, localText } from '../place.ts';
import { withCodeMarks } from '../program-names.ts';
import { sentencesOf } from '../prose.ts';
import { isProseWork, prosePlace } from '../prose-work.ts';
import { restatementOf } from '../restatement.ts';
import { salientOf } from '../salient.ts';
import { sharperOf, supportOf } from '../support.ts';
import { choiceWaits, isOfWork, wordingWaits } from '../waits.ts';
import { isBare, type Wish, wishOf } from '../wish.ts';
import { joinSentences, titleOf } from '../wording.ts';
import { answerOf } from './answer.ts';

/**
 * What users say after the agent did something: corrections, conventions, boundaries and choices. The user's own words are
 * turned into a rule (`directive.ts`); what the agent did next bears it out or not (`confirmation.ts`). Where the words
 * cannot be mended, the agent's restatement stands in. What is over when it is done is no knowledge; a turn that only wants
 * to know something teaches what the agent answered, and then it is the agent who said it.
 */
export function userTurns(scene: Scene): Draft[] {
  const drafts: Draft[] = [];
  const { moments } = scene;
  let turn = 0;
  for (let i = 0; i < moments.length; i++) {
    const user = moments[i];
    if (user?.kind !== 'user' || user.channel === 'answer') continue;
    turn++;
    if (isBare(user.text) || /^\s*<[\w-]+>/.test(user.text) || pointsAtPasted(user)) continue;
    const end = endOfAnswer(moments, i);
    const draft = ruleOf(scene, i, end, user, turn) ?? answerOf(scene, i, end, user, turn) ?? taskOf(user, turn);
    if (draft !== null) drafts.push(draft);
  }
  return withLastWord(drafts, moments);
}

const reasons = /\b(?:given that|because|since|so that)\b/i;

/** Moments of the agent's answer, and of its work before, that are looked at. */
const reach = 60;
const longestTurn = 140;
/** Words of a turn beyond which what it says is more likely a part of a task than a rule. */
const longestAside = 60;
/** Share of a turn's words that the rules taken from it have to be, for what they refer to may stand in the others. */
const leastShare = 0.45;
/** Longest text of the rules themselves; what supports them comes after. */
const longestRules = 280;

function ruleOf(scene: Scene, index: number, end: number, user: UserSaid, turn: number): Draft | null {
  const { moments, place } = scene;
  const text = localText(user.text, place);
  const wish = wishOf(text);
  if (wish.words > longestTurn) return null;
  const before = moments.slice(Math.max(0, index - 80), index);
  const answer = moments.slice(index + 1, end);
  // Of many words beside something pasted most were pasted, too.
  const found = user.pasted !== '' && wish.words > 30 ? [] : directivesOf(text);
  const confirmed = confirmationOf(before, answer, found);
  const paths = localPaths(confirmed.edits, scene);
  const refused = user.channel === 'rejection' || before.slice(-2).some((moment) => moment.kind === 'stop');
  // What is asked for once teaches little; a reason or an interruption shows that it mattered.
  const live = found
    .filter(
      (one) => one.rule !== '' && (!one.task || refused || (reasons.test(one.rule) && codeNames(one.rule).length > 0)),
    )
    .map((one) => pointed(settled(one, before), paths, confirmed))
    .slice(0, 3);
  const retold = retoldFor(live, wish, confirmed, refused) ? restatementOf(text, answer, place) : null;
  if (live.length === 0 && retold === null) return null;

  const own = joinSentences(
    live.map((one) => one.rule),
    longestRules,
  );
  const better =
    own === '' || (retold !== null && retold.shared >= 3 && retold.text.length > own.length) ? retold : null;
  const marked = withCodeMarks(better?.text ?? own, moments.slice(Math.max(0, index - 80), end));
  const sharper = codeNames(marked).length === 0 ? sharperOf(marked, answer, place) : null;
  const rules = sharper?.text ?? marked;
  const support = supportOf(rules, answer, place);
  const forms = new Set(live.map((one) => one.form));
  const about = aboutFile(text, rules);
  const written = isProseWork(moments) ? prosePlace(rules, paths) : null;
  // A prohibition names what is kept out, not where it was heeded.
  const shownIn =
    written === null &&
    about === null &&
    support === null &&
    confirmed.after === null &&
    paths.length <= 2 &&
    !live.some((one) => one.task) &&
    !isOfWork(rules) &&
    ([...forms].some((form) => form !== 'never' && form !== 'fact') ||
      (codeNames(rules).length === 0 && !rules.includes('"'))) &&
    !codeNames(rules).some(looksLikePath)
      ? paths
      : [];
  const statement = joinSentences([
    about === null ? rules : `${rules.replace(/[.]$/, '')} (about \`${about}\`).`,
    confirmed.before !== null && confirmed.after !== null
      ? `Instead of \`${confirmed.before}\`: \`${confirmed.after}\`.`
      : '',
    support?.text ?? '',
    shownIn.length > 0 ? `Followed in ${shownIn.map((path) => `\`${path}\``).join(' and ')}.` : '',
  ]);
  const chosen = forms.has('choice') && forms.size === 1;
  const contrast = forms.has('contrast') || /, not |\binstead of\b|\brather than\b/.test(rules);
  const lasting = live.some((one) => one.lasting) || (better !== null && /\b(?:always|never)\b/i.test(better.text));
  const saidToHold = lasting && holdsOn.test(`${text}\n${rules}`);
  const reasoned =
    /(?::| [-–—]) (?:it|they|this|that|there) [a-z]+\b|\b(?:because|since|so that|otherwise|given that)\b|; /.test(
      rules,
    );
  const loose = isLoose(rules);
  const muses = musing.test(text) || (guess.test(text) && askedToCheck.test(text));
  const task = live.some((one) => one.task);
  const waits = wordingWaits({
    rules,
    forms,
    lasting: saidToHold,
    borneOut: confirmed.before !== null || support?.text.startsWith('The convention: ') === true,
    prose: written !== null,
    opening: turn === 1,
    loose,
    musing: muses,
    task,
    template: isTemplate(user.text),
    instructed: paths.length > 0 && paths.every((path) => instructions.test(path)),
    listed: (text.match(/^\s*\d+[.)]\s/gm)?.length ?? 0) > 2,
    retold: better !== null || (sharper !== null && saysMore(sharper.text, marked)),
    inferred: live.some((one) => one.inferred === true) && !confirmed.concedes,
    asked: live.some((one) => one.asked) && !confirmed.concedes,
    long: wish.words > longestAside,
    lifted: !forms.has('contrast') && own.split(/\s+/).length < wish.words * leastShare,
    reasoned,
    beside: !confirmed.concedes && !forms.has('contrast') && found.some((one) => one.form === 'request' || one.task),
  });
  return {
    rule: chosen ? 'decision' : 'correction',
    kind: chosen ? 'decision' : forms.size === 1 && forms.has('fact') ? 'model' : 'preference',
    tier: 'user',
    title: titleOf(sentencesOf(rules)[0]?.text ?? rules),
    statement,
    lines: unique([
      user.line,
      ...(support === null ? [] : [support.line]),
      ...(sharper === null ? [] : [sharper.line]),
      ...(better === null ? [] : [better.line]),
      ...answer
        .filter((moment) => moment.kind === 'said' && moment.to === 'told')
        .slice(0, 1)
        .map((moment) => moment.line),
      ...confirmed.edits.slice(0, 2).map((edit) => edit.line),
    ]).slice(0, 5),
    excerpt: user.text.slice(0, 600),
    failure: null,
    at: user.at,
    symptoms: [],
    // What a rule is about by its own words is where it matters, whatever was edited for it.
    paths: (written?.paths ?? unique([...namedFiles(rules), ...paths])).slice(0, 5),
    ...(written !== null && { scope: written.scope, tags: ['prose'] }),
    families: [],
    symbols: [],
    features: {
      contrast: contrast ? 1 : 0,
      never: forms.has('never') ? 1 : 0,
      convention: forms.has('convention') ? 1 : 0,
      norm: forms.has('norm') ? 1 : 0,
      fact: forms.has('fact') ? 1 : 0,
      lasting: lasting ? 1 : 0,
      objects: live.some((one) => one.objects) ? 1 : 0,
      reasoned: reasoned ? 1 : 0,
      settled: live.some((one) => one.settled) ? 1 : 0,
      agrees: confirmed.concedes ? 1.2 : confirmed.agrees ? 0.8 : 0,
      changed: confirmed.changed ? 1 : 0,
      shown: confirmed.before === null ? 0 : 1,
      again: confirmed.again ? 1 : 0,
      edits: confirmed.edits.length > 0 ? 1 : 0,
      refused: refused ? 1 : 0,
      retold: better === null ? 0 : 1,
      pointing: live.some((one) => one.pointing !== null) ? 1 : 0,
      loose: loose ? 1 : 0,
      musing: muses ? 1 : 0,
      once: task ? 1 : 0,
      first: turn === 1 ? 1 : 0,
      long: wish.words > 60 ? 1 : 0,
      support: support === null ? 0 : /^The convention: /.test(support.text) ? 2 : 1,
      names: Math.min(codeNames(rules, 6).length + (/"[^"]{2,}"/.test(rules) ? 1 : 0), 2),
      vague: salientOf(rules).size < 2 && !isOfWork(rules) ? 1 : 0,
      // How one works, not what the program does.
      work: isOfWork(rules) ? 1 : 0,
      // A turn that says one lasting rule and nothing else.
      whole: live.length === 1 && saidToHold && wish.words <= 12 ? 1 : 0,
      pasted: user.pasted === '' ? 0 : 1,
    },
    importance: live.some((one) => one.lasting) || confirmed.changed || confirmed.again ? 2 : 1,
    doubts: /``/.test(rules) ? ['a form that was not filled in'] : [],
    waits: chosen ? [...waits, choiceWaits] : waits,
  };
}

/** Words that say that something holds from now on; "always make sure" only asks for care. */
const holdsOn =
  /\b(?:always|never|(?:all|every|each|any) (?:[\w-]+ )?(?:functions?|methods?|class(?:es)?|modules?|components?|endpoints?|routes?|handlers?|tests?|files?|scripts?|commands?|commits?|branch(?:es)?|prs?|pull requests?|migrations?|quer(?:y|ies)|types?|packages?|services?|docs?|pages?|release?s?|changes?|figures?|citations?|claims?|numbers?|dates?)\b|every ?time|from now on|in (?:the )?future|whenever|as a rule|going forward|everywhere|no longer|conventions?|in (?:this|our) (?:repo(?:sitory)?|project|code ?base|team|package|monorepo)|around here|remember|make (?:it |this )?a rule|we (?:all )?(?:use|never|only|prefer|avoid|stick|keep|follow|write|call|name|sign))\b(?<!\balways(?= (?:make sure|ensure)))/i;

/** Instructions written for any work of the kind, and sent by a name: they address the agent in a role, or come in sections. */
function isTemplate(text: string): boolean {
  return (
    /^\W*(?:you are (?:an?|the|now|in)\b|your (?:task|job|role|goal) is\b)/i.test(text) ||
    (text.match(sections)?.length ?? 0) > 1
  );
}

const sections = /^(?:#{1,4} \S|\*\*[^*\n]{2,60}\*\*:?$|(?:Step|Phase) \d+\b)/gim;

/** Files with which an agent begins every session (`app/instructions.ts`), and its rules and skills. */
const instructions =
  /(?:^|\/)(?:(?:AGENTS|CLAUDE|GEMINI|QWEN|CONVENTIONS)(?:\.local)?\.md|copilot-instructions\.md|\.(?:cursor|windsurf|cline)rules|\.(?:claude|cursor|cline|roo|agents?)\/(?:rules|skills|commands)\/.+)$/i;

/** A thought, put up for discussion, or an argument in one. */
const musing =
  /^\W*(?:so|well|but then),? (?:we|you|it|they)\b|^\W*(?:(?:and|so|but|ok(?:ay)?|hmm+|also)[\s,]+)*(?:maybe|perhaps|i wonder|what if|how about|could we|should we|would it|do you think|might)\b/i;

/** What somebody believes, and whether it is so. */
const guess =
  /^\W*(?:(?:and|so|but|ok(?:ay)?|hmm+|also)[\s,]+)*(?:i (?:think|guess|believe|suspect|feel)|it (?:seems|looks)|looks like|seems)\b/i;
const askedToCheck =
  /\b(?:can|could|would|will) (?:you|u) (?:please |pls )?(?:double.?check|check|verify|confirm|see (?:if|whether)|look|investigate|find out)\b|\bis (?:that|this|it) (?:right|correct|true|so)\s*\?/i;

/** Whether the agent's wording holds much that the user's does not, names of code apart. */
function saysMore(told: string, said: string): boolean {
  return salientOf(told.replace(/`[^`]*`/g, '')).size > 1.6 * salientOf(said).size;
}

/** The file that a user pointed at with `@path`, where the rule itself names none. */
function aboutFile(text: string, rules: string): string | null {
  const path = /(?:^|\s)@([\w.-]+(?:\/[\w.-]+)+)/.exec(text)?.[1]?.replace(/[.]$/, '');
  return path === undefined || rules.includes(path.split('/').at(-1) ?? path) ? null : path;
}

/** Whether the agent's restatement may speak for the user: it agreed or acted, and the turn was no mere question. */
function retoldFor(live: readonly Live[], wish: Wish, confirmed: Confirmation, refused: boolean): boolean {
  if (wish.inquires || !(wish.norm || wish.rejects || wish.chooses)) return false;
  if (live.length > 0) return live.length === 1 && live[0]?.form === 'norm';
  return confirmed.concedes || confirmed.again || refused || (confirmed.agrees && !wish.asks);
}

/** A turn that only asked for something to be done, kept with the reason why it teaches nothing. */
function taskOf(user: UserSaid, turn: number): Draft | null {
  const task = directivesOf(user.text).find((one) => one.task && one.rule !== '' && codeNames(one.rule).length > 0);
  if (task === undefined || turn === 1) return null;
  return {
    rule: 'correction',
    kind: 'preference',
    tier: 'user',
    title: titleOf(task.rule),
    statement: task.rule,
    lines: [user.line],
    excerpt: user.text.slice(0, 600),
    failure: null,
    at: user.at,
    symptoms: [],
    paths: [],
    families: [],
    symbols: [],
    features: {},
    importance: 1,
    doubts: ['a task, done: it asks for nothing that holds on'],
  };
}

type Live = Directive & { readonly settled?: boolean; readonly inferred?: boolean };

/** A choice joined with the question it answers, where one was put shortly before. */
function settled(directive: Directive, before: readonly Moment[]): Live {
  if (directive.form !== 'choice') return directive;
  for (const moment of [...before].reverse().slice(0, 24)) {
    if (moment.kind === 'act' || moment.kind === 'stop' || (moment.kind === 'said' && moment.to !== 'told')) continue;
    for (const question of questionsIn(moment.text)) {
      const one = settle(question, directive.wanted);
      if (one === null || /^(?:do|does|did|is|are|can|could|should|would|will|what|which)\b/i.test(one.rejected))
        continue;
      const reason = directive.rule.slice(`Decided: ${directive.wanted}`.length).replace(/^[\s,;:–—-]+/, '');
      return {
        ...directive,
        rule: `${one.rule}${reason.length > 6 ? `: ${reason}` : '.'}`,
        unwanted: one.rejected,
        settled: true,
      };
    }
  }
  return directive;
}

function questionsIn(text: string): string[] {
  return text.match(/[^.?!\n]{10,220}\?/g) ?? (/\bor\b/.test(text) && text.length < 220 ? [text] : []);
}

/** A rule that begins by pointing ("these should …") speaks of the file that was changed for it, if that is one. */
function pointed(directive: Live, paths: readonly string[], confirmed: Confirmation): Live {
  const [path, ...more] = paths;
  if (directive.pointing !== 'subject' || path === undefined || more.length > 0 || !confirmed.again) return directive;
  return {
    ...directive,
    rule: directive.rule.replace(/^(?:it|this|that|they|these|those)\b/i, `\`${path}\``),
    pointing: null,
    inferred: true,
  };
}

/** "Implement the following plan:" and "I get this error:" point at what was pasted, and other rules read that. */
function pointsAtPasted(user: UserSaid): boolean {
  if (user.pasted === '') return false;
  const words = user.text.split(/\s+/).length;
  return (
    (words < 12 && /\b(?:following|below|attached|this plan)\b|:\s*$/i.test(user.text)) ||
    (words < 25 && /\b(?:error|exception|failed|traceback|panic)\b/i.test(user.pasted.slice(0, 3000)))
  );
}

function localPaths(edits: readonly Act[], scene: Scene): string[] {
  return unique(edits.flatMap((edit) => edit.paths.map((path) => localPath(path, scene.place)))).filter(
    insideRepository,
  );
}

/** Files that a rule names with their folder. */
function namedFiles(rules: string): string[] {
  return codeNames(rules).filter((name) => /^[\w.-]+(?:\/[\w.-]+)*\/[\w-]+\.\w+$/.test(name) && insideRepository(name));
}

function endOfAnswer(moments: readonly Moment[], index: number): number {
  for (let i = index + 1; i < Math.min(moments.length, index + reach); i++) {
    const moment = moments[i];
    if (moment?.kind === 'user' && moment.channel !== 'answer' && !goesOn(moments, index, i, moment)) return i;
  }
  return Math.min(moments.length, index + reach);
}

/** A turn that only says go, or that was typed before the agent began to act, does not end what answers the one before. */
function goesOn(moments: readonly Moment[], from: number, at: number, user: UserSaid): boolean {
  if (isBare(user.text) || /^(?:yes|yep|ok(?:ay)?|sure|please do)\b/i.test(user.text)) return true;
  return user.channel === 'queued' && !moments.slice(from + 1, at).some((moment) => moment.kind === 'act');
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
