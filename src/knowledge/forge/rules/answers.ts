import { type AskedQuestion, askedQuestions } from '../../../sessions/asked-question.ts';
import { codeNames } from '../code-names.ts';
import { isAboutCourse, isGoing } from '../course.ts';
import type { Draft, Scene } from '../draft.ts';
import { settle } from '../either-or.ts';
import type { Moment, UserSaid } from '../moments.ts';
import { withLastWord } from '../overruled.ts';
import { insideRepository, localPath, localText } from '../place.ts';
import { plain } from '../prose.ts';
import { salientOf } from '../salient.ts';
import { choiceWaits } from '../waits.ts';
import { joinSentences, titleOf } from '../wording.ts';

/**
 * Questions the agent put to the user with options, and what the user chose: decisions that are settled at once. Those put
 * together under a few words each are one decision, told as "topic: choice, not the others"; any other stands for itself.
 * An answer that is taken back later, by another answer or a turn about the same, is marked.
 */
export function answeredQuestions(scene: Scene): Draft[] {
  const drafts: Draft[] = [];
  const { moments } = scene;
  for (let i = 0; i < moments.length; i++) {
    if (!isAnswer(moments[i])) continue;
    let end = i;
    const group: Answer[] = [];
    for (let moment = moments[end]; isAnswer(moment) && moment.line === moments[i]?.line; moment = moments[++end])
      group.push(moment);
    const asked = askedBefore(moments, i);
    const decided = group.flatMap((answer) => {
      const one = decidedIn(answer, asked, scene);
      return one === null ? [] : [one];
    });
    const short = decided.filter((one) => one.topic !== '' && !one.course && !one.personal);
    const task = taskBefore(moments, i);
    // Few words under a heading say something only beside what it was all about.
    const single = short.length === 1 || task === '' ? [] : short;
    if (single.length > 1) drafts.push(draftOf(scene, single, task, end));
    for (const one of decided) if (!single.includes(one)) drafts.push(draftOf(scene, [one], task, end));
    i = end - 1;
  }
  return withLastWord(drafts, moments);
}

type Answer = UserSaid & { readonly question: string };

function isAnswer(moment: Moment | undefined): moment is Answer {
  return moment?.kind === 'user' && moment.channel === 'answer' && moment.question !== null;
}

interface Decided {
  readonly answer: Answer;
  /** The few words under which the question was put; empty where there are none. */
  readonly topic: string;
  /** "Plan format: free-form Markdown, not JSON" */
  readonly short: string;
  readonly question: string;
  /** About what to do next, not about what is built. */
  readonly course: boolean;
  /** In the user's own words, which speak to the agent. */
  readonly personal: boolean;
  /** In the user's own words, not one of the options. */
  readonly own: boolean;
  /** The question itself does not say what it is about. */
  readonly vague: boolean;
}

function askedBefore(moments: readonly Moment[], index: number): AskedQuestion[] {
  return moments
    .slice(Math.max(0, index - 6), index)
    .flatMap((moment) => (moment.kind === 'act' && moment.action === 'ask' ? askedQuestions(moment.detail) : []));
}

function decidedIn(answer: Answer, asked: readonly AskedQuestion[], scene: Scene): Decided | null {
  const question = plain(localText(answer.question, scene.place)).replace(/(?<!\s)\s*\?+\s*$/, '?');
  const chosen = plain(localText(answer.text, scene.place))
    .replace(recommended, '')
    .replace(/^option [a-z\d]\s*[:.–—-]\s*/i, '')
    .replace(/(?<![.\s])[.\s]+$/, '');
  if (question.length < 8 || chosen.length < 2 || noChoice.test(chosen)) return null;
  const put = asked.find((one) => plain(one.question).replace(/(?<!\s)\s*\?+\s*$/, '?') === question);
  const options = (put?.options ?? []).map((option) =>
    plain(option)
      .replace(recommended, '')
      .replace(/^option [a-z\d]\s*[:.–—-]\s*/i, ''),
  );
  const own = options.length > 0 && !options.some((option) => isChoiceOf(option, chosen));
  // Asked back: nothing is decided yet.
  if (own && chosen.includes('?')) return null;
  const others = options.filter(
    (option) => !chosen.toLowerCase().includes(option.toLowerCase()) && option.length <= 40 && !leftOpen.test(option),
  );
  const against = !own && others.length > 0 && others.length <= 3 ? ` (not: ${others.join(', ')})` : '';
  const heading = put?.header.trim() ?? '';
  const about = isAboutCourse(question, heading, options);
  // Who answers what to do next with how something shall be was not asked about it.
  const topic = about && own ? '' : heading;
  const told = {
    answer,
    question,
    course: about && (!own || isGoing(chosen)),
    own,
    personal: own && speaks.test(chosen),
    vague:
      !own &&
      (/^scope$/i.test(topic) ||
        /(?:^|[.!?] )(?:which|what|how)(?: one| way)?\?$/i.test(question) ||
        (salientOf(question.replace(empty, ' ')).size < 4 &&
          codeNames(question).length === 0 &&
          !/^[\w@.-]*\/[\w@./-]*$/.test(chosen))),
  };
  if (topic !== '') return { ...told, topic, short: `${topic}: ${chosen}${against}` };
  const rule = about && own ? sentence(chosen) : settle(lastQuestion(question), chosen)?.rule;
  return { ...told, topic: '', short: rule ?? '' };
}

