import { codeNames, nameParts, tellingParts } from '../code-names.ts';
import type { Draft, Scene } from '../draft.ts';
import { chooseExplanations, type Explanation, explanationsIn } from '../explanation.ts';
import type { Act, Moment, UserSaid } from '../moments.ts';
import { insideRepository, localPath, localText } from '../place.ts';
import { isBare, type Wish, wishOf } from '../wish.ts';
import { joinSentences, titleOf, topicOf } from '../wording.ts';

/**
 * What users say after the agent did something: corrections, preferences and decisions. Most are short and polite, a
 * question or a remark; what makes one is what the agent does next, so the agent's agreement, its changes to files it had
 * touched before and its own restatement of the wish are looked for. A turn that only wants to know something teaches what
 * the agent answers, and then it is the agent who said it.
 */
export function userTurns(scene: Scene): Draft[] {
  const drafts: Draft[] = [];
  const { moments } = scene;
  let turn = 0;
  for (let i = 0; i < moments.length; i++) {
    const user = moments[i];
    if (user?.kind !== 'user' || user.channel === 'answer') continue;
    turn++;
    if (isBare(user.text) || /^\s*<[\w-]+>/.test(user.text)) continue;
    const draft = draftOf(scene, i, user, turn);
    if (draft !== null) drafts.push(draft);
  }
  return drafts;
}

/** Moments of the agent's answer that are looked at. */
const reach = 60;
const longestTurn = 140;

function draftOf(scene: Scene, index: number, user: UserSaid, turn: number): Draft | null {
  const { moments, place } = scene;
  const wish = wishOf(localText(user.text, place));
  if (wish.words > longestTurn || wish.text.length < 12) return null;
  // "Implement the following plan:" and its like point at what was pasted.
  if (user.pasted !== '' && wish.words < 12 && /\b(?:following|below|attached|this plan)\b|:\s*$/i.test(user.text))
    return null;
  if (
    user.pasted !== '' &&
    wish.words < 25 &&
    /\b(?:error|exception|failed|traceback|panic)\b/i.test(user.pasted.slice(0, 3000))
  )
    return null;
  const end = endOfAnswer(moments, index);
  const answer = moments.slice(index + 1, end);
  const before = moments.slice(Math.max(0, index - 80), index);
  const edits = answer.filter(
    (moment): moment is Act => moment.kind === 'act' && (moment.action === 'edit' || moment.action === 'write'),
  );
  const earlier = new Set(
    before.flatMap((moment) =>
      moment.kind === 'act' && (moment.action === 'edit' || moment.action === 'write') ? moment.paths : [],
    ),
  );
  const again = edits.filter((edit) => edit.paths.some((path) => earlier.has(path)));
  const told = firstTold(answer);
  // "Yes" to a plain question answers it; to a wish it grants it.
  const agrees = wish.asks && !wish.norm ? concession.test(told) : agreement.test(told);
  const paths = unique(edits.flatMap((edit) => edit.paths.map((path) => localPath(path, place))));

  const wishNames = nameParts([...codeNames(wish.text), ...longWords(wish.text)]);
  const wanted = new Set([...wishNames, ...tellingParts(paths.slice(0, 4))]);
  const sentences = answer.flatMap((moment, at) =>
    moment.kind === 'said' && moment.to !== 'report' ? explanationsIn(moment, wanted, place, at) : [],
  );
  const retold = sentences.find(
    (one) => retelling.test(one.text) && one.order < 12_000 && one.text.length < 320 && echoes(one.text, wish),
  );
  const rest = sentences
    .filter((one) => !retelling.test(one.text) && one.worth.value > 0.5)
    .map((one) => ({
      ...one,
      score: one.score - Math.min(one.order / 1000, 25) * 0.05 + (agrees && one.order < 4000 ? 0.8 : 0),
    }))
    .sort((a, b) => b.score - a.score);
  const clearWish = wish.clear && !wish.inquires && (wish.norm || wish.rejects);
  const chosen = chooseExplanations(
    // A wish that stands for itself is not mixed with whatever else the agent said later.
    clearWish ? rest.filter((one) => one.order < 3000 || mentions(one, wishNames)) : rest,
    2,
    2,
  );
  const best = chosen.reduce<Explanation | null>(
    (top, one) => (top === null || one.score > top.score ? one : top),
    null,
  );

  const corrects = again.length > 0 || agrees || user.channel === 'rejection';
  const normative = wish.norm && !wish.inquires;
  const wishes = retold !== undefined || ((normative || (corrects && wish.rejects)) && wish.clear && !wish.inquires);
  const agreedOn = !wishes && agrees && (wish.norm || wish.rejects || wish.chooses);
  const reports = !wishes && !agreedOn && wish.reports && !wish.inquires && wish.clear && edits.length > 0;
  const rule = wishes || agreedOn ? (wish.chooses ? 'decision' : 'correction') : reports ? 'report' : 'answer';
  const texts = chosen.map((one) => one.text);
  const opening = wishes
    ? (retold?.text ?? `${lead(wish)}${wish.text}`)
    : agreedOn
      ? 'Settled with the user:'
      : reports
        ? `The user reported: ${wish.text}`
        : '';
  if (!wishes && texts.length === 0) return null;
  const statement = agreedOn
    ? joinSentences([`${opening} ${texts[0] ?? ''}`, ...texts.slice(1)])
    : joinSentences([opening, ...texts]);
  if (statement.length < 40) return null;
  const lines = unique([
    user.line,
    ...(best === null ? [] : [best.line]),
    ...(edits[0] === undefined ? [] : [edits[0].line]),
    ...(retold === undefined ? [] : [retold.line]),
  ]).slice(0, 5);
  return {
    rule,
    kind:
      rule === 'decision' ? 'decision' : rule === 'correction' ? 'preference' : rule === 'report' ? 'failure' : 'model',
    tier:
      rule === 'answer'
        ? 'agent'
        : rule === 'report'
          ? answer.some((moment) => moment.kind === 'act' && moment.passed)
            ? 'check'
            : 'agent'
          : 'user',
    title: titleOf(
      wishes
        ? (retold?.text.replace(/^The user (?:wants|would like|asked|is asking)(?: (?:me|us))?(?: to)? /, '') ??
            wish.text)
        : topicOf(statement),
    ),
    statement,
    lines,
    excerpt: user.text.slice(0, 600),
    failure: null,
    at: null,
    symptoms: [],
    paths: paths.filter(insideRepository).slice(0, 5),
    families: [],
    symbols: [],
    features: {
      first: turn === 1 ? 1 : 0,
      short: wish.words <= 30 ? 1 : 0,
      long: wish.words > 70 ? 1 : 0,
      norm: wish.norm ? 1 : 0,
      rejects: wish.rejects ? 1 : 0,
      lasting: wish.lasting ? 1 : 0,
      chooses: wish.chooses ? 1 : 0,
      asks: wish.asks ? 1 : 0,
      inquires: wish.inquires ? 1 : 0,
      queued: user.channel === 'queued' ? 1 : 0,
      refused: user.channel === 'rejection' || before.slice(-2).some((moment) => moment.kind === 'stop') ? 1 : 0,
      agrees: agrees ? 1 : 0,
      edits: edits.length > 0 ? 1 : 0,
      again: again.length > 0 ? 1 : 0,
      retold: retold === undefined ? 0 : 1,
      explained: best === null ? 0 : Math.min(best.score, 7),
      shared: best === null ? 0 : Math.min(best.shared, 3),
      names: Math.min(codeNames(wish.text, 6).length, 4),
      pasted: user.pasted === '' ? 0 : 1,
    },
    importance: wish.lasting || again.length > 0 ? 2 : 1,
    doubts: [],
  };
}

const concession =
  /^(?:you'?re (?:absolutely )?right|you are right|good (?:point|catch|call)|fair|agreed|i agree|my mistake|apologies|sorry|that(?:'s| is) (?:a )?(?:fair|good|right|better|cleaner))/i;
const agreement =
  /^(?:yes|yep|agreed|i agree|you'?re (?:absolutely )?right|you are right|good (?:point|catch|call|idea|question)|fair|makes sense|right|correct|absolutely|exactly|indeed|understood|great (?:point|idea|question|catch)|that(?:'s| is) (?:a )?(?:fair|good|right|better|cleaner|correct)|my mistake|apologies|sorry|confirmed|true|sure|ok)/i;
const retelling =
  /^(?:The )?user (?:wants|would like|asked|is asking|asks|prefers|said|says|clarified|pointed out|points out|is pointing out|chose|decided|requested|is requesting|mentioned|noticed|reports?|is reporting|rejected|expects|is suggesting|suggests|suggested|doesn't want|does not want|needs)\b/i;

/** Whether the agent's restatement speaks of what the user spoke of. */
function echoes(text: string, wish: Wish): boolean {
  const lower = text.toLowerCase();
  const words = longWords(wish.text).map((word) => word.toLowerCase().slice(0, 6));
  return new Set(words.filter((word) => lower.includes(word))).size >= Math.min(2, Math.max(1, words.length - 1));
}

/** Whether a sentence names what the user named. */
function mentions(one: Explanation, names: ReadonlySet<string>): boolean {
  const lower = one.text.toLowerCase();
  for (const name of names) if (name.length > 4 && lower.includes(name)) return true;
  return false;
}

function lead(wish: Wish): string {
  if (wish.reports && !wish.norm) return 'The user reported: ';
  if (
    /^(?:The|It|There|If|When|This|That|These|Those|Seems?|Looks?|Previously|Now)\b/.test(wish.text) &&
    !/\b(?:should|must)\b/.test(wish.text)
  )
    return 'The user said: ';
  return /^(?:The user|Explain|User)/.test(wish.text) ? '' : 'The user wants: ';
}

function firstTold(answer: readonly Moment[]): string {
  for (const moment of answer) if (moment.kind === 'said' && moment.to === 'told') return moment.text.slice(0, 200);
  return '';
}

function endOfAnswer(moments: readonly Moment[], index: number): number {
  for (let i = index + 1; i < Math.min(moments.length, index + reach); i++) {
    const moment = moments[i];
    if (moment?.kind === 'user' && moment.channel !== 'answer') return i;
  }
  return Math.min(moments.length, index + reach);
}

const common = new Set(
  'please should would could there their about which where these those other using update change changes instead really before after again think because currently actually something anything everything still needs without'.split(
    ' ',
  ),
);

function longWords(text: string): string[] {
  return (text.match(/[A-Za-z][A-Za-z-]{4,}/g) ?? []).filter((word) => !common.has(word.toLowerCase())).slice(0, 14);
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