const recommended = /(?<!\s)\s*\(recommended\)/i;

/** Whether an answer is an option, alone or with more said to it; words run on from an option's name are the user's own. */
function isChoiceOf(option: string, chosen: string): boolean {
  if (!chosen.toLowerCase().startsWith(option.toLowerCase())) return false;
  const rest = chosen.slice(option.length);
  return (
    rest === '' || /^\s*(?:[.,;:()+&/]|[–—]|-\s|(?:and|but|with|because|since|as|for|plus|only|without)\b)/i.test(rest)
  );
}

/** Options that leave it to somebody else. */
const leftOpen =
  /^(?:you (?:decide|choose)|other|not sure|don'?t know|skip\b|none of|no preference|let (?:you|me|claude))/i;

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Words to the agent, or about what one thinks: they do not read without the talk around them. */
const speaks =
  /(?<![\w'])(?:i|i'm|i'd|i've|i'll|my|me|we|we're|us|our|you|you're|your|maybe|honestly|hm+|until we|for now|not sure|lets|let's)(?![\w'])/i;
const empty =
  /\b(?:approach|option|design|direction|resonates?|vision|tradeoffs?|based|choose|choice|preferred|style|method)\b/gi;

const noChoice =
  /^(?:skip|none|n\/a|no preference|whatever|you (?:decide|choose)|agent decides|let (?:you|claude) decide|your (?:call|choice|discretion)|claude's discretion|up to you|yes|no|ok(?:ay)?|either|both|don'?t know|not sure|go ahead|proceed|continue|commit|push|merge|done|cancel(?:led)?|looks good|approve[d]?|other)\b.{0,12}$/i;

/** What the agent understood the user to want when it began to ask. */
function taskBefore(moments: readonly Moment[], index: number): string {
  for (let i = index - 1; i >= 0 && i > index - 200; i--) {
    const moment = moments[i];
    if (moment?.kind !== 'user' || moment.channel === 'answer') continue;
    for (const said of moments.slice(i + 1, i + 6)) {
      const task =
        said.kind === 'said' ? /\bThe user wants (?:me |us )?to ([^.:;`]{15,110})[.]/.exec(said.text)?.[1] : undefined;
      if (task !== undefined) return task;
    }
    return '';
  }
  return '';
}

function draftOf({ moments, place }: Scene, decided: readonly Decided[], task: string, end: number): Draft {
  const first = decided[0]?.answer;
  const statement =
    decided.length > 1
      ? `Decided by the user${task === '' ? '' : ` (to ${task})`}: ${decided.map((one) => one.short).join('; ')}.`
      : joinSentences(decided.map(alone));
  const after = moments.slice(end, end + 40);
  const paths = [
    ...new Set(
      after.flatMap((moment) =>
        moment.kind === 'act' && (moment.action === 'edit' || moment.action === 'write')
          ? moment.paths.map((path) => localPath(path, place))
          : [],
      ),
    ),
  ].filter(insideRepository);
  return {
    rule: 'choice',
    kind: 'decision',
    tier: 'user',
    title: titleOf(decided.map((one) => one.short || one.question.replace(/\?$/, '')).join('; ')),
    statement,
    lines: [...new Set(decided.map((one) => one.answer.line))].slice(0, 5),
    excerpt: decided
      .map(({ answer }) => `${answer.question}\n→ ${answer.text}`)
      .join('\n')
      .slice(0, 800),
    failure: null,
    at: first?.at ?? null,
    symptoms: [],
    paths: paths.slice(0, 4),
    families: [],
    symbols: [],
    features: {
      topic: decided.some((one) => one.topic !== '') ? 1 : 0,
      settled: decided.some((one) => one.short !== '') ? 1 : 0,
      names: Math.min(codeNames(statement).length, 3),
      edits: paths.length > 0 ? 1 : 0,
      own: decided.some((one) => one.own) ? 1 : 0,
      personal: decided.some((one) => one.personal) ? 1 : 0,
      // Beside the others, or as a rule, it needs no question to be understood.
      vague: decided.length === 1 && decided[0]?.vague && decided[0].topic !== '' ? 1 : 0,
    },
    importance: 2,
    waits: [choiceWaits],
    doubts: decided.every((one) => one.course)
      ? ['about the course of the session: it is over when the session is']
      : [],
  };
}

/** One decision with the question it answers, so that it reads without the others. */
function alone({ short, question, topic, answer }: Decided): string {
  const asked = lastQuestion(question).replaceAll('"', "'");
  if (topic !== '') return `${short}. The question was: ${asked}`;
  if (short !== '') return short;
  return `Asked "${asked}" the user chose: ${plain(answer.text).replace(recommended, '')}`;
}

/** Of a long text only the sentence that asks, with the one before it where it goes on from there. */
function lastQuestion(question: string): string {
  if (question.length <= 170) return question;
  const parts = question.split(/(?<=[.?!])\s+/);
  const at = parts.findLastIndex((part) => part.endsWith('?'));
  const asked = parts[at];
  if (asked === undefined) return question.slice(0, 170);
  const whole = `${parts[at - 1] ?? ''} ${asked}`;
  return goesOn.test(asked) && at > 0 && whole.length <= 260 ? whole : asked;
}

const goesOn =
  /^(?:or|and|so|but|if (?:so|not)|(?:is|are|was|does|do|did|should|can|could|would|will|must) (?:it|that|they|there)\b)/i;
